import type { InvalidItem, ValidationMode } from './api/api.js'
import { type AuthOptions, checkAuth } from './auth/credentials.js'
import type { AuthEvents } from './auth/token-manager.js'
import type { TokenStore } from './auth/token-store.js'
import {
  aCount,
  aFlag,
  aFunction,
  anObject,
  aText,
  atLeast,
  aWholeNumber,
  checkMethods,
  checkOptions,
  describeSecret,
  expected,
  InputError,
  isObject,
  type OptionRules,
  oneOf,
} from './errors/index.js'
import { checkHeaders } from './http/headers.js'
import { isGate, type LimitGate, type Limits } from './http/limiter.js'
import type { Hooks, Logger } from './http/observer.js'
import { type RequestOptions, requestRules } from './http/scope.js'

/** How failed requests are repeated. */
export interface RetryOptions {
  /** How many times a request is repeated at most (default: 3); 0 never repeats. */
  limit?: number | undefined
  /**
   * The longest pause that a server may ask for, in seconds (default: 60). If it asks for more, the
   * call fails at once, and `retryAfter` says how long it asked for.
   */
  maxRetryAfter?: number | undefined
}

/** The options of a client; only `url` and `auth` are required. */
export interface WallabagOptions extends RequestOptions, Hooks, AuthEvents {
  /** The address of the server, as in `https://read.example.org/wallabag`. */
  url: string
  /** How to sign in. */
  auth: AuthOptions
  /** Where tokens are kept between runs (default: in memory only). */
  tokenStore?: TokenStore | undefined
  /** How many requests at once and per second; or a gate that several clients or machines share. */
  limits?: Limits | LimitGate | undefined
  /** How failed requests are repeated. */
  retry?: RetryOptions | undefined
  /** A `fetch` of your own (default: the platform's). */
  fetch?: typeof globalThis.fetch | undefined
  /**
   * Extra headers for every request, for a proxy that needs them. They are treated as secrets and
   * sent only to `url`.
   */
  headers?: Record<string, string> | (() => Record<string, string>) | undefined
  /**
   * The name of your program, put before this package's in `User-Agent`; browsers do not send it.
   */
  userAgent?: string | undefined
  /** Where log lines go, such as `console` (default: nowhere). */
  logger?: Logger | undefined
  /** How answers are checked (default: `lenient`). */
  validate?: ValidationMode | undefined
  /** Called for each list item that was left out because it is malformed. */
  onInvalid?: ((item: InvalidItem) => void) | undefined
  /**
   * Changes every address before it is saved or looked up, for instance to drop tracking
   * parameters.
   */
  normalizeUrl?: ((url: string) => string) | undefined
  /** How long a save whose answer was lost waits for its entry to appear, in milliseconds (default: 60 000). */
  saveSettleTime?: number | undefined
  /**
   * Whether plain http to another machine is allowed, although anyone on the way can read the
   * password: `false` refuses it, `true` allows it silently. By default it is allowed with one
   * warning.
   */
  allowInsecure?: boolean | undefined
}

const rules: OptionRules<WallabagOptions> = {
  url: aText,
  auth: anObject,
  tokenStore: anObject,
  limits: anObject,
  retry: anObject,
  fetch: aFunction,
  headers: ['an object or a function', (it) => anObject[1](it) || aFunction[1](it)],
  userAgent: aText,
  logger: anObject,
  validate: oneOf('strict', 'lenient', 'off'),
  onInvalid: aFunction,
  normalizeUrl: aFunction,
  saveSettleTime: atLeast(0),
  allowInsecure: aFlag,
  ...requestRules,
  onRequest: aFunction,
  onResponse: aFunction,
  onRetry: aFunction,
  onTokens: aFunction,
  onSignedOut: aFunction,
}
const limitRules: OptionRules<Limits> = {
  concurrency: aCount,
  requestsPerSecond: aCount,
}
const retryRules: OptionRules<RetryOptions> = { limit: aWholeNumber, maxRetryAfter: atLeast(0) }

/**
 * Refuses wrong and unknown options. The error shows only the type and length of a value, because a
 * secret may have been put into the wrong option.
 *
 * @throws InputError with code `invalid_option`.
 */
export function checkClientOptions(options: WallabagOptions): void {
  if (!isObject(options)) {
    const what = 'an object with `url` and `auth`'
    throw expected('invalid_option', 'options', what, describeSecret(options))
  }
  checkOptions(options, rules, { secret: true })
  checkAuth(options.auth)
  if (options.userAgent !== undefined) checkHeaders({ 'user-agent': options.userAgent })
  checkMethods('tokenStore', options.tokenStore, ['get', 'set', 'delete'])
  checkMethods('logger', options.logger, ['debug', 'info', 'warn', 'error'])
  const { limits = {}, retry = {} } = options
  if (isGate(limits)) checkMethods('limits', limits, ['enter', 'shutFor'])
  else checkOptions(limits, limitRules, { within: 'limits', secret: true })
  checkOptions(retry, retryRules, { within: 'retry', secret: true })
}

const names = ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']

/** Takes the server and the account from the environment. */
export function optionsFromEnv(options: Partial<WallabagOptions>): WallabagOptions {
  const env = environment()
  const missing = names.map((name) => `WALLABAG_${name}`).filter((name) => !env[name])
  if (missing.length > 0) {
    throw new InputError('invalid_option', `Missing environment variables: ${missing.join(', ')}.`)
  }
  const read = (name: string) => env[`WALLABAG_${name}`] ?? ''
  return {
    url: read('URL'),
    auth: {
      clientId: read('CLIENT_ID'),
      clientSecret: read('CLIENT_SECRET'),
      username: read('USERNAME'),
      password: read('PASSWORD'),
    },
    ...options,
  }
}

function environment(): Record<string, string | undefined> {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis
  return runtime.process?.env ?? {}
}
