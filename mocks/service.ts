import { incomingFrom, networkError, responseFrom } from './faces/fetch.js'
import { followed } from './faces/redirects.js'
import { strike } from './faults/apply.js'
import { Background } from './faults/background.js'
import type { Delivery } from './faults/delivery.js'
import { Faults } from './faults/rules.js'
import type { IncomingRequest } from './http/message.js'
import { type LoggedRequest, RequestLog } from './log.js'
import type { Handle } from './server.js'
import type { State } from './state/state.js'

/** The delay of answers in milliseconds, for all requests or for each. */
export type Latency = number | ((request: { method: string; path: string }) => number)

/**
 * Passes requests from a face to the server and back, and adds the log, the faults and the latency.
 */
export class Service {
  readonly requests = new RequestLog()
  readonly background = new Background()
  readonly faults: Faults
  readonly #state: State
  readonly #handle: Handle
  readonly #origin: string
  readonly #latency: Latency

  constructor(state: State, handle: Handle, url: URL, latency: Latency) {
    this.faults = new Faults(url.pathname.replace(/\/$/, ''))
    this.#state = state
    this.#handle = handle
    this.#origin = url.origin
    this.#latency = latency
  }

  /** Returns what reaches the client of a request; `isReused` as in `Faults.strike`. */
  readonly serve = async (incoming: IncomingRequest, isReused = true): Promise<Delivery> => {
    const entry = logged(incoming, this.#state.milliseconds())
    this.requests.push(entry)
    const { method, path } = entry
    const latency =
      typeof this.#latency === 'number' ? this.#latency : this.#latency({ method, path })
    const { signal } = this.background
    const proceed = async (request: IncomingRequest) => {
      try {
        return await this.#handle(request, latency, signal)
      } finally {
        signal.throwIfAborted()
      }
    }
    const fault = this.faults.strike(method, path, isReused)
    const server = { state: this.#state, proceed, later: this.background.run }
    try {
      const delivery: Delivery =
        fault === undefined
          ? { kind: 'answer', answer: await proceed(incoming) }
          : await strike(fault, server, incoming)
      if (delivery.kind === 'answer') entry.status = delivery.answer.status
      return delivery
    } catch (error) {
      if (!signal.aborted) throw error
      return { kind: 'failure', failure: 'reset' }
    }
  }

  /** Answers a request that was intercepted, for instance by msw. */
  readonly answer = async (request: Request): Promise<Response> => {
    return responseFrom(await this.serve(await incomingFrom(request)), request.signal)
  }

  /** A `fetch` for this one host. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { redirect } = request
    // The caller's signal is used if there is one: the signal of a `Request` follows it only
    // weakly, and may be garbage-collected.
    const signal = init?.signal ?? request.signal
    signal.throwIfAborted()
    const answerOne = async (incoming: IncomingRequest) => {
      if (incoming.origin !== this.#origin) throw networkError('unknown')
      return responseFrom(await this.serve(incoming), signal)
    }
    const answer = incomingFrom(request).then((first) => followed(first, redirect, answerOne))
    return abortable(signal, answer)
  }
}

function logged(request: IncomingRequest, at: number): LoggedRequest {
  const { method, target, headers, body } = request
  const [path = '', ...query] = target.split('?')
  return {
    method,
    path,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(headers),
    body: new TextDecoder().decode(body),
    status: 0,
    at,
  }
}

async function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
