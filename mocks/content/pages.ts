import { parseUrl } from '../php/url.js'
import { generatedPage } from './generated.js'
import type { Page } from './page.js'

/** Pages by URL, or a function. A missing page cannot be reached. */
export type Pages =
  | Readonly<Record<string, Page>>
  | ((url: string) => Page | undefined | Promise<Page | undefined>)

/** What the server got for a URL after redirects. */
export interface Fetched {
  url: string
  status: number
  headers: Record<string, string>
  body: string
}

/** The connection failed, or the URL cannot be fetched. */
export class FetchError extends Error {
  readonly reason: 'invalid' | 'unreachable'

  constructor(reason: 'invalid' | 'unreachable') {
    super(reason)
    this.reason = reason
  }
}

/**
 * Fetches pages like the server.
 *
 * @param wait Waits for a page that takes time
 * @throws FetchError
 */
export type PageLoader = (url: string, wait: (ms: number) => Promise<void>) => Promise<Fetched>

const MAX_REDIRECTS = 10
const FETCHABLE_HOST = /^(\[[0-9a-f:.]+\]|[\p{L}\p{N}]([\p{L}\p{N}.-]*[\p{L}\p{N}])?\.?)$/iu

/**
 * A loader for the given pages. Without any, there is a generated article at every http or https
 * URL.
 */
export function pageLoader(pages: Pages | undefined, now: () => number): PageLoader {
  const find = async (url: string) => {
    if (pages === undefined) return generatedPage(url)
    if (typeof pages === 'function') return pages(url)
    // A request has no fragment, and host names ignore case.
    const [asked = url] = url.split('#')
    return pages[url] ?? pages[asked] ?? pages[new URL(asked).href]
  }
  return async (given, wait) => {
    let url = fetchable(given)
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const page = (await find(url)) ?? { fail: true }
      if (page.delay !== undefined && page.delay > 0) await wait(page.delay)
      if (page.fail) throw new FetchError('unreachable')
      const target = page.redirect ?? redirectOf(page)
      if (target === undefined)
        return fetched(url, page, typeof pages === 'function' ? null : now())
      url = new URL(target, url).href
    }
    throw new FetchError('unreachable')
  }
}

function redirectOf({ status = 200, headers }: Page): string | undefined {
  return status >= 300 && status < 400 ? headers?.['location'] : undefined
}

/**
 * The server adds `http://` to a URL without a scheme, and refuses the result if it is not a URL.
 */
function fetchable(given: string): string {
  const url = /^https?:\/\/.+/i.test(given.trim()) ? given.trim() : `http://${given.trim()}`
  if (!FETCHABLE_HOST.test(parseUrl(url)?.host ?? '')) throw new FetchError('invalid')
  return url
}

/**
 * What the server gets for a page.
 *
 * @param now The time of the small web server that serves the pages of a list and adds headers to
 *   them; null if a function serves the pages
 */
function fetched(url: string, page: Page, now: number | null): Fetched {
  const { 'content-type': type = 'text/html; charset=utf-8', ...others } = page.headers ?? {}
  const [status, body] = [page.status ?? 200, page.body ?? '']
  if (now === null) return { url, status, headers: { ...page.headers }, body }
  return {
    url,
    status,
    headers: {
      server: 'nginx/1.22.1',
      date: new Date(now).toUTCString(),
      'content-type': type,
      'transfer-encoding': 'chunked',
      connection: 'keep-alive',
      host: new URL(url).host,
      'x-powered-by': 'PHP/8.2.36',
      ...others,
    },
    body,
  }
}
