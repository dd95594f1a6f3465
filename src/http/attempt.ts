import type { KyInstance } from 'ky'
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

/**
 * Sends one request once and reads its body within the timeout. A stream is handed on unread; its
 * timeout then counts from each time that more of it is asked for: a slow reader is no silent server.
 *
 * @param explain - Makes the error for a stream that fails while it is read.
 */
export async function attempt(
  ky: KyInstance,
  request: WireRequest,
  signal: AbortSignal | undefined,
  explain: (failure: Failure) => Error,
): Promise<AttemptAnswer | Failure> {
  const timer = new AttemptTimer(signal)
  timer.start(request.timeout)
  let status: number | null = null
  try {
    const response = await timer.within(
      ky(request.url, {
        method: request.method,
        headers: request.headers,
        signal: timer.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      }),
    )
    status = response.status
    if (!request.stream || !response.ok || !response.body) {
      const text = await readText(response, timer)
      timer.release()
      const json = withoutPhpMessages(text)
      return { response, text: json || text, stream: null, hasPhp: json !== null }
    }
    timer.rest()
    const failed = (error: unknown) => explain(failureOf(error, timer, response.status))
    const stream = timed(response.body, timer, request, failed)
    return { response, text: '', stream, hasPhp: false }
  } catch (error) {
    timer.release()
    return failureOf(error, timer, status)
  }
}

/** Whether the attempt failed. */
export function isFailure(result: AttemptAnswer | Failure): result is Failure {
  return 'kind' in result
}

async function readText(response: Response, timer: AttemptTimer): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const bounded = length <= largestBody && !response.headers.has('content-encoding')
  if (bounded || !response.body) return timer.within(response.text())
  // Neither a chunked nor a compressed body says how large it will get: an endless one must end.
  const decoder = new TextDecoder()
  let text = ''
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await timer.within(reader.read())
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    if (text.length > largestBody) timer.end('too_large', new Error('too large'))
  }
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
