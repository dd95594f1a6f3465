// The address of an article: its check, and the removal of tracking parameters.
import {
  checkUnicode,
  describe,
  describeSecret,
  InputError,
  unexpectedInput,
} from '../errors/index.js'

/**
 * Parses an address. Returns `null` if it is not one. `URL.canParse` must not be used: in Node 20
 * and 22, after some thousand calls, it returns wrong results for hosts with a Latin-1 letter.
 */
export function parseUrl(text: string, base?: string | URL): URL | null {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}

/**
 * Refuses anything but an http or https address, because older servers store any text, including
 * `javascript:` (quirk 43). The address is sent as it was given, because its exact text identifies
 * the entry.
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

/** Parameters that only say where a reader came from. */
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
