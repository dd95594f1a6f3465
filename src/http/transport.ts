import { isWallabagError, type WallabagError } from '../errors/index.js'
import { type AttemptAnswer, attempt, isFailure } from './attempt.js'
import { readErrorBody } from './error-body.js'
import type { Attempted, ErrorConverter } from './error-maker.js'
import { type Failure, watchConnections } from './failure.js'
import { type HeaderFields, retryAfterOf } from './headers.js'
import type { LimitGate, Turn } from './limiter.js'
import { newId, type ObservedCall, type Observer } from './observer.js'
import { factsOf, mayRepeatAfterFailure, mayRepeatAfterStatus } from './operation-facts.js'
import { redirectTarget } from './redirect.js'
import type { Answer, ApiRequest, WireRequest } from './request.js'
import { monotonic, pause, type Scope } from './wait.js'

/**
 * A query as text. Commas, slashes and colons are not encoded, so that more of a mass call fits
 * into one request line.
 */
export function queryText(query: URLSearchParams): string {
  return query.toString().replace(/%(?:2C|2F|3A)/g, decodeURIComponent)
}

/** Provides the token of a call, and is told how the attempt with it went. */
export interface Authorizer {
  /** The token to send. Waits for a renewal if no token is valid. */
  token(scope: Scope): Promise<string>
  /**
   * Whether the caller may send the token now. Asked when the caller has its turn: a token can
   * expire while a call waits, and a machine that keeps sending invalid tokens gets banned.
   */
  claim(token: string, caller: object): boolean
  /** The server accepted the token and answered with these headers. */
  accepted(token: string, headers: Headers): void
  /** The attempt of this caller did not show whether its token is valid. */
  unanswered(caller: object): void
  /** The server refused the token. Returns the next one. */
  refused(token: string, scope: Scope): Promise<string>
}

/** The largest number of repeats of a call. */
export interface Repeats {
  /** How often a call is repeated at most. */
  readonly limit: number
  /**
   * The longest pause that a server may ask for, in seconds. If it asks for more, the call fails at
   * once.
   */
  readonly maxRetryAfter: number
}

export interface TransportParts {
  /** The caller's own `fetch`, if one was given. */
  readonly fetch: typeof globalThis.fetch | undefined
  /** The instance's root, without a trailing slash. */
  readonly baseUrl: string
  readonly gate: LimitGate
  readonly observer: Observer
  readonly convert: ErrorConverter
  readonly repeats: Repeats
  /** Milliseconds for an attempt of an operation that is not slow. */
  readonly timeout: number
  /** Returns the headers for a request. Called before each attempt. */
  readonly headers: () => HeaderFields
}

/**
 * How often a token may be refused within one call. A few refusals are normal if several processes
 * renew tokens. After this many, renewing again would not help.
 */
const mostRenewals = 10
const mostRedirects = 5
/** Slow operations, for which the server fetches pages, get this many times the timeout. */
const slowTimes = 4
/** The longest pause before the first repeat, in milliseconds. It doubles with each repeat. */
const firstPause = 300
/** The longest pause if the server does not ask for one, in milliseconds. */
const longestPause = 10_000

/** One request with all its attempts, and what is known between them. */
export class Exchange {
  readonly #parts: TransportParts
  readonly #request: ApiRequest
  readonly #scope: Scope
  readonly #authorizer: Authorizer | null
  #url: string
  readonly #callId: string
  #attempts = 0
  #repeats = 0
  #renewals = 0
  #redirects = 0
  #token: string | undefined
  /** The token that replaces a refused one. It is requested before the turn is given back. */
  #next: Promise<string> | null = null
  /** Whether an earlier attempt may have been applied although its answer was lost. */
  #uncertain = false

  constructor(
    parts: TransportParts,
    request: ApiRequest,
    scope: Scope,
    authorizer: Authorizer | null,
  ) {
    this.#parts = parts
    this.#request = request
    this.#scope = scope
    this.#callId = newId(scope.id)
    this.#authorizer = authorizer
    const query = request.query && queryText(request.query)
    this.#url = `${request.root ?? parts.baseUrl}/${request.path}${query ? `?${query}` : ''}`
  }

