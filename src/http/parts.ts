import type { KyInstance } from 'ky'
import type { ErrorConverter } from './convert.js'
import type { LimitGate } from './limiter.js'
import type { Observer } from './observer.js'
import type { Scope } from './scope.js'

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

/** What every exchange stands on. */
export interface TransportParts {
  readonly ky: KyInstance
  /** The instance's root, without a trailing slash. */
  readonly baseUrl: string
  readonly gate: LimitGate
  readonly observer: Observer
  readonly convert: ErrorConverter
  readonly repeats: Repeats
  /** Milliseconds for an attempt of an ordinary operation. */
  readonly timeout: number
  /** Headers for every request, made anew for each attempt. */
  readonly headers: () => Headers
}
