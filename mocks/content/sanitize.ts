import { textOf, withoutElements } from '../html/text.js'
import { isUtf8 } from '../php/utf8.js'
import { PhpTypeError } from '../php/values.js'
import { htmLawed } from './htmlawed.js'

/** HTML of at least this length is treated as an article and cleaned up. */
const ARTICLE_LENGTH = 200

/**
 * What the server stores of HTML from a client. Unsafe tags, comments and attributes are removed,
 * and long texts are also laid out anew, so the content cannot be compared byte by byte (quirk 41).
 *
 * @param base The entry's URL, for relative links
 * @throws PhpTypeError for text that is not UTF-8, for which the cleaner's expressions return null
 */
export function cleanupHtml(source: string, base: string): string {
  if (!isUtf8(source)) throw new PhpTypeError('content')
  const isLong = isArticle(source)
  const safe = sanitize(source, isLong ? base : undefined)
  return (isLong ? tidy(safe) : safe).trim()
}

/** Whether HTML is long enough to be treated as an article. */
export function isArticle(source: string): boolean {
  return textOf(source).length >= ARTICLE_LENGTH
}

/**
 * The server removes an `h1`, and an `h2` if it is the only one, because it shows the title itself.
 */
export function withoutHeadline(source: string): string {
  const body = withoutElements(source, 'h1')
  const isOnly = body.match(/<h2\b/gi)?.length === 1
  return isOnly ? withoutElements(body, 'h2') : body
}

function tidy(safe: string): string {
  return withoutHeadline(safe)
    .replace(/<p>\s*<\/p>/g, '')
    .replace(/(<\/(?:p|h[2-6]|ul|ol|blockquote|pre|table|figure|div|section)>)\s*(?=<)/g, '$1\n')
    .replace(/\n(?=<\/)/g, '')
}

/**
 * HTML with balanced tags and without anything harmful.
 *
 * @param base The base of relative links; without it they stay as they are
 */
export function sanitize(source: string, base?: string | undefined): string {
  if (base === undefined) return htmLawed(source)
  return htmLawed(source, (name, attributes) => {
    for (const [key, value] of attributes) {
      if (URLS.has(key)) attributes.set(key, absolute(value, base))
    }
    if (name === 'img') attributes.set('referrerpolicy', 'no-referrer')
  })
}

const URLS = new Set(['href', 'src', 'cite', 'action', 'poster', 'longdesc'])

function absolute(value: string, base: string): string {
  if (value === '' || value.startsWith('#') || /^[a-z][a-z0-9+.-]*:/i.test(value)) return value
  return hrefOf(value, base) ?? value
}

/**
 * The absolute address, or `null`. `URL.canParse` must not be used: after many calls it returns
 * wrong results (Node 20 and 22).
 */
export function hrefOf(address: string, base: string): string | null {
  try {
    return new URL(address, base).href
  } catch {
    return null
  }
}
