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

/** A query as text; what it may hold as it is stays so, since a mass call is as large as its line allows. */
export function queryText(query: URLSearchParams): string {
  return query.toString().replace(/%(?:2C|2F|3A)/g, decodeURIComponent)
}

/** Where the bearer token of a call comes from, and who hears how it fared. */
export interface Authorizer {
  /** The token to send; waits for a renewal when there is none that works. */
  token(scope: Scope): Promise<string>
  /**
   * Whether the caller may send the token now. Asked when its turn has come: a token can die while
   * a call waits, and dead tokens sent again and again get a machine banned.
   */
  claim(token: string, caller: object): boolean
  /** The server took the token, in an answer with these headers. */
  accepted(token: string, headers: Headers): void
  /** The attempt of this caller said nothing about its token. */
  unanswered(caller: object): void
  /** The server refused the token; gives the next one. */
  refused(token: string, scope: Scope): Promise<string>
}

/** How repeats are bounded. */
export interface Repeats {
  /** How often a call is repeated at most. */
  readonly limit: number
  /** The longest pause that a server may ask for, in seconds; beyond it the call fails at once. */
  readonly maxRetryAfter: number
}

/** What every exchange needs. */
export interface TransportParts {
  /** A `fetch` of the caller's own, in the place of the platform's. */
  readonly fetch: typeof globalThis.fetch | undefined
  /** The instance's root, without a trailing slash. */
  readonly baseUrl: string
  readonly gate: LimitGate
  readonly observer: Observer
  readonly convert: ErrorConverter
  readonly repeats: Repeats
  /** Milliseconds for an attempt of an ordinary operation. */
  readonly timeout: number
  /** The headers for every request, asked for before each attempt. */
  readonly headers: () => HeaderFields
}

/**
 * A call can be unlucky, as between processes that renew in turns; one that is refused so often,
 * while the token manager still trusts its tokens, is refused for reasons of its own.
 */
const mostRenewals = 10
const mostRedirects = 5
/** Saving, exporting and reloading, where the server fetches pages, get so many times as long. */
const slowTimes = 4
/** The first pause before jitter, in milliseconds; it doubles with each repeat. */
const firstPause = 300
/** The longest pause of our own choosing, in milliseconds. */
const longestPause = 10_000

/** One request on its way: as many attempts as the policy allows, and what is known between them. */
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
  /** The token that follows a refused one; it was asked for before the turn was given away. */
  #next: Promise<string> | null = null
  /** An earlier attempt may have been applied although its answer was lost. */
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

  /** The token to send; when there is none, the error says what became of this request, not of the sign-in. */
  async #nextToken(): Promise<string | undefined> {
    const token = this.#next ?? this.#authorizer?.token(this.#scope)
    this.#next = null
    try {
      return await token
    } catch (error) {
      throw this.#parts.convert.notSent(this.#attempted, error, 'could not sign in')
    }
  }

  /** A turn for one attempt; `null` when the token died while the turn was waited for. */
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

  /** One attempt in its turn; `null` when it was not made. */
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
    if (this.#token !== undefined) headers['authorization'] = `Bearer ${this.#token}`
    if (cookie) headers['cookie'] = cookie
    if (json !== undefined) headers['content-type'] = 'application/json'
    if (form) headers['content-type'] = 'application/x-www-form-urlencoded'
    const body = form ? form.toString() : json === undefined ? undefined : JSON.stringify(json)
    const stream = expect === 'stream'
    const { deadline } = this.#scope
    return { url: this.#url, method, headers, body, stream, timeout: this.#timeout(now), deadline }
  }

  /** The headers of the client's owner, whose function can fail when an earlier attempt was made. */
  #headers(): HeaderFields {
    const { headers, convert } = this.#parts
    try {
      return headers()
    } catch (error) {
      if (this.#attempts === 0 || !isWallabagError(error)) throw error
      throw convert.notRepeated(this.#attempted, error)
    }
  }

  /** Whole milliseconds for one attempt: its own, or what is left of the whole call. */
  #timeout(now: number): number {
    const usual = this.#parts.timeout * (factsOf(this.#request.operation).slow ? slowTimes : 1)
    const own = this.#scope.timeout ?? usual
    return Math.min(own, Math.ceil(this.#scope.deadline - now))
  }

  /**
   * Says what the answer tells of the token, while the slot is still held: the next in line must not
   * send a token that was just refused, and the refused call is the first to go with the new one.
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
    // Only `invalid_grant` is about the token; any other 401 is a proxy's or a stripped header (quirk 67).
    // What PHP prints first makes a 200 of every status.
    const mayRefuse = status === 401 || (status === 200 && result.hasPhp)
    const refused = mayRefuse && said().oauthError === 'invalid_grant'
    if (refused && this.#renewals < mostRenewals) {
      this.#renewals += 1
      this.#next = authorizer.refused(token, this.#scope)
    } else if (this.#isUnderstood(result.response) || (status === 404 && said().isNotFound)) {
      authorizer.accepted(token, headers)
    } else authorizer.unanswered(this)
  }

  /** Obeys a `Retry-After` before the turn is given back: the next call in line must not start before that. */
  #shutGate(response: Response): void {
    if (this.#isUnderstood(response)) return
    const { gate, repeats } = this.#parts
    const retryAfter = retryAfterOf(response.headers)
    if (retryAfter !== null) gate.shutFor(Math.min(retryAfter, repeats.maxRetryAfter) * 1000)
  }

  /** Follows within the same origin, where the method and the body stay what they are. */
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

  /** By the fetch standard a 303 turns every write into a GET, a 301 or 302 only a POST. */
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

  /** Waits before the next attempt, or throws when there is to be none. */
  async #repeat(error: WallabagError, mayRepeat: boolean): Promise<void> {
    const { limit, maxRetryAfter } = this.#parts.repeats
    const { outcome, retryAfter, retryable } = error
    if (!mayRepeat || !retryable || this.#request.once || this.#repeats >= limit) throw error
    if (retryAfter !== null && retryAfter > maxRetryAfter) throw error
    if (outcome === 'unknown' || outcome === 'applied') this.#uncertain = true
    // Full jitter: many clients that failed together must not come back together.
    const backoff = Math.random() * Math.min(longestPause, firstPause * 2 ** this.#repeats)
    const delay = retryAfter ? retryAfter * 1000 : backoff
    if (monotonic() + delay >= this.#scope.deadline) throw error
    this.#repeats += 1
    this.#parts.observer.retry(this.#observed, error.code, delay)
    const aborted = (reason: unknown) => this.#parts.convert.aborted(this.#attempted, reason)
    await pause(delay, this.#scope.signal, aborted)
  }
}

/** Sends requests: gated, authorised, repeated by policy, with errors of one kind. */
export class Transport {
  readonly #parts: TransportParts

  constructor(parts: TransportParts) {
    this.#parts = parts
    watchConnections()
  }

  /**
   * Sends a request until it is answered or it makes no sense to go on.
   *
   * @throws WallabagError for everything that is not an answer which the operation understands.
   */
  send(request: ApiRequest, scope: Scope, authorizer: Authorizer | null): Promise<Answer> {
    return new Exchange(this.#parts, request, scope, authorizer).run()
  }
}
