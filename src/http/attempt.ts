import type { KyInstance } from 'ky'
import { guardTimer } from './clock.js'
import type { WireRequest } from './request.js'

/** The largest JSON answer that is read into memory: a page of 1 000 full articles is far below it. */
const largestBody = 256 * 1024 * 1024

/** Why an attempt brought no usable answer. */
export interface Failure {
  readonly kind: 'network' | 'timeout' | 'too_large' | 'aborted'
  /** Whether the server may have seen the request. */
  readonly sent: boolean
  /** The platform's own error; it may hold secrets, so it is never handed on as it is. */
  readonly error: unknown
}

/** What one attempt brought. */
export interface AttemptAnswer {
  readonly response: Response
  readonly text: string
  readonly stream: ReadableStream<Uint8Array> | null
}

/** Failures before a connection stood: the server cannot have seen anything. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'FailedToOpenSocket',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const timedOut = Symbol('timed out')
const tooLarge = Symbol('too large')

/**
 * Sends one request once and reads its body. One short-lived controller serves the caller's signal,
 * the timeout and the size limit, so nothing is left on a long-lived signal. A stream's timeout
 * counts from the last chunk asked for: a slow reader is not a silent server.
 */
export async function attempt(
  ky: KyInstance,
  request: WireRequest,
  signal: AbortSignal | undefined,
  explain: (failure: Failure) => Error,
): Promise<AttemptAnswer | Failure> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
  let timer = guardTimer(() => controller.abort(timedOut), request.timeout)
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) abort()
  let streaming = false
  try {
    const response = await ky(request.url, {
      method: request.method,
      headers: request.headers,
      signal: controller.signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    if (!request.stream || !response.ok || !response.body) {
      return { response, text: await readText(response, controller), stream: null }
    }
    streaming = true
    const read = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
      timer = guardTimer(() => controller.abort(timedOut), request.timeout)
      try {
        return await reader.read()
      } catch (error) {
        throw explain(failureOf(error, controller.signal, signal))
      } finally {
        clearTimeout(timer)
      }
    }
    clearTimeout(timer)
    return { response, text: '', stream: watch(response.body, read, release) }
  } catch (error) {
    return failureOf(error, controller.signal, signal)
  } finally {
    if (!streaming) release()
  }
}

/** Whether the attempt failed. */
export function isFailure(result: AttemptAnswer | Failure): result is Failure {
  return 'kind' in result
}

/** The innermost error code of a platform error, such as `ECONNREFUSED`, or `null`. */
export function platformCode(error: unknown): string | null {
  let found: string | null = null
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') found = at.code
  }
  return found
}

function failureOf(error: unknown, signal: AbortSignal, callers: AbortSignal | undefined): Failure {
  if (signal.reason === tooLarge) return { kind: 'too_large', sent: true, error }
  if (signal.reason === timedOut) return { kind: 'timeout', sent: true, error }
  if (callers?.aborted) return { kind: 'aborted', sent: true, error }
  const code = platformCode(error)
  return { kind: 'network', sent: code === null || !neverSent.has(code), error }
}

async function readText(response: Response, controller: AbortController): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const bounded = length <= largestBody && !response.headers.has('content-encoding')
  if (bounded || !response.body) return response.text()
  // Neither a chunked nor a compressed body says how large it will get: an endless one must end.
  const decoder = new TextDecoder()
  let text = ''
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    if (text.length > largestBody) {
      controller.abort(tooLarge)
      throw new Error('too large')
    }
  }
}

type Read = (
  reader: ReadableStreamDefaultReader<Uint8Array>,
) => Promise<ReadableStreamReadResult<Uint8Array>>

/** Hands chunks on as they are asked for, and lets go of everything at the end. */
function watch(body: ReadableStream<Uint8Array>, read: Read, release: () => void) {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(sink) {
      try {
        const { done, value } = await read(reader)
        if (!done) return sink.enqueue(value)
        release()
        sink.close()
      } catch (error) {
        release()
        sink.error(error)
      }
    },
    async cancel(reason) {
      release()
      await reader.cancel(reason)
    },
  })
}
