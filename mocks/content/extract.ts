import { collapsed, decodeEntities, replaceTags, textOf, withoutElements } from '../html/text.js'
import { attributesOf, type Token, tokensOf } from '../html/tokens.js'
import type { PhpValue } from '../php/values.js'
import type { Fetched } from './pages.js'
import { hrefOf, sanitize, withoutHeadline } from './sanitize.js'

/** What the server knows about an article, from the page or from the client. */
export interface Content {
  title: string | null
  html: string | null
  url: string
  language: string | null
  /** The text of a date, or a stored one. */
  date: PhpValue | undefined
  image: string | null
  authors: string[] | null
  status?: string
  headers?: Record<string, string>
}

/** The text that replaces an article that could not be fetched (quirk 7). */
export const ERROR_MESSAGE =
  "wallabag can't retrieve contents for this article. Please " +
  '<a href="https://doc.wallabag.org/en/user/errors_during_fetching.html#how-can-i-help-to-fix-that">' +
  'troubleshoot this issue</a>.\n'

const NO_TITLE = 'No title found'
/** A page with less text is not an article. */
const MIN_LENGTH = 10

/** The types of files that are linked to instead of read, by prefix, and their titles. */
const FILES: readonly (readonly [string, string])[] = [
  ['application/zip', 'ZIP'],
  ['application/pdf', 'PDF'],
  ['image/', 'Image'],
  ['audio/', 'Audio'],
  ['video/', 'Video'],
  ['text/plain', 'Plain text'],
]

/** Extracts the article from a page. */
export function extract(page: Fetched): Content {
  const type = page.headers['content-type']?.toLowerCase() ?? ''
  const file = FILES.find(([start]) => type.startsWith(start))
  if (file !== undefined) return fileContent(page, file[1])
  const tokens = [...tokensOf(withoutElements(page.body, 'script|style'))]
  const metas = metasOf(tokens)
  const article = articleOf(page.body, page.url)
  const title = insideOf(page.body, 'title', '[^]*?')
  const shown =
    title === undefined ? collapsed(metas.get('og:title') ?? '') : decodeEntities(collapsed(title))
  const author = metas.get('author') ?? metas.get('article:author')
  const image = metas.get('og:image')
  const [root] = startsOf(tokens, 'html')
  return {
    title: shown || NO_TITLE,
    html: textOf(article).length < MIN_LENGTH ? ERROR_MESSAGE : article,
    url: page.url,
    language: root?.get('lang') || page.headers['content-language'] || null,
    date: metas.get('article:published_time') ?? null,
    image: image === undefined ? null : hrefOf(image, page.url),
    authors: author === undefined ? [] : [author],
    status: String(page.status),
    headers: page.headers,
  }
}

/** What the server stores for an unreachable page, if this version does not throw. */
export function unreachable(url: string): Content {
  return {
    title: NO_TITLE,
    html: ERROR_MESSAGE,
    url,
    language: null,
    date: null,
    image: null,
    authors: [],
    status: '500',
  }
}

function fileContent(page: Fetched, name: string): Content {
  const isImage = name === 'Image'
  const inner = isImage ? `<img src="${page.url}" alt="${name}" />` : `Download ${name}`
  return {
    ...unreachable(page.url),
    title: name,
    html: `<a href="${page.url}">${inner}</a>`,
    image: isImage ? page.url : null,
    status: '200',
    headers: page.headers,
  }
}

/** The attributes of each start tag of a name. */
function* startsOf(
  tokens: Iterable<Token>,
  wanted: string,
): Generator<ReadonlyMap<string, string>, void> {
  for (const { kind, name, text } of tokens) {
    if (kind === 'start' && name.toLowerCase() === wanted) yield attributesOf(text)
  }
}

function metasOf(tokens: readonly Token[]): ReadonlyMap<string, string> {
  const metas = new Map<string, string>()
  for (const attributes of startsOf(tokens, 'meta')) {
    const name = attributes.get('property') ?? attributes.get('name')
    const content = attributes.get('content')
    if (name !== undefined && content !== undefined && !metas.has(name)) metas.set(name, content)
  }
  return metas
}

function articleOf(body: string, base: string): string {
  const inner =
    insideOf(body, 'article', '[^]*') ??
    insideOf(body, 'main', '[^]*') ??
    insideOf(body, 'body', '[^]*') ??
    body
  const dropped = 'script|style|nav|header|footer|aside|form|noscript'
  return sanitize(withoutHeadline(withoutElements(inner, dropped)), base)
    .replace(/(<p\b[^>]*>)\s+/g, '$1')
    .replace(/(?<!\s)\s+(<\/p>)/g, '$1')
    .trim()
}

/**
 * What the first element of a name contains.
 *
 * @param content A regular expression, which decides whether the first or the last end tag counts
 */
function insideOf(source: string, name: string, content: string): string | undefined {
  const start = source.search(new RegExp(`<${name}\\b`, 'i'))
  // If the first element does not end, no later one ends either.
  const element = new RegExp(`^<${name}\\b[^>]*>(${content})</${name}>`, 'i')
  return start < 0 ? undefined : element.exec(source.slice(start))?.[1]
}

/**
 * The reading time in minutes at 200 words a minute. Chinese, Japanese and Korean letters are
 * counted in pairs.
 */
export function readingTime(source: string): number {
  const text = replaceTags(source, '')
  // Unicode classes take most of the time of a large seed, and most articles do not need them.
  const gaps = /[^!-~\sÀ-ž–—‘-‟…«»]/.test(text)
    ? /[^\p{L}\p{N}']+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{1,2}/gu
    : /[^A-Za-z0-9'À-ÖØ-öø-ž]+/g
  return Math.floor(((text.match(gaps)?.length ?? 0) + 1) / 200)
}

/** The first image in HTML. */
export function firstImage(source: string): string | null {
  const [image] = startsOf(tokensOf(source), 'img')
  return image?.get('src') || null
}
