import {
  checkUnicode,
  describe,
  describeSecret,
  InputError,
  unexpectedInput,
} from '../errors/index.js'
import { sha1 } from './sha1.js'

/**
 * An address as a `URL`, or `null` when it is none. `URL.canParse` is not to be asked: in Node 20 and 22
 * it turns wrong after some thousand calls, about hosts with a Latin-1 letter.
 */
export function parseUrl(text: string, base?: string | URL): URL | null {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}

/**
 * Refuses what is no http(s) address: an older server stores anything, `javascript:` included (quirk 43).
 * The address itself is sent as it was given, since its exact text is the entry's identity.
 */
export function checkArticleUrl(url: unknown, name = 'url'): string {
  if (typeof url !== 'string') throw unexpectedInput(name, 'an address', url)
  const parsed = parseUrl(checkUnicode(url, name))
  if (url !== url.trim() || !parsed || !/^https?:$/.test(parsed.protocol)) {
    const shown = url.includes('@') || url.includes('token') ? describeSecret(url) : describe(url)
    throw new InputError(
      'invalid_input',
      `${name}: expected an http or https address without spaces around it, received ${shown}.`,
    )
  }
  return url
}

/** Parameters that say where a reader came from, and nothing about what is read. */
const tracking = new RegExp(
  `^(?:${[
    'utm_\\w+',
    '(?:mtm|pk|piwik|matomo)_\\w+',
    'fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ymclid|ttclid|twclid|li_fat_id',
    'igshid|igsh|mc_cid|mc_eid|mkt_tok|_openstat|rb_clickid|s_cid|wickedid',
    '_hsenc|_hsmi|__hs\\w+|hsctatracking|oly_anon_id|oly_enc_id|vero_conv|vero_id',
  ].join('|')})$`,
  'i',
)

/**
 * Removes parameters that only track the reader, such as `utm_source` and `fbclid`, from an
 * address. Every other character stays as it is, because an entry is identified by the exact text
 * of its address. Made for the option `normalizeUrl`.
 *
 * @param url - The address.
 * @returns The address without them.
 *
 * @example
 * ```ts
 * dropTrackingParameters('https://example.org/a?utm_source=x&page=2#top')
 * // 'https://example.org/a?page=2#top'
 * ```
 */
export function dropTrackingParameters(url: string): string {
  const [, address = url, query, fragment = ''] = /^([^?#]*)\?([^#]*)(#.*)?$/s.exec(url) ?? []
  if (query === undefined) return url
  const parts = query.split('&')
  const kept = parts.filter((part) => !tracking.test(part.split('=', 1)[0] ?? ''))
  if (kept.length === parts.length) return url
  return address + (kept.length > 0 ? `?${kept.join('&')}` : '') + fragment
}

const encoder = new TextEncoder()
const percent = 0x25
const plus = 0x2b
const space = 0x20

/**
 * PHP's `urldecode` on bytes: `+` becomes a space and `%xx` a byte, once; a broken escape stays as
 * it is. Bytes and not text, since `%ff` need not be UTF-8 and is hashed all the same.
 */
export function urldecode(text: string): Uint8Array {
  const bytes = encoder.encode(text)
  const decoded = new Uint8Array(bytes.length)
  let length = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0
    const high = byte === percent ? hex(bytes[index + 1]) : -1
    const low = high < 0 ? -1 : hex(bytes[index + 2])
    decoded[length++] = low < 0 ? (byte === plus ? space : byte) : high * 16 + low
    if (low >= 0) index += 2
  }
  return decoded.subarray(0, length)
}

/** The value of an ASCII hex digit, or -1. */
function hex(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/**
 * The hash by which the server identifies a URL: the SHA-1 of its `urldecode`d bytes. URLs with the
 * same hash are the same entry: `a%20b`, `a+b` and `a b` are equal, but a fragment or a final slash
 * makes a difference.
 *
 * @param url - The URL exactly as it was or will be saved.
 * @returns 40 lower-case hex digits.
 *
 * @example
 * ```ts
 * hashUrl('http://blog.test/none/full') // '1875d4ea4093ec7d40f5c04967d53ee61a33436f'
 * ```
 */
export function hashUrl(url: string): string {
  return sha1(urldecode(url))
}
