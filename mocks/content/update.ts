import { parsePhpDate } from '../php/date-time.js'
import { urldecode } from '../php/query.js'
import { isValidUrl, parseUrl } from '../php/url.js'
import { isArray, isEmpty, PhpTypeError, type PhpValue, toText, trim } from '../php/values.js'
import type { Server } from '../routes/context.js'
import type { Arrival } from '../state/arrival.js'
import type { Draft } from './draft.js'
import {
  type Content,
  ERROR_MESSAGE,
  extract,
  firstImage,
  readingTime,
  unreachable,
} from './extract.js'
import { isLocale } from './locale.js'
import { FetchError } from './pages.js'
import { applyRules } from './rules.js'
import { cleanupHtml, isArticle } from './sanitize.js'

/** What a client supplied for an entry. Fields that were not supplied are null. */
export type Supplied = Omit<Content, 'url' | 'status' | 'headers'>

/**
 * Fills an entry from the supplied content, from its page, or from both.
 *
 * @param supplied Null to use only the page, as reload and the mass endpoint do
 * @param mayFetch Whether to fetch the page if title or content is missing
 * @throws FetchError if the URL cannot be fetched, and on 2.7.0-dev if the host does not answer
 */
export async function updateEntry(
  server: Server,
  arrival: Arrival,
  draft: Draft,
  url: string,
  supplied: Supplied | null,
  mayFetch: boolean,
): Promise<void> {
  let content: Content = { ...(supplied ?? NOTHING), url }
  if (!isEmpty(content.html)) content.html = cleanupHtml(content.html ?? '', url)
  if (mayFetch && draft.state.isDev && !isEmpty(content.html)) {
    // The development version treats supplied content as if it came from the page
    // (`setContentAsPrefetched`).
    if (isArticle(content.html ?? '')) content = { ...PREFETCHED, ...content }
  } else if (mayFetch && (isEmpty(content.title) || isEmpty(content.html))) {
    const page = await fetchContent(server, arrival, url)
    if (supplied === null || (page.html !== ERROR_MESSAGE && !draft.state.isDev)) {
      content = page
    } else if (page.html !== ERROR_MESSAGE) {
      // The regression of 2.7.0-dev (quirk 1): fields that were not supplied are null, and null
      // overwrites the page.
      content = { ...page, ...content }
    }
  }
  if (isEmpty(draft.row.url) && url !== '') draft.setUrl(url)
  draft.setGivenUrl(url)
  stock(draft, content)
  applyRules(draft)
}

const PREFETCHED = { status: '200', headers: { 'content-type': 'text/html' } }

/** What a client supplied that supplied nothing. */
export const NOTHING: Supplied = {
  title: null,
  html: null,
  language: null,
  date: null,
  image: null,
  authors: null,
}

async function fetchContent(server: Server, arrival: Arrival, url: string): Promise<Content> {
  try {
    return extract(await server.pages(url, (ms) => arrival.wait(ms)))
  } catch (error) {
    const isTold = error instanceof FetchError && error.reason === 'unreachable'
    if (isTold && !server.state.isDev) return unreachable(url)
    throw error
  }
}

function stock(draft: Draft, content: Content): void {
  const { row } = draft
  updateOriginUrl(draft, content.url)
  setDomainName(draft)
  if (!isEmpty(content.title)) row.title = content.title
  if (isEmpty(content.html)) {
    content.html = ERROR_MESSAGE
    row.notParsed = true
  }
  row.content = content.html
  draft.setReadingTime(readingTime(content.html ?? ''))
  if (!isEmpty(content.status)) row.httpStatus = content.status ?? null
  if (content.authors !== null && content.authors.length > 0) row.publishedBy = content.authors
  if (content.headers !== undefined) row.headers = content.headers
  if (!isEmpty(content.date)) setPublishedAt(draft, content.date)
  if (!isEmpty(content.language)) setLanguage(draft, content.language ?? '')
  if (content.headers?.['content-type']) row.mimetype = content.headers['content-type']
  const image = isEmpty(content.image) ? firstImage(content.html ?? '') : content.image
  if (image !== null) setPreviewPicture(draft, image)
}

/** Sets the URL of an entry after a redirect (quirk 20). */
function updateOriginUrl(draft: Draft, url: string): void {
  const { row } = draft
  if (isEmpty(url) || row.url === url) return
  const [before, after] = [parseUrl(row.url), parseUrl(url)]
  const names = ['fragment', 'host', 'pass', 'path', 'port', 'query', 'scheme', 'user'] as const
  const changed = names.filter((name) => before?.[name] !== after?.[name]).join()
  if (changed === 'fragment') return
  if (changed === 'path') {
    const isSlash = `${before?.path ?? ''}/` === after?.path
    if (isSlash || url === urldecode(row.url)) draft.setUrl(url)
    return
  }
  if (changed !== 'scheme' && isEmpty(row.originUrl)) row.originUrl = row.url
  draft.setUrl(url)
}

/** Sets the domain to the host of the URL, if PHP can parse it. */
export function setDomainName(draft: Draft): void {
  const parts = parseUrl(draft.row.url)
  if (parts !== null) draft.row.domainName = parts.host ?? null
}

/**
 * Sets the date from Unix seconds or any text that PHP can parse. Others are ignored (quirk 18).
 */
export function setPublishedAt(draft: Draft, value: PhpValue | undefined): void {
  if (isArray(value)) throw new PhpTypeError('published_at')
  const text = toText(value)
  const isStamp = /^[+-]?(0|[1-9]\d*)$/.test(trim(text))
  const date = parsePhpDate(isStamp ? `@${trim(text).replace(/^\+/, '')}` : text, draft.state.now())
  if (date !== null) draft.setPublishedAt(date)
}

/** Sets a locale with an underscore. An invalid one is ignored. */
export function setLanguage(draft: Draft, value: string): void {
  const language = value.replace(/-/g, '_')
  if (isLocale(language, draft.state.isDev)) draft.row.language = language
}

/** Sets an http or https URL. An invalid one is ignored. */
export function setPreviewPicture(draft: Draft, value: string): void {
  if (isValidUrl(value, draft.state.isDev)) draft.row.previewPicture = value
}
