import { checkAuth } from './auth/credentials.js'
import { describe, describeSecret, InputError } from './errors/index.js'
import { checkHeaders } from './http/own-headers.js'
import { checkRequestOptions } from './http/scope.js'
import type { WallabagOptions } from './options.js'

const known: { readonly [Name in keyof Required<WallabagOptions>]: string } = {
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

/**
 * Refuses options that are wrong or unknown, each with what was expected, and with type and length
 * of what was received: a secret may have been put into the wrong place.
 *
 * @throws InputError with code `invalid_option`.
 */
export function checkOptions(options: WallabagOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw refuse('options', 'an object with `url` and `auth`', describeSecret(options))
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
    throw refuse('validate', '“strict”, “lenient” or “off”', describeSecret(validate))
  }
}

function checkOption(name: string, value: unknown): void {
  if (!Object.hasOwn(known, name)) {
    const names = Object.keys(known).join(', ')
    const shown = /^[A-Za-z]{1,30}$/.test(name) ? name : 'options'
    throw new InputError('invalid_option', `${shown}: there is no such option; known are ${names}.`)
  }
  const types =
    Object.entries(known)
      .find(([option]) => option === name)?.[1]
      .split(' ') ?? []
  if (value === undefined || (value !== null && types.includes(typeof value))) return
  throw refuse(
    name,
    types.map((type) => `${type === 'object' ? 'an' : 'a'} ${type}`).join(' or '),
    describeSecret(value),
  )
}

function checkMethods(name: string, value: object | undefined, methods: readonly string[]): void {
  if (value === undefined) return
  for (const method of methods) {
    const found: unknown = Reflect.get(value, method)
    if (typeof found !== 'function') {
      throw refuse(`${name}.${method}`, 'a function', describeSecret(found))
    }
  }
}

function checkNumber(name: string, value: unknown, least: number, whole: boolean): void {
  if (value === undefined) return
  const fits = typeof value === 'number' && value >= least && (!whole || Number.isInteger(value))
  if (!fits)
    throw refuse(name, `a ${whole ? 'whole ' : ''}number of at least ${least}`, shown(value))
}

function refuse(name: string, expected: string, received: string): InputError {
  return new InputError('invalid_option', `${name}: expected ${expected}, received ${received}.`)
}

/** A number is no secret, and its value is what is wrong with it. */
function shown(value: unknown): string {
  return typeof value === 'number' ? describe(value) : describeSecret(value)
}
