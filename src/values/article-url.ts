// The address of an article: checked, and freed of tracking parameters.
import {
  checkUnicode,
  describe,
  describeSecret,
  InputError,
  unexpectedInput,
} from '../errors/index.js'

/**
 * An address as a `URL`, or `null` if it is not one. `URL.canParse` must not be used: in Node 20 and 22
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
