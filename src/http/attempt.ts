import ky from 'ky'
import { type Failure, failureOf } from './failure.js'
import { withoutPhpMessages } from './json.js'
import type { WireRequest } from './request.js'
import { AttemptTimer, monotonic } from './wait.js'

/** The largest JSON answer that is read into memory: a page of 1 000 full articles is far below it. */
const largestBody = 256 * 1024 * 1024

/** What one attempt brought. */
export interface AttemptAnswer {
  readonly response: Response
  readonly text: string
  readonly stream: ReadableStream<Uint8Array> | null
  /** Whether messages of PHP stood around the text, which are left out of it. */
  readonly hasPhp: boolean
}

/** One attempt and no more: repeats, times and errors are judged by what the operation is. */
const once = {
  retry: 0,
  timeout: false,
  throwHttpErrors: false,
  redirect: 'manual',
  credentials: 'omit',
} as const

/**
 * Sends one request once and reads its body within the timeout. A stream is handed on unread; its
 * timeout then counts from each time that more of it is asked for: a slow reader is no silent server.
 *
 * @param fetch - The caller's own, in the place of the platform's.
 * @param explain - Makes the error for a stream that fails while it is read.
 */
export async function attempt(
  fetch: typeof globalThis.fetch | undefined,
  request: WireRequest,
  callers: AbortSignal | undefined,
  explain: (failure: Failure) => Error,
): Promise<AttemptAnswer | Failure> {
  const timer = new AttemptTimer(callers)
  timer.start(request.timeout)
  let status: number | null = null
  const exchange = async (): Promise<AttemptAnswer> => {
    const response = await send(fetch, request, timer.signal)
    status = response.status
    if (request.stream && response.ok && response.body) {
      timer.rest()
      const failed = (error: unknown) => explain(failureOf(error, timer, response.status))
      const stream = timed(response.body, timer, request, failed)
      return { response, text: '', stream, hasPhp: false }
    }
    const text = await readText(response, timer)
    timer.release()
    const json = withoutPhpMessages(text)
    return { response, text: json || text, stream: null, hasPhp: json !== null }
  }
  try {
    return await timer.within(exchange())
  } catch (error) {
    timer.release()
    return failureOf(error, timer, status)
  }
}

/**
 * ky would join the signal to one of its own and copy the headers five times, which costs more than all
 * else that it does, and show the token with its errors: both go along where it hands the request on.
 */
function send(
  own: typeof globalThis.fetch | undefined,
  { url, method, headers, body }: WireRequest,
  signal: AbortSignal,
): Promise<Response> {
  const more = { headers, signal }
  // One of the caller's own may look at its request alone.
  const fetch: typeof globalThis.fetch = (sent) =>
    own ? own(new Request(sent, more)) : globalThis.fetch(sent, more)
  return ky(url, { ...once, method, fetch, ...(body === undefined ? {} : { body }) })
}

/** Whether the attempt failed. */
export function isFailure(result: AttemptAnswer | Failure): result is Failure {
  return 'kind' in result
}

const utf8 = new TextDecoder()

async function readText(response: Response, timer: AttemptTimer): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const bounded = length <= largestBody && !response.headers.has('content-encoding')
  if (bounded || !response.body) return response.text()
  // Neither a chunked nor a compressed body says how large it will get: an endless one must end.
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = response.body.getReader()
  while (!timer.endedBy) {
    const { done, value } = await reader.read()
    if (done) return utf8.decode(joined(chunks, size))
    chunks.push(value)
    size += value.length
    if (size > largestBody) timer.end('too_large', new Error('too large'))
  }
  return ''
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (only && chunks.length === 1) return only
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** Hands chunks on as they are asked for, and lets go of everything at the end. */
function timed(
  body: ReadableStream<Uint8Array>,
  timer: AttemptTimer,
  { timeout, deadline }: WireRequest,
  failed: (error: unknown) => Error,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(sink) {
      timer.start(Math.min(timeout, Math.ceil(deadline - monotonic())))
      try {
        const { done, value } = await timer.within(reader.read())
        timer.rest()
        if (!done) return sink.enqueue(value)
        timer.release()
        sink.close()
      } catch (error) {
        timer.release()
        sink.error(failed(error))
      }
    },
    async cancel(reason) {
      timer.release()
      await reader.cancel(reason)
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}
