import { checkAuth } from './auth/credentials.js'
import { describeNumber, describeSecret, expected, noSuch } from './errors/index.js'
import { isGate, type Limits } from './http/limiter.js'
import { checkHeaders } from './http/own-headers.js'
import { checkBounds } from './http/scope.js'
import type { RetryOptions, WallabagOptions } from './options.js'

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
