import { monotonic } from '../http/clock.js'
import type { StoredTokens } from './token-store.js'

/** How the access token is doing. */
export type Life = 'fresh' | 'ageing' | 'over' | 'doubtful'

/** Beyond this the wall clock was set or the machine slept, and neither clock tells the token's age. */
const mostDrift = 60_000
/** An attempt that starts in the last moments would arrive too late. */
const lastMoments = 5_000

/** The tokens in use, and how long they live on a clock that never jumps. */
export class HeldTokens {
  readonly tokens: StoredTokens
  #lifetime: number
  #endsAt: number
  #anchor: number

  /**
   * @param tokens - The pair.
   * @param lifetime - How many milliseconds are left of the access token.
   */
  constructor(tokens: StoredTokens, lifetime: number) {
    this.tokens = tokens
    this.#lifetime = lifetime
    this.#endsAt = monotonic() + lifetime
    this.#anchor = Date.now() - monotonic()
  }

  /** How the access token is doing now. */
  get life(): Life {
    if (Math.abs(Date.now() - monotonic() - this.#anchor) > mostDrift) return 'doubtful'
    const left = this.#endsAt - monotonic()
    if (left <= Math.min(lastMoments, this.#lifetime / 10)) return 'over'
    return left <= Math.min(300_000, this.#lifetime / 5) ? 'ageing' : 'fresh'
  }

  /** The token was just accepted: the clocks are believed again, and the shorter one counts. */
  anchor(): void {
    this.#anchor = Date.now() - monotonic()
    const byWall = this.tokens.expiresAt - Date.now()
    // A wall clock that calls an accepted token dead was set, so it knows nothing.
    if (byWall > 0) this.#endsAt = Math.min(this.#endsAt, monotonic() + byWall)
  }

  /** The server told its time: for tokens from a store our own clock was only a guess. */
  correct(serverNow: number): void {
    const left = this.tokens.expiresAt - serverNow
    this.#lifetime = Math.max(0, left)
    this.#endsAt = monotonic() + left
  }
}
