import { isUtf8 } from '../php/utf8.js'
import { PhpTypeError } from '../php/values.js'
import { attributesOf, textOf, tokens } from './html.js'

/**
 * All other tags are removed, but their text stays (`<script>alert(1)</script>` becomes
 * `alert(1)`).
 */
const ALLOWED = new Set(
  (
    'a abbr acronym address area article aside b bdi bdo big blockquote br button caption center cite ' +
    'code col colgroup data datalist dd del details dfn dir div dl dt em fieldset figcaption figure ' +
    'font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend li link ' +
    'main map mark menu meter nav noscript ol optgroup option output p param pre progress q rb ' +
    'rp rt rtc ruby s samp section select small source span strike strong style sub summary sup table ' +
    'tbody td textarea tfoot th thead time tr track tt u ul var wbr'
  ).split(' '),
)
const VOID = new Set([
  'area',
  'br',
  'col',
  'hr',
  'img',
  'input',
  'link',
  'param',
  'source',
  'track',
  'wbr',
])
const URLS = new Set(['href', 'src', 'cite', 'action', 'poster', 'longdesc'])
/** What htmLawed removes first. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that go
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g
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
  const body = source.replace(/<h1\b[^>]*>[\s\S]*?<\/h1>/gi, '')
  const isOnly = body.match(/<h2\b/gi)?.length === 1
  return isOnly ? body.replace(/<h2\b[^>]*>[\s\S]*?<\/h2>/i, '') : body
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
  const open: string[] = []
  let out = ''
  for (const token of tokens(source.replace(CONTROLS, ''))) {
    if (token.kind === 'text') {
      out += escapeText(token.raw)
    } else if (ALLOWED.has(token.name)) {
      if (token.kind === 'open') {
        out += `<${token.name}${attributes(token.name, token.attributes, base)}`
        out += VOID.has(token.name) ? ' />' : '>'
        if (!VOID.has(token.name)) open.push(token.name)
      } else if (open.includes(token.name)) {
        out += closeUpTo(open, token.name)
      }
    }
  }
  return out + closeUpTo(open, undefined)
}

function closeUpTo(open: string[], name: string | undefined): string {
  let out = ''
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    out += `</${last}>`
    if (last === name) break
  }
  return out
}

function attributes(tag: string, text: string, base: string | undefined): string {
  const kept = new Map<string, string>()
  for (const [name, value] of attributesOf(text)) {
    if (/^on/.test(name) || name === 'style') continue
    kept.set(name, URLS.has(name) ? safeUrl(value, base) : value)
  }
  if (tag === 'img') {
    if (!kept.has('alt')) kept.set('alt', 'image')
    if (base !== undefined) kept.set('referrerpolicy', 'no-referrer')
  }
  return [...kept].map(([name, value]) => ` ${name}="${value.replace(/"/g, '&quot;')}"`).join('')
}

function safeUrl(value: string, base: string | undefined): string {
  if (/^\s*(javascript|vbscript|data):/i.test(value)) return `denied:${value.trim()}`
  if (base === undefined || value === '' || value.startsWith('#')) return value
  return /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : (hrefOf(value, base) ?? value)
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

function escapeText(text: string): string {
  return text
    .replace(/&(?!(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);)/gi, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}
