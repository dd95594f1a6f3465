import type { WallabagError } from '../errors/index.js'
import { type AttemptAnswer, attempt, type Failure, isFailure } from './attempt.js'
import { monotonic, pause } from './clock.js'
import type { Attempted } from './convert.js'
import { readErrorBody } from './error-body.js'
import type { Authorizer, TransportParts } from './parts.js'
import { isWrite, mayRepeatAfterFailure, mayRepeatAfterStatus, policy } from './policy.js'
import { redirectTarget } from './redirect.js'
import { type Answer, type ApiRequest, nameOf, type WireRequest } from './request.js'
import { retryAfterOf } from './retry-after.js'
import type { Scope } from './scope.js'

/** One token may have been stale and the next revoked; a third refusal is no accident. */
const mostRenewals = 2
const mostRedirects = 5

/** One request on its way: as many attempts as the policy allows, and what is known between them. */
export class Exchange {
  readonly #parts: TransportParts
  readonly #request: ApiRequest
  readonly #scope: Scope
  readonly #authorizer: Authorizer | null
  #url: string
  #attempts = 0
  #repeats = 0
  #renewals = 0
  #redirects = 0
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
    this.#authorizer = authorizer
    const query = request.query?.toString()
    this.#url = `${parts.baseUrl}/${request.path}${query ? `?${query}` : ''}`
  }

  async run(): Promise<Answer> {
    for (;;) {
      const token = await this.#authorizer?.token(this.#scope)
      const result = await this.#attempt(token)
      if (isFailure(result)) {
        if (token !== undefined) this.#authorizer?.unanswered(token)
        await this.#afterFailure(result)
        continue
      }
      const { response, text, stream } = result
      const { status, headers } = response
      if (response.ok || this.#request.understands?.includes(status)) {
        if (token !== undefined) this.#authorizer?.accepted(token, headers.get('date'))
        return {
          status,
          headers,
          text,
          stream,
          attempts: this.#attempts,
          uncertain: this.#uncertain,
        }
      }
      if (await this.#renewed(token, result)) continue
      if (token !== undefined) this.#authorizer?.unanswered(token)
      if (this.#redirected(response)) continue
      await this.#afterRefusal(result)
    }
  }

  get #attempted(): Attempted {
    return { request: this.#request, attempts: this.#attempts, uncertain: this.#uncertain }
  }

  get #timeout(): number {
    const { slow } = policy[this.#request.operation]
    const { ordinary, slow: patient } = this.#parts.timeouts
    const own = this.#scope.timeout ?? (slow ? patient : ordinary)
    return Math.max(1, Math.min(own, this.#scope.deadline - monotonic()))
  }

  async #attempt(token: string | undefined): Promise<AttemptAnswer | Failure> {
    const { limiter, observer, ky, convert } = this.#parts
    const lane = this.#request.operation === 'createToken' ? 'token' : 'call'
    const leave = await limiter.enter(lane, nameOf(this.#request), this.#scope.signal)
    try {
      if (monotonic() >= this.#scope.deadline) throw convert.outOfTime(this.#attempted, null)
      this.#attempts += 1
      observer.request(this.#request, this.#attempts)
      const started = monotonic()
      const timeout = this.#timeout
      const explain = (failure: Failure) => convert.fromFailure(this.#attempted, failure, timeout)
      const wire = this.#wire(token, timeout)
      const result = await attempt(ky, wire, this.#scope.signal, explain)
      const status = isFailure(result) ? null : result.response.status
      observer.response(this.#request, this.#attempts, status, monotonic() - started)
      return result
    } finally {
      leave()
    }
  }

  #wire(token: string | undefined, timeout: number): WireRequest {
    const { method, json, form, cookie, expect } = this.#request
    const headers = this.#parts.headers()
    if (expect !== 'stream') headers.set('accept', 'application/json')
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (cookie) headers.set('cookie', cookie)
    if (json !== undefined) headers.set('content-type', 'application/json')
    if (form) headers.set('content-type', 'application/x-www-form-urlencoded')
    const body = form ? form.toString() : json === undefined ? undefined : JSON.stringify(json)
    return { url: this.#url, method, headers, body, stream: expect === 'stream', timeout }
  }

  /** Only `invalid_grant` is about the token; any other 401 is a proxy's or a stripped header (§3.3). */
  async #renewed(token: string | undefined, result: AttemptAnswer): Promise<boolean> {
    if (result.response.status !== 401 || token === undefined || !this.#authorizer) return false
    if (readErrorBody(result.text).oauthError !== 'invalid_grant') return false
    if (this.#renewals >= mostRenewals) return false
    this.#renewals += 1
    await this.#authorizer.refused(token, this.#scope)
    return true
  }

  /** Follows within the same origin, where the method and the body stay what they are. */
  #redirected(response: Response): boolean {
    const target = redirectTarget(response, this.#url)
    if (!target) return false
    const follow =
      target.safe &&
      this.#redirects < mostRedirects &&
      this.#request.operation !== 'createToken' &&
      (this.#request.method === 'GET' || response.status >= 307)
    if (!follow || target.url === null) {
      throw this.#parts.convert.redirected(this.#attempted, response.status, target.shown)
    }
    this.#redirects += 1
    this.#url = target.url
    return true
  }

  async #afterFailure(failure: Failure): Promise<void> {
    const { convert } = this.#parts
    const { operation } = this.#request
    const error = convert.fromFailure(this.#attempted, failure, Math.round(this.#timeout))
    if (failure.kind === 'aborted' || failure.kind === 'too_large') throw error
    if (failure.sent && isWrite(operation)) this.#uncertain = true
    if (!mayRepeatAfterFailure(operation, failure.sent)) throw error
    await this.#pause(error, null)
  }

  async #afterRefusal({ response, text }: AttemptAnswer): Promise<void> {
    const { operation } = this.#request
    const error = this.#parts.convert.fromAnswer(this.#attempted, response, text)
    if (response.status >= 500 && isWrite(operation)) this.#uncertain = true
    const retryAfter = retryAfterOf(response.headers)
    if (retryAfter !== null && retryAfter <= this.#parts.repeats.maxRetryAfter) {
      this.#parts.limiter.shutFor(retryAfter * 1000)
    }
    if (!mayRepeatAfterStatus(operation, response.status)) throw error
    await this.#pause(error, retryAfter)
  }

  /** Waits before the next attempt, or throws when there is to be none. */
  async #pause(error: WallabagError, retryAfter: number | null): Promise<void> {
    const { limit, baseDelay, maxDelay, maxRetryAfter } = this.#parts.repeats
    if (this.#repeats >= limit) throw error
    if (retryAfter !== null && retryAfter > maxRetryAfter) throw error
    // Full jitter: many clients that failed together must not come back together.
    const backoff = Math.random() * Math.min(maxDelay, baseDelay * 2 ** this.#repeats)
    const delay = retryAfter === null ? backoff : retryAfter * 1000
    if (monotonic() + delay >= this.#scope.deadline) throw error
    this.#repeats += 1
    this.#parts.observer.retry(this.#request, this.#attempts, error.code, delay)
    await pause(delay, nameOf(this.#request), this.#scope.signal)
  }
}
