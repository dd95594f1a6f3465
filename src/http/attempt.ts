import ky from 'ky'
import { type Failure, failureOf } from './failure.js'
import { withoutPhpMessages } from './json.js'
import type { WireRequest } from './request.js'
import { AttemptTimer, monotonic } from './wait.js'

/** The largest body that is read into memory. A page of 1 000 full articles is far smaller. */
const largestBody = 256 * 1024 * 1024

/** The result of one attempt. */
export interface AttemptAnswer {
  readonly response: Response
  readonly text: string
  readonly stream: ReadableStream<Uint8Array> | null
  /** Whether PHP printed messages around the body. They are not part of `text`. */
  readonly hasPhp: boolean
}

/**
 * Turns off everything that ky would do by itself: repeats, timeouts and errors depend on the
 * operation.
 */
const once = {
  retry: 0,
  timeout: false,
  throwHttpErrors: false,
  redirect: 'manual',
  credentials: 'omit',
} as const

/**
 * Sends one request once and reads its body within the timeout. A stream is returned unread. Its
 * timeout starts again with each read, so a slow reader is not mistaken for a silent server.
 *
 * @param fetch - The caller's own `fetch`, if one was given.
 * @param explain - Creates the error for a stream that fails while it is read.
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
  let isJson = false
  const exchange = async (): Promise<AttemptAnswer> => {
    const response = await send(fetch, request, timer.signal)
    status = response.status
    isJson = /json/.test(response.headers.get('content-type') ?? '')
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
    return failureOf(error, timer, status, isJson)
  }
}

/**
 * Gives ky neither the signal nor the headers. ky would join the signal to one of its own and copy
 * the headers five times, which costs more than everything else it does, and its errors would show
 * the token. Both are added when ky calls `fetch`.
 */
function send(
  own: typeof globalThis.fetch | undefined,
  { url, method, headers, body }: WireRequest,
  signal: AbortSignal,
): Promise<Response> {
  const more = { headers, signal }
  // The caller's own `fetch` may look only at its first argument.
  const fetch: typeof globalThis.fetch = (sent) =>
    own ? own(new Request(sent, more)) : globalThis.fetch(sent, more)
  return ky(url, { ...once, method, fetch, ...(body === undefined ? {} : { body }) })
}

export function isFailure(result: AttemptAnswer | Failure): result is Failure {
  return 'kind' in result
}

async function readText(response: Response, timer: AttemptTimer): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const bounded = length <= largestBody && !response.headers.has('content-encoding')
  if (bounded || !response.body) return response.text()
  // A chunked or compressed body does not say how long it will be, so the size is counted while
  // reading.
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  while (!timer.endedBy) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    size += value.length
    if (size > largestBody) timer.end('too_large', new Error('too large'))
  }
  return ''
}

/** Passes on the chunks of a body as they are asked for, and releases the timer at the end. */
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
