import { checkAuth } from './auth/credentials.js'
import { describeNumber, describeSecret, expected, InputError } from './errors/index.js'
import { checkHeaders } from './http/own-headers.js'
import { checkRequestOptions } from './http/scope.js'
import type { WallabagOptions } from './options.js'

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
  checkRequestOptions(options)
  if (typeof options.headers === 'object') checkHeaders(options.headers)
  if (options.userAgent !== undefined) checkHeaders({ 'user-agent': options.userAgent })
  checkMethods('tokenStore', options.tokenStore, ['get', 'set', 'delete'])
  checkMethods('logger', options.logger, ['debug', 'info', 'warn', 'error'])
  const { limits = {}, retry = {}, validate = 'lenient' } = options
  checkNumber('limits.concurrency', limits.concurrency, 1, true)
  checkNumber('limits.requestsPerSecond', limits.requestsPerSecond, 1, true)
  checkNumber('retry.limit', retry.limit, 0, true)
  checkNumber('retry.maxRetryAfter', retry.maxRetryAfter, 0, false)
  checkNumber('saveSettleTime', options.saveSettleTime, 0, false)
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
    const names = [...known.keys()].join(', ')
    const shown = /^[A-Za-z]{1,30}$/.test(name) ? name : 'options'
    throw new InputError('invalid_option', `${shown}: there is no such option; known are ${names}.`)
  }
  if (value === undefined || (value !== null && allowed.includes(typeof value))) return
  const what = allowed.map((type) => `${type === 'object' ? 'an' : 'a'} ${type}`).join(' or ')
  throw expected('invalid_option', name, what, describeSecret(value))
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

function checkNumber(name: string, value: unknown, least: number, whole: boolean): void {
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
