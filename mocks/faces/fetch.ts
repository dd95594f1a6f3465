import { bytesOf, type Delivery } from '../faults/delivery.js'
import type { IncomingRequest } from '../http/message.js'
import { sleep } from '../sleep.js'

/** The statuses without a body in the fetch standard. */
const NULL_BODY = [204, 205, 304]
const ENDLESS_CHUNK = new TextEncoder().encode(' '.repeat(1_024))

/** Converts a standard `Request` to the form that the server reads. */
export async function incomingFrom(request: Request): Promise<IncomingRequest> {
  const url = new URL(request.url)
  return {
    method: request.method,
    origin: url.origin,
    target: `${url.pathname}${url.search}`,
    headers: new Map(request.headers),
    body: new Uint8Array(await request.arrayBuffer()),
  }
}

/**
 * Converts a delivery to what `fetch` returns: a Response, a TypeError `fetch failed`, or a body
 * that breaks while it is read.
 *
 * @param signal The caller's signal; an abort ends waiting and bodies
 */
export async function responseFrom(delivery: Delivery, signal: AbortSignal): Promise<Response> {
  if (delivery.kind === 'failure') throw networkError(delivery.failure)
  const { answer, delay = 0 } = delivery
  if (delay > 0) await sleep(delay, signal)
  const { status, headers } = answer
  if (NULL_BODY.includes(status)) return new Response(null, { status, headers })
  const isPlain = !delivery.pause && delivery.reset !== 'middle' && !delivery.isEndless
  const body = isPlain && !delivery.isDamaged ? bytesOf(answer) : streamOf(delivery, signal)
  return new Response(body, { status, headers })
}

function streamOf(
  delivery: Extract<Delivery, { kind: 'answer' }>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const pieces = piecesOf(delivery, signal)
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

async function* piecesOf(
  { answer, pause = 0, reset, isEndless, isDamaged }: Extract<Delivery, { kind: 'answer' }>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (isDamaged) throw terminated('incorrect header check', 'Z_DATA_ERROR')
  const bytes = bytesOf(answer)
  const half = Math.floor(bytes.length / 2)
  yield bytes.slice(0, half)
  if (reset === 'middle') throw terminated('other side closed', 'UND_ERR_SOCKET')
  if (pause > 0) await sleep(pause, signal)
  yield bytes.slice(half)
  while (isEndless) {
    // Each piece takes a turn of the event loop, so that timers of the reader can run.
    await sleep(0, signal)
    yield ENDLESS_CHUNK
  }
}

const FAILURES = {
  unknown: ['getaddrinfo ENOTFOUND', 'ENOTFOUND'],
  refused: ['connect ECONNREFUSED 127.0.0.1', 'ECONNREFUSED'],
  reset: ['read ECONNRESET', 'ECONNRESET'],
  closed: ['other side closed', 'UND_ERR_SOCKET'],
} as const

/** The error of `fetch` if there is no answer. */
export function networkError(failure: keyof typeof FAILURES): TypeError {
  const [message, code] = FAILURES[failure]
  return new TypeError('fetch failed', { cause: withCode(message, code) })
}

/** The error of reading a body whose connection breaks. */
function terminated(message: string, code: string): TypeError {
  return new TypeError('terminated', { cause: withCode(message, code) })
}

function withCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}
