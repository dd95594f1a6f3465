import { urldecode } from './query.js'
import { sha1 } from './sha1.js'
import { isEmpty } from './values.js'

/** The parts that PHP's `parse_url` found; a part that is not there is absent. */
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

/** PHP's `parse_url`: no normalisation, and null where PHP says false. */
export function parseUrl(url: string): UrlParts | null {
  const match =
    /^(?:([a-z][a-z0-9+.-]*):)?(\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(url)
  if (match === null) return null
  const [, scheme, slashes, authority = '', path = '', query, fragment] = match
  const parts: UrlParts = {}
  if (scheme !== undefined) parts.scheme = scheme
  if (slashes !== undefined && !addAuthority(parts, authority)) return null
  if (path !== '') parts.path = path
  if (query !== undefined) parts.query = query
  if (fragment !== undefined) parts.fragment = fragment
  return parts
}

function addAuthority(parts: UrlParts, authority: string): boolean {
  const at = authority.lastIndexOf('@')
  const [user, ...pass] = at < 0 ? [] : authority.slice(0, at).split(':')
  if (user !== undefined) parts.user = user
  if (pass.length > 0) parts.pass = pass.join(':')
  const address = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1))
  if (address?.[1] === undefined || address[1] === '') return false
  parts.host = address[1]
  if (address[2]) parts.port = Number(address[2])
  return parts.port === undefined || parts.port <= 65535
}

/** The title of an entry without one: the last path segment, else the host (quirk 42). */
export function titleFromUrl(url: string): string | null {
  const parts = parseUrl(url)
  const base = (parts?.path ?? '').replace(/\/+$/, '').split('/').at(-1)
  return base === undefined || isEmpty(base) ? (parts?.host ?? null) : base
}

/** The identity of a URL on the server: SHA-1 of the decoded URL (quirk 9). */
export function hashUrl(url: string): string {
  return sha1(urldecode(url))
}

/** Whether Symfony's UrlValidator accepts it (http and https only). */
export function isValidUrl(url: string): boolean {
  return VALID_URL.test(url)
}

const VALID_URL = new RegExp(
  [
    '^https?://',
    '(?:(?:(?:[_.\\p{L}\\p{N}-]|%[0-9A-Fa-f]{2})+:)?(?:[_.\\p{L}\\p{N}-]|%[0-9A-Fa-f]{2})+@)?',
    '(?:[\\p{L}\\p{N}\\p{S}_.-]+(?:\\.?(?:[\\p{L}\\p{N}]|xn--[\\p{L}\\p{N}-]+)+\\.?)',
    '|\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[[0-9a-f:.]+\\])',
    '(?::[0-9]+)?',
    "(?:/(?:[\\p{L}\\p{N}\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)*",
    "(?:\\?(?:[\\p{L}\\p{N}\\-._~!$&'\\[\\]()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?",
    "(?:#(?:[\\p{L}\\p{N}\\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?$",
  ].join(''),
  'iu',
)
