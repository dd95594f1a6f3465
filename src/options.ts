import type { InvalidItem, ValidationMode } from './api/api.js'
import { type AuthOptions, checkAuth } from './auth/credentials.js'
import type { AuthEvents } from './auth/token-manager.js'
import type { TokenStore } from './auth/token-store.js'
import { describeNumber, describeSecret, expected, InputError, noSuch } from './errors/index.js'
import { checkHeaders } from './http/headers.js'
import { isGate, type LimitGate, type Limits } from './http/limiter.js'
import type { Hooks, Logger } from './http/observer.js'
import { checkBounds, type RequestOptions } from './http/scope.js'

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

const types: { readonly [Name in keyof Required<WallabagOptions>]: string } = {
  url: 'string',
  auth: 'object',
  tokenStore: 'object',
  limits: 'object',
  retry: 'object',
  fetch: 'function',
  headers: 'object function',
  userAgent: 'string',
  logger: 'object',
  validate: 'string',
  onInvalid: 'function',
  normalizeUrl: 'function',
  saveSettleTime: 'number',
  allowInsecure: 'boolean',
  signal: 'object',
  timeout: 'number',
  totalTimeout: 'number',
  onRequest: 'function',
  onResponse: 'function',
  onRetry: 'function',
  onTokens: 'function',
  onSignedOut: 'function',
}
const known = new Map(Object.entries(types))

/** What a number must be: at least so much, and perhaps whole. */
type NumberRule = readonly [least: number, whole: boolean]
const limitRules: { readonly [Name in keyof Required<Limits>]: NumberRule } = {
  concurrency: [1, true],
  requestsPerSecond: [1, true],
}
const retryRules: { readonly [Name in keyof Required<RetryOptions>]: NumberRule } = {
  limit: [0, true],
  maxRetryAfter: [0, false],
}

/**
 * Refuses options that are wrong or unknown, each with what was expected, and with type and length
 * of what was received: a secret may have been put into the wrong place.
 *
 * @throws InputError with code `invalid_option`.
 */
export function checkOptions(options: WallabagOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw expected(
      'invalid_option',
      'options',
      'an object with `url` and `auth`',
      describeSecret(options),
    )
  }
  for (const [name, value] of Object.entries(options)) checkOption(name, value)
  checkAuth(options.auth)
  checkBounds(options)
  if (typeof options.headers === 'object') checkHeaders(options.headers)
  if (options.userAgent !== undefined) checkHeaders({ 'user-agent': options.userAgent })
  checkMethods('tokenStore', options.tokenStore, ['get', 'set', 'delete'])
  checkMethods('logger', options.logger, ['debug', 'info', 'warn', 'error'])
  const { limits = {}, retry = {}, validate = 'lenient' } = options
  if (isGate(limits)) checkMethods('limits', limits, ['enter', 'shutFor'])
  else checkNumbers('limits', limits, limitRules)
  checkNumbers('retry', retry, retryRules)
  checkNumber('saveSettleTime', options.saveSettleTime, [0, false])
  if (!['strict', 'lenient', 'off'].includes(validate)) {
    throw expected(
      'invalid_option',
      'validate',
      '“strict”, “lenient” or “off”',
      describeSecret(validate),
    )
  }
}

function checkOption(name: string, value: unknown): void {
  const allowed = known.get(name)?.split(' ')
  if (!allowed) {
    throw noSuch('invalid_option', 'option', shown(name, 'options'), known.keys())
  }
  if (value === undefined || (value !== null && allowed.includes(typeof value))) return
  const what = allowed.map((type) => `${type === 'object' ? 'an' : 'a'} ${type}`).join(' or ')
  throw expected('invalid_option', name, what, describeSecret(value))
}

function checkNumbers(where: string, given: object, rules: Record<string, NumberRule>): void {
  const all = new Map(Object.entries(rules))
  for (const [name, value] of Object.entries(given)) {
    const rule = all.get(name)
    const path = `${where}.${shown(name, '…')}`
    if (!rule) throw noSuch('invalid_option', 'option', path, all.keys())
    checkNumber(path, value, rule)
  }
}

/** A name as a person may see it: a secret may have got there. */
function shown(name: string, instead: string): string {
  return /^[A-Za-z]{1,30}$/.test(name) ? name : instead
}

function checkMethods(name: string, value: object | undefined, methods: readonly string[]): void {
  if (value === undefined) return
  for (const method of methods) {
    const found: unknown = Reflect.get(value, method)
    if (typeof found !== 'function') {
      throw expected('invalid_option', `${name}.${method}`, 'a function', describeSecret(found))
    }
  }
}

function checkNumber(name: string, value: unknown, [least, whole]: NumberRule): void {
  if (value === undefined) return
  const fits = typeof value === 'number' && value >= least && (!whole || Number.isInteger(value))
  if (!fits)
    throw expected(
      'invalid_option',
      name,
      `a ${whole ? 'whole ' : ''}number of at least ${least}`,
      describeNumber(value),
    )
}

const names = ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']

/** The options of a client whose server and account are told by the environment. */
export function optionsFromEnv(options: Partial<WallabagOptions>): WallabagOptions {
  const env = environment()
  const missing = names.map((name) => `WALLABAG_${name}`).filter((name) => !env[name])
  if (missing.length > 0) {
    throw new InputError('invalid_option', `The environment lacks ${missing.join(', ')}.`)
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
