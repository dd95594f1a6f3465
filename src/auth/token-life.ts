import { monotonic } from '../http/wait.js'
import type { StoredTokens } from './token-store.js'

/**
 * How the access token is doing: `over` must not be sent, `doubtful` is tried by one call alone,
 * `ageing` is good but wants a successor.
 */
export type Life = 'fresh' | 'ageing' | 'over' | 'doubtful'

/** Beyond this the wall clock was set or the machine slept, and neither clock gives the token's age. */
const mostDrift = 60_000
/** An attempt that starts in the last moments would arrive too late. */
const lastMoments = 5_000
/** The longest time before its end at which a token wants a successor. */
const longestMargin = 300_000

/** The tokens in use, and how long they live on a clock that never jumps. */
export class HeldTokens {
  readonly tokens: StoredTokens
  /** Whether the server gave them to us, and not a store. */
  readonly granted: boolean
  #lifetime: number
  #endsAt: number
  #anchor = drift()
  #accepted = false
  #refused = false

  /**
   * @param tokens - The pair.
   * @param lifetime - How many milliseconds the server gave it; left out for a pair from a store,
   *   whose age only a clock that may be wrong can tell.
   */
  constructor(tokens: StoredTokens, lifetime?: number) {
    this.tokens = tokens
    this.granted = lifetime !== undefined
    this.#lifetime = lifetime ?? tokens.expiresAt - Date.now()
    this.#endsAt = monotonic() + this.#lifetime
  }

  /** How the access token is doing now. */
  get life(): Life {
    const left = this.#endsAt - monotonic()
    if (this.#refused || left <= Math.min(lastMoments, this.#lifetime / 10)) return 'over'
    if (this.#doubtful) return 'doubtful'
    return left <= Math.min(longestMargin, this.#lifetime / 5) ? 'ageing' : 'fresh'
  }

  /** Whether the server has taken the access token at least once. */
  get proven(): boolean {
    return this.#accepted
  }

  /** Whether the server has refused the access token. */
  get refused(): boolean {
    return this.#refused
  }

  /** The server took the access token; `serverNow` is what it said the time was, or `null`. */
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
    // The server's clock is the one that counts. Our own, when it calls an accepted token dead, was set.
    if (serverNow !== null) this.#endsAt = monotonic() + left
    else if (left > 0) this.#endsAt = Math.min(this.#endsAt, monotonic() + left)
    if (!this.granted) this.#lifetime = Math.max(this.#lifetime, left)
  }
}

/** How far the wall clock is ahead of the one that never jumps. */
function drift(): number {
  return Date.now() - monotonic()
}
