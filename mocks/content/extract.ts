import { attributesOf, decodeEntities, textOf } from './html.js'
import type { Fetched } from './pages.js'
import { sanitize } from './sanitize.js'

/** What the server knows about an article, fetched or supplied. */
export interface Content {
  title: string | null
  html: string | null
  url: string
  language: string | null
  date: string | null
  image: string | null
  authors: string[] | null
  description?: string
  status?: string
  headers?: Record<string, string>
}

/** The text that stands in for an article which could not be fetched (Q7). */
export const ERROR_MESSAGE =
  "wallabag can't retrieve contents for this article. Please " +
  '<a href="https://doc.wallabag.org/en/user/errors_during_fetching.html#how-can-i-help-to-fix-that">' +
  'troubleshoot this issue</a>.\n'

const NO_TITLE = 'No title found'
/** Less text than this is no article. */
const MIN_LENGTH = 25

/** Reads the article out of a page. */
export function extract(page: Fetched): Content {
  const type = page.headers['content-type'] ?? ''
  if (type.startsWith('image/')) return imageContent(page)
  const metas = metasOf(page.body)
  const article = articleOf(page.body, page.url)
  const title = /<title[^>]*>([\s\S]*?)<\/title>/i.exec(page.body)?.[1] ?? metas.get('og:title')
  const author = metas.get('author') ?? metas.get('article:author')
  const description = metas.get('og:description') ?? metas.get('description')
  return {
    title: decodeEntities(title?.replace(/\s+/g, ' ').trim() || NO_TITLE),
    html: textOf(article).length < MIN_LENGTH ? ERROR_MESSAGE : article,
    url: page.url,
    language: languageOf(page.body),
    date: metas.get('article:published_time') ?? null,
    image: metas.get('og:image') ?? null,
    authors: author === undefined ? [] : [author],
    ...(description === undefined ? {} : { description }),
    status: String(page.status),
    headers: page.headers,
  }
}

/** What stands for a page that could not be reached, where the line does not throw. */
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

function imageContent(page: Fetched): Content {
  const name = decodeURIComponent(new URL(page.url).pathname.split('/').at(-1) ?? '')
  return {
    ...unreachable(page.url),
    title: 'Image',
    html: `<a href="${page.url}"><img src="${page.url}" alt="${name}" /></a>`,
    image: page.url,
    status: String(page.status),
    headers: page.headers,
  }
}

function metasOf(body: string): ReadonlyMap<string, string> {
  const metas = new Map<string, string>()
  for (const [, text = ''] of body.matchAll(/<meta\s((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi)) {
    const attributes = new Map(attributesOf(text))
    const name = attributes.get('property') ?? attributes.get('name')
    const content = attributes.get('content')
    if (name !== undefined && content !== undefined && !metas.has(name)) {
      metas.set(name, decodeEntities(content))
    }
  }
  return metas
}

function languageOf(body: string): string | null {
  const html = /<html\b([^>]*)>/i.exec(body)?.[1] ?? ''
  return new Map(attributesOf(html)).get('lang') || null
}

function articleOf(body: string, base: string): string {
  const found =
    /<article\b[^>]*>([\s\S]*)<\/article>/i.exec(body) ??
    /<main\b[^>]*>([\s\S]*)<\/main>/i.exec(body) ??
    /<body\b[^>]*>([\s\S]*)<\/body>/i.exec(body)
  const dropped = /<(script|style|nav|h1|header|footer|aside|form|noscript)\b[^>]*>[\s\S]*?<\/\1>/gi
  const inner = (found?.[1] ?? body).replace(dropped, '')
  return sanitize(inner, base)
    .replace(/(<p\b[^>]*>)\s+/g, '$1')
    .replace(/\s+(<\/p>)/g, '$1')
    .trim()
}

/** Minutes at 200 words, Chinese, Japanese and Korean letters counted in pairs. */
export function readingTime(source: string): number {
  const text = source.replace(/<[^>]*>/g, '')
  const gaps =
    /[^\p{L}\p{N}']+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{1,2}/gu
  return Math.floor(((text.match(gaps)?.length ?? 0) + 1) / 200)
}

/** The first picture in HTML. */
export function firstImage(source: string): string | null {
  const attributes = /<img\s([^>]*)>/i.exec(source)?.[1]
  if (attributes === undefined) return null
  return new Map(attributesOf(attributes)).get('src') || null
}
