import type { AuthOptions } from './auth/credentials.js'
import type { AuthEvents } from './auth/token-manager.js'
import type { TokenStore } from './auth/token-store.js'
import type { LimitGate, Limits } from './http/limiter.js'
import type { Hooks, Logger } from './http/observer.js'
import type { RequestOptions } from './http/scope.js'
import type { InvalidItem, ValidationMode } from './operations/api.js'

/** How failed requests are repeated. */
export interface RetryOptions {
  /** How often at most; 3 unless told, 0 for never. */
  limit?: number | undefined
  /** The longest pause that a server may ask for, in seconds; 60 unless told. Beyond it the call fails at once and says how long. */
  maxRetryAfter?: number | undefined
}

/** What a client is made of; `url` and `auth` are all it needs. */
export interface WallabagOptions extends RequestOptions, Hooks, AuthEvents {
  /** The address of the server, as in `https://read.example.org/wallabag`. */
  url: string
  /** How to sign in. */
  auth: AuthOptions
  /** Where tokens survive the process; in memory only unless told. */
  tokenStore?: TokenStore | undefined
  /** How many requests at once, and in a second; or a gate that several clients or machines share. */
  limits?: Limits | LimitGate | undefined
  /** How failed requests are repeated. */
  retry?: RetryOptions | undefined
  /** A `fetch` of your own; the platform's unless told. */
  fetch?: typeof globalThis.fetch | undefined
  /** More headers for every request, for a proxy that wants them; secret, and never sent elsewhere. */
  headers?: Record<string, string> | (() => Record<string, string>) | undefined
  /** Precedes this package's own name in `User-Agent`; not sent by browsers. */
  userAgent?: string | undefined
  /** Where log lines go, such as `console`; nowhere unless told. */
  logger?: Logger | undefined
  /** How answers are checked; `lenient` unless told. */
  validate?: ValidationMode | undefined
  /** Is told of each item of a list that made no sense and was left out. */
  onInvalid?: ((item: InvalidItem) => void) | undefined
  /** Changes every address before it is saved or looked for, for instance to drop tracking parameters. */
  normalizeUrl?: ((url: string) => string) | undefined
  /** How long a save whose answer was lost waits for its entry to appear, in milliseconds; 60 000 unless told. */
  saveSettleTime?: number | undefined
  /**
   * Whether plain http to another machine is fine, where anybody on the way can read the password:
   * `false` refuses it, `true` is silent; unless told, a warning is given once.
   */
  allowInsecure?: boolean | undefined
}
