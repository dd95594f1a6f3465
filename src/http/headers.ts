// The headers that go with a request, and those of an answer that tell a time.
import { describeSecret, expected, InputError } from '../errors/index.js'
import type { Redactor } from './redact.js'

/**
 * Whether this is a browser, which sends its own `User-Agent` and keeps cookies to itself. A worker
 * has no `document`, but tells the agent.
 */
export function isBrowser(): boolean {
  const agent = globalThis.navigator?.userAgent ?? ''
  return 'document' in globalThis || agent.startsWith('Mozilla/')
}

/** The version of this package; a test holds it against package.json. */
export const version = '0.1.0'

/** Headers of the caller's own, as text by name or as a function that gives them. */
export type GivenHeaders = Record<string, string> | (() => Record<string, string>) | undefined

/** Fields of a header, by their names in lower case. */
export type HeaderFields = Readonly<Record<string, string>>

/** The headers that go with every request: the caller's own, which are secret, and our name. */
export function ownHeaders(
  given: GivenHeaders,
  userAgent: string | undefined,
  redactor: Redactor,
): () => HeaderFields {
  const name = `wallabag-sdk/${version}`
  // A browser refuses to name another agent, and the server's CORS rules refuse to be told.
  const agent = isBrowser() ? {} : { 'user-agent': userAgent ? `${userAgent} ${name}` : name }
  if (typeof given === 'function') return () => ({ ...agent, ...asked(given, redactor) })
  const fields = { ...agent, ...checkHeaders(given ?? {}) }
  for (const value of Object.values(given ?? {})) redactor.add(value)
  return () => fields
}

/** What the platform decides about a connection and a body; `fetch` fails with each of them, on each call. */
const platforms =
  /^(?:connection|content-length|expect|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i

/**
 * Refuses headers that cannot be sent: the platform's own error would show their values.
 *
 * @throws InputError with code `invalid_option`.
 */
export function checkHeaders(headers: unknown): HeaderFields {
  // What has a tag keeps its texts elsewhere: a promise, a `Map`, the platform's own `Headers`.
  if (typeof headers !== 'object' || headers === null || Symbol.toStringTag in headers) {
    throw expected('invalid_option', 'headers', 'a plain object of texts', describeSecret(headers))
  }
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === 'authorization') throw taken()
    if (platforms.test(name)) {
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

/** What a function gives may change from time to time, so only the latest is remembered as secret. */
function asked(give: () => Record<string, string>, redactor: Redactor): HeaderFields {
  const given: unknown = tryGiving(give)
  const headers = checkHeaders(given)
  for (const value of Object.values(headers)) redactor.addToken(value)
  return headers
}

function tryGiving(give: () => Record<string, string>): unknown {
  try {
    const given: unknown = give()
    // An asynchronous one is refused, and its own failure must not end the process.
    Promise.resolve(given).catch(() => undefined)
    return given
  } catch {
    // The thrown value may contain anything, so only the fact is reported.
    throw new InputError('invalid_option', 'headers: the function threw.')
  }
}

/** A request has one, and Wallabag reads its own token or client in it (quirk 53). */
function taken(): InputError {
  return new InputError(
    'invalid_option',
    'headers.Authorization: this header carries the access token.',
    'For a proxy that asks for basic authentication see docs/proxies.md.',
  )
}

/** Whether a value can be a token: visible ASCII, or a header made of it would throw and show it. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

/** The server's clock at its answer, in milliseconds since 1970, or `null` where a browser hides it. */
export function serverTime(headers: Headers): number | null {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? null : time
}

/**
 * How many seconds the server asks to wait, or `null`: `Retry-After` as seconds or as a date, else
 * Symfony's `X-RateLimit-Retry-After` (seconds, or the Unix time to wait for).
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
  return /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : null
}

/** The server's own clock where it can be read: a date is meant on it, not on ours. */
function serverNow(headers: Headers): number {
  return serverTime(headers) ?? Date.now()
}
