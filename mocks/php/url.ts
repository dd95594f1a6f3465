import { urldecode } from './query.js'
import { sha1 } from './sha1.js'
import { isEmpty } from './values.js'

/** The parts that PHP's `parse_url` found. Missing parts are absent. */
export interface UrlParts {
  scheme?: string
  host?: string
  port?: number
  user?: string
  pass?: string
  path?: string
  query?: string
  fragment?: string
}

/**
 * PHP's `parse_url`: it replaces control characters with `_` and normalises nothing else. Returns
 * null where PHP returns false.
 */
export function parseUrl(url: string): UrlParts | null {
  const parts: UrlParts = {}
  const begin = readScheme(parts, url)
  if (begin === null) return null
  if (begin.at === url.length && !begin.isHost && url !== '') return parts
  const [, authority = '', rest = ''] = /^([^/?#]*)(.*)$/s.exec(url.slice(begin.at)) ?? []
  if (begin.isHost && !readAuthority(parts, authority)) return null
  return begin.isHost && rest === ''
    ? parts
    : readPath(parts, begin.isHost ? rest : authority + rest)
}

/** The index where the host begins, or the path if there is no host. */
function readScheme(parts: UrlParts, url: string): { at: number; isHost: boolean } | null {
  const isRelative = url.startsWith('//')
  const noScheme = { at: isRelative ? 2 : 0, isHost: isRelative }
  const colon = url.indexOf(':')
  if (colon < 0) return noScheme
  const [scheme, rest] = [url.slice(0, colon), url.slice(colon + 1)]
  const isScheme = /^[a-z0-9+.-]+$/i.test(scheme)
  if (!isScheme && scheme !== '' && (rest === '' || /[?#]/.test(scheme))) return noScheme
  // `localhost:80/a` is a host with a port.
  if (!isScheme || /^\d{1,5}(\/|$)/.test(rest)) {
    const port = /^(\d{1,5})(?:\/|$)/.exec(rest)?.[1]
    if (port === undefined) return rest === '' ? null : noScheme
    parts.port = Number(port)
    return parts.port > 65535 ? null : { ...noScheme, isHost: true }
  }
  parts.scheme = scheme
  if (!rest.startsWith('//')) return { at: colon + 1, isHost: false }
  if (!/^file$/i.test(scheme) || !rest.startsWith('///')) return { at: colon + 3, isHost: true }
  return { at: colon + (rest[4] === ':' ? 4 : 3), isHost: false }
}

/** Returns false without a host, or with an invalid port. */
function readAuthority(parts: UrlParts, authority: string): boolean {
  const at = authority.lastIndexOf('@')
  const [user, ...pass] = at < 0 ? [] : authority.slice(0, at).split(':')
  if (user !== undefined) parts.user = printable(user)
  if (pass.length > 0) parts.pass = printable(pass.join(':'))
  const address = authority.slice(at + 1)
  const colon = /^\[.*\]$/s.test(address) ? -1 : address.lastIndexOf(':')
  const host = colon < 0 ? address : address.slice(0, colon)
  const port = colon < 0 ? '' : address.slice(colon + 1)
  if (port !== '' && !parts.port) {
    const number = /^[ \t\n\r\v\f]*([+-]?\d+)/.exec(port)?.[1]
    parts.port = Number(number)
    if (port.length > 5 || !(parts.port >= 0 && parts.port <= 65535)) return false
  }
  if (host !== '') parts.host = printable(host)
  return host !== ''
}

function readPath(parts: UrlParts, text: string): UrlParts {
  const [, path = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text) ?? []
  if (path !== '' || text === '') parts.path = printable(path)
  if (query !== undefined) parts.query = printable(query)
  if (fragment !== undefined) parts.fragment = printable(fragment)
  return parts
}

function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that go
  return text.replace(/[\x00-\x1f\x7f]/g, '_')
}

/** The title of an entry without one: the last path segment, or the host (quirk 42). */
export function titleFromUrl(url: string): string | null {
  const parts = parseUrl(url)
  const base = (parts?.path ?? '').replace(/\/+$/, '').split('/').at(-1)
  return base === undefined || isEmpty(base) ? (parts?.host ?? null) : base
}

/** The hash that identifies a URL on the server: SHA-1 of the decoded URL (quirk 9). */
export function hashUrl(url: string): string {
  return sha1(urldecode(url))
}

/**
 * Whether Symfony's UrlValidator accepts a URL (http and https only).
 *
 * @param isDev The newer validator of 2.7.0-dev also accepts emoji and combining accents in a path,
 * but no newline at the end
 */
export function isValidUrl(url: string, isDev: boolean): boolean {
  return isDev ? DEV_URL.test(url) : RELEASED_URL.test(url.replace(/\n$/, ''))
}

function validUrl(pathLetters: string): RegExp {
  return new RegExp(
    [
      '^https?://',
      '(?:(?:(?:[_.\\p{L}\\p{N}-]|%[0-9A-Fa-f]{2})+:)?(?:[_.\\p{L}\\p{N}-]|%[0-9A-Fa-f]{2})+@)?',
      '(?:(?:(?:xn--[a-z0-9-]+\\.)*xn--[a-z0-9-]+',
      '|(?:[\\p{L}\\p{N}\\p{S}\\p{M}_-]+\\.)+[\\p{L}\\p{N}\\p{M}]+|[a-z0-9_-]+)\\.?',
      '|\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[[0-9a-f:.]+\\])',
      '(?::[0-9]+)?',
      `(?:/(?:[${pathLetters}\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)*`,
      "(?:\\?(?:[\\p{L}\\p{N}\\-._~!$&'\\[\\]()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?",
      "(?:#(?:[\\p{L}\\p{N}\\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?$",
    ].join(''),
    'iu',
  )
}

const RELEASED_URL = validUrl('\\p{L}\\p{N}')
const DEV_URL = validUrl('\\p{L}\\p{N}\\p{S}\\p{M}')
