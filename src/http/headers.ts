// The headers of a request, and the headers of an answer that contain a time.
import { describeSecret, expected, InputError, isObject } from '../errors/index.js'
import type { Redactor } from './redact.js'

/**
 * Whether this is a browser. A browser sends its own `User-Agent` and hides cookies. A web worker
 * has no `document`, so the user agent is checked as well.
 */
export function isBrowser(): boolean {
  const agent = globalThis.navigator?.userAgent ?? ''
  return 'document' in globalThis || agent.startsWith('Mozilla/')
}

/** The version of this package. A test compares it with package.json. */
export const version = '0.1.0'

/** The `headers` option: an object, or a function that returns one. */
export type GivenHeaders = Record<string, string> | (() => Record<string, string>) | undefined

/** Header fields by their names in lower case. */
export type HeaderFields = Readonly<Record<string, string>>

/**
 * The headers of every request: those of the caller, whose values are secret, and the `User-Agent`.
 */
export function ownHeaders(
  given: GivenHeaders,
  userAgent: string | undefined,
  redactor: Redactor,
): () => HeaderFields {
  const name = `wallabag-sdk/${version}`
  // A browser does not allow another `User-Agent`, and the server's CORS rules do not allow the
  // header.
  const agent = isBrowser() ? {} : { 'user-agent': userAgent ? `${userAgent} ${name}` : name }
  if (typeof given === 'function') return () => ({ ...agent, ...headersFrom(given, redactor) })
  const own = checkHeaders(given ?? {})
  // The values as they are sent: the platform removes a line break at the end.
  for (const value of Object.values(own)) redactor.add(value)
  const fields = { ...agent, ...own }
  return () => fields
}

/** Headers that the platform sets itself. `fetch` fails if one of them is given. */
const platformHeaders =
  /^(?:connection|content-length|expect|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i

/**
 * Refuses headers that cannot be sent. The error of the platform would show their values.
 *
 * @throws InputError with code `invalid_option`.
 */
export function checkHeaders(headers: unknown): HeaderFields {
  // Objects with a tag, such as a promise, a `Map` or `Headers`, do not hold the fields as
  // properties.
  if (!isObject(headers) || Symbol.toStringTag in headers) {
    throw expected('invalid_option', 'headers', 'a plain object of texts', describeSecret(headers))
  }
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === 'authorization') throw authorizationGiven()
    if (platformHeaders.test(name)) {
      const what = 'the platform sets this header itself, and refuses requests that set it'
      throw new InputError('invalid_option', `headers.${name}: ${what}.`, 'Leave it out.')
    }
    const shown = /^[A-Za-z-]{1,40}$/.test(name) ? `headers.${name}` : 'headers'
    const received = describeSecret(value)
    if (typeof value !== 'string') throw expected('invalid_option', shown, 'text', received)
    try {
      all.set(name, value)
    } catch {
      const what = 'a valid header name and value'
      throw expected('invalid_option', shown, what, received)
    }
  }
  return Object.fromEntries(all)
}

/**
 * The values that a function returns may change over time, so only the latest ones are remembered
 * as secret.
 */
function headersFrom(give: () => Record<string, string>, redactor: Redactor): HeaderFields {
  const given: unknown = callFunction(give)
  const headers = checkHeaders(given)
  for (const value of Object.values(headers)) redactor.addToken(value)
  return headers
}

function callFunction(give: () => Record<string, string>): unknown {
  try {
    const given: unknown = give()
    // A function that returns a promise is refused; if the promise rejects, that must not end the
    // process.
    Promise.resolve(given).catch(() => undefined)
    return given
  } catch {
    // The thrown value may contain anything, so only the fact is reported.
    throw new InputError('invalid_option', 'headers: the function threw.')
  }
}

/**
 * Each request has one `Authorization` header, and Wallabag reads its token or client from it
 * (quirk 53).
 */
function authorizationGiven(): InputError {
  return new InputError(
    'invalid_option',
    'headers.Authorization: this header carries the access token.',
    'For a proxy that asks for basic authentication see docs/proxies.md.',
  )
}

/**
 * Whether a value can be a token: visible ASCII, because building the header would otherwise throw
 * an error that shows it, and no longer than any server reads.
 */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length < 20_000 && /^[\x21-\x7e]+$/.test(value)
}

/**
 * The server's clock when it answered, in milliseconds since 1970, or `null` if a browser hides it.
 */
export function serverTime(headers: Headers): number | null {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? null : time
}

/**
 * How many seconds the server asks to wait, or `null`. `Retry-After` contains seconds or a date;
 * Symfony's `X-RateLimit-Retry-After` contains seconds or a Unix time.
 */
export function retryAfterOf(headers: Headers): number | null {
  const asked = headers.get('retry-after')
  if (asked !== null) {
    const seconds = secondsIn(asked)
    if (seconds !== null) return seconds
    const until = Date.parse(asked)
    if (!Number.isNaN(until)) return Math.max(0, (until - serverNow(headers)) / 1000)
  }
  const symfony = secondsIn(headers.get('x-ratelimit-retry-after') ?? '')
  if (symfony === null) return null
  return symfony > 1e9 ? Math.max(0, symfony - serverNow(headers) / 1000) : symfony
}

function secondsIn(text: string): number | null {
  // Two proxies can each add one; the platform joins them with a comma.
  return /^\s*\d+(?:\.\d+)?\s*(?:,|$)/.test(text) ? Number.parseFloat(text) : null
}

/**
 * The server's clock if it can be read. A date in the answer refers to that clock and not to ours.
 */
export function serverNow(headers: Headers): number {
  return serverTime(headers) ?? Date.now()
}
