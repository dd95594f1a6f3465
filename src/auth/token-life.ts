import { monotonic } from '../http/wait.js'
import type { StoredTokens } from './token-store.js'

/**
 * The state of an access token. `over` must not be sent. `doubtful` is tried by one call while the
 * others wait. `ageing` is valid but should be renewed.
 */
export type Life = 'fresh' | 'ageing' | 'over' | 'doubtful'

/**
 * If the two clocks differ by more than this, the wall clock was set or the machine slept, and
 * neither clock can tell the age of the token.
 */
const mostDrift = 60_000
/** A token is not sent in its last moments, because it could expire on the way. */
const lastMoments = 5_000
/** The longest time before its expiry at which a token is renewed. */
const longestMargin = 300_000

/** The current tokens. Their lifetime is measured on a clock that never jumps. */
export class HeldTokens {
  readonly tokens: StoredTokens
  /** Whether they come from the server and not from a store. */
  readonly granted: boolean
  #lifetime: number
  #endsAt: number
  #anchor = drift()
  #accepted = false
  #refused = false

  /**
   * @param tokens - The tokens.
   * @param lifetime - The lifetime from the server in milliseconds. Left out for tokens from a store,
   *   whose age is known only by the wall clock, which may be wrong.
   */
  constructor(tokens: StoredTokens, lifetime?: number) {
    this.tokens = tokens
    this.granted = lifetime !== undefined
    this.#lifetime = lifetime ?? tokens.expiresAt - Date.now()
    this.#endsAt = monotonic() + this.#lifetime
  }

  /** The state of the access token now. */
  get life(): Life {
    const left = this.#endsAt - monotonic()
    if (this.#refused || left <= Math.min(lastMoments, this.#lifetime / 10)) return 'over'
    if (this.#doubtful) return 'doubtful'
    return left <= Math.min(longestMargin, this.#lifetime / 5) ? 'ageing' : 'fresh'
  }

  /** Whether the server has accepted the access token at least once. */
  get proven(): boolean {
    return this.#accepted
  }

  /** Whether the server has refused the access token. */
  get refused(): boolean {
    return this.#refused
  }

  /** The server accepted the access token. `serverNow` is the server's time, or `null`. */
  accept(serverNow: number | null): void {
    if (this.#doubtful) this.#correct(serverNow)
    this.#accepted = true
  }

  /** The server refused the access token. */
  refuse(): void {
    this.#refused = true
  }

  get #doubtful(): boolean {
    if (!this.granted && !this.#accepted) return true
    return Math.abs(drift() - this.#anchor) > mostDrift
  }

  #correct(serverNow: number | null): void {
    this.#anchor = drift()
    const left = this.tokens.expiresAt - (serverNow ?? Date.now())
    // The server decides about the expiry, so its clock is used if it is known. If our own clock
    // says that an accepted token has expired, our clock is wrong.
    if (serverNow !== null) this.#endsAt = monotonic() + left
    else if (left > 0) this.#endsAt = Math.min(this.#endsAt, monotonic() + left)
    if (!this.granted) this.#lifetime = Math.max(this.#lifetime, left)
  }
}

/** How far the wall clock is ahead of the monotonic clock. */
function drift(): number {
  return Date.now() - monotonic()
}