  async run(): Promise<Answer> {
    for (;;) {
      this.#token = await this.#nextToken()
      const result = await this.#attempt()
      if (result === null || this.#next) continue
      if (isFailure(result)) await this.#afterFailure(result)
      else if (this.#isUnderstood(result.response)) return this.#answered(result)
      else if (!this.#redirected(result.response)) await this.#afterRefusal(result)
    }
  }

  get #attempted(): Attempted {
    return { request: this.#request, attempts: this.#attempts, uncertain: this.#uncertain }
  }

  get #observed(): ObservedCall {
    const partOf = this.#scope.id
    return { request: this.#request, callId: this.#callId, partOf, attempt: this.#attempts }
  }

  #isUnderstood(response: Response): boolean {
    return response.ok || (this.#request.understands?.includes(response.status) ?? false)
  }

  #answered({ response, text, stream, hasPhp }: AttemptAnswer): Answer {
    const { status, headers } = response
    return { ...this.#attempted, scope: this.#scope, status, headers, text, stream, hasPhp }
  }

  /**
   * The token to send. If there is none, the error tells the outcome of this request and not of the
   * sign-in.
   */
  async #nextToken(): Promise<string | undefined> {
    const token = this.#next ?? this.#authorizer?.token(this.#scope)
    this.#next = null
    try {
      return await token
    } catch (error) {
      throw this.#parts.convert.notSent(this.#attempted, error, 'could not sign in')
    }
  }

  /** Waits for a turn. `null` if the token became invalid while waiting. */
  async #turn(): Promise<Turn | null> {
    const { gate, convert } = this.#parts
    const { signal, deadline } = this.#scope
    try {
      const turn = await gate.enter({
        lane: this.#request.operation === 'createToken' ? 'token' : 'call',
        signal,
        deadline,
        longest: this.#timeout(monotonic()),
        ready: () => this.#token === undefined || !!this.#authorizer?.claim(this.#token, this),
      })
      if (turn) return turn
    } catch (error) {
      this.#authorizer?.unanswered(this)
      throw convert.gateFailed(this.#attempted, error)
    }
    if (signal?.aborted) throw convert.aborted(this.#attempted, signal.reason)
    if (monotonic() >= deadline) throw convert.outOfTime(this.#attempted)
    return null
  }

  /** Sends one attempt after waiting for a turn. `null` if it was not sent. */
  async #attempt(): Promise<AttemptAnswer | Failure | null> {
    const { observer, fetch, convert } = this.#parts
    const turn = await this.#turn()
    if (!turn) return null
    try {
      const now = monotonic()
      if (now >= this.#scope.deadline) throw convert.outOfTime(this.#attempted)
      const wire = this.#wire(now)
      this.#attempts += 1
      observer.request(this.#observed)
      const started = monotonic()
      const explain = (failure: Failure) => convert.fromFailure(this.#attempted, failure)
      const result = await attempt(fetch, wire, this.#scope.signal, explain)
      const { status } = isFailure(result) ? result : result.response
      observer.response(this.#observed, status, monotonic() - started)
      if (this.#token !== undefined) this.#judgeToken(this.#token, result)
      if (!isFailure(result)) this.#shutGate(result.response)
      return result
    } catch (error) {
      this.#authorizer?.unanswered(this)
      throw error
    } finally {
      turn.leave()
    }
  }

  #wire(now: number): WireRequest {
    const { method, json, form, cookie, expect } = this.#request
    const headers: Record<string, string> = { ...this.#headers() }
    if (expect !== 'stream') headers['accept'] = 'application/json'
    // Node's `fetch` takes a compressed file that breaks off for a whole one.
    else headers['accept-encoding'] = 'identity'
    if (this.#token !== undefined) headers['authorization'] = `Bearer ${this.#token}`
    if (cookie) headers['cookie'] = cookie
    if (json !== undefined) headers['content-type'] = 'application/json'
    if (form) headers['content-type'] = 'application/x-www-form-urlencoded'
    const body = form ? form.toString() : json === undefined ? undefined : JSON.stringify(json)
    const stream = expect === 'stream'
    const { deadline } = this.#scope
    return { url: this.#url, method, headers, body, stream, timeout: this.#timeout(now), deadline }
  }

  /** The headers of the caller, whose function may throw after an earlier attempt was sent. */
  #headers(): HeaderFields {
    const { headers, convert } = this.#parts
    try {
      return headers()
    } catch (error) {
      if (this.#attempts === 0 || !isWallabagError(error)) throw error
      throw convert.notRepeated(this.#attempted, error)
    }
  }

  /** Whole milliseconds for one attempt, limited by the time that is left for the whole call. */
  #timeout(now: number): number {
    const usual = this.#parts.timeout * (factsOf(this.#request.operation).slow ? slowTimes : 1)
    const own = this.#scope.timeout ?? usual
    return Math.min(own, Math.ceil(this.#scope.deadline - now))
  }

  /**
   * Tells the authorizer what the answer shows about the token, while the turn is still held. So
   * the next call does not send a token that was just refused, and the refused call is the first to
   * use the new one.
   */
  #judgeToken(token: string, result: AttemptAnswer | Failure): void {
    const authorizer = this.#authorizer
    if (!authorizer) return
    if (isFailure(result)) {
      authorizer.unanswered(this)
      return
    }
    const { status, headers } = result.response
    const said = () => readErrorBody(result.text)
    // Only `invalid_grant` refuses the token. Any other 401 comes from a proxy or means that the
    // header was dropped (quirk 67). If PHP prints a message first, the status becomes 200.
    const mayRefuse = status === 401 || (status === 200 && result.hasPhp)
    const refused = mayRefuse && said().oauthError === 'invalid_grant'
    if (refused && this.#renewals < mostRenewals) {
      this.#renewals += 1
      this.#next = authorizer.refused(token, this.#scope)
    } else if (this.#isUnderstood(result.response) || (status === 404 && said().isNotFound)) {
      authorizer.accepted(token, headers)
    } else authorizer.unanswered(this)
  }

  /**
   * Obeys a `Retry-After` before the turn is given back, so that the next call does not start too
   * early.
   */
  #shutGate(response: Response): void {
    if (this.#isUnderstood(response)) return
    const { gate, repeats } = this.#parts
    const retryAfter = retryAfterOf(response.headers)
    if (retryAfter !== null) gate.shutFor(Math.min(retryAfter, repeats.maxRetryAfter) * 1000)
  }

  /** Follows a redirect within the same origin, if that does not change the method and the body. */
  #redirected(response: Response): boolean {
    const target = redirectTarget(response, this.#url, this.#request.path)
    if (!target) return false
    const follow =
      this.#redirects < mostRedirects &&
      this.#request.operation !== 'createToken' &&
      !this.#becomesGet(response.status)
    if (!follow || target.safeUrl === null) {
      throw this.#parts.convert.redirected(this.#attempted, response.status, target)
    }
    this.#redirects += 1
    this.#url = target.safeUrl
    return true
  }

  /** In the fetch standard a 303 turns every write into a GET, a 301 or 302 only a POST. */
  #becomesGet(status: number): boolean {
    const { method } = this.#request
    if (status === 303) return method !== 'GET'
    return method === 'POST' && status < 307
  }

  async #afterFailure(failure: Failure): Promise<void> {
    const error = this.#parts.convert.fromFailure(this.#attempted, failure)
    if (failure.kind === 'aborted' || failure.kind === 'too_large') throw error
    await this.#repeat(error, mayRepeatAfterFailure(this.#request.operation, failure.sent))
  }

  async #afterRefusal({ response, text }: AttemptAnswer): Promise<void> {
    const error = this.#parts.convert.fromAnswer(this.#attempted, response, text)
    await this.#repeat(error, mayRepeatAfterStatus(this.#request.operation, response.status))
  }

  /** Waits before the next attempt, or throws if there is no next attempt. */
  async #repeat(error: WallabagError, mayRepeat: boolean): Promise<void> {
    const { limit, maxRetryAfter } = this.#parts.repeats
    const { outcome, retryAfter, retryable } = error
    if (!mayRepeat || !retryable || this.#request.once || this.#repeats >= limit) throw error
    if (retryAfter !== null && retryAfter > maxRetryAfter) throw error
    if (outcome === 'unknown' || outcome === 'applied') this.#uncertain = true
    // Full jitter spreads the repeats of clients that failed at the same moment.
    const backoff = Math.random() * Math.min(longestPause, firstPause * 2 ** this.#repeats)
    const delay = retryAfter ? retryAfter * 1000 : backoff
    if (monotonic() + delay >= this.#scope.deadline) throw error
    this.#repeats += 1
    this.#parts.observer.retry(this.#observed, error.code, delay)
    const aborted = (reason: unknown) => this.#parts.convert.aborted(this.#attempted, reason)
    await pause(delay, this.#scope.signal, aborted)
  }
}

/**
 * Sends a request until it is answered or repeating makes no sense: waits for its turn, adds the
 * token and repeats.
 *
 * @throws WallabagError for everything but an answer that the operation expects.
 */
export type Send = (
  request: ApiRequest,
  scope: Scope,
  authorizer: Authorizer | null,
) => Promise<Answer>

/** Makes the function that sends the requests of a client. */
export function createSend(parts: TransportParts): Send {
  watchConnections()
  return (...call) => new Exchange(parts, ...call).run()
}
