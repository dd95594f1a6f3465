import type { Api, ResponseInfo } from '../api/api.js'
import { AbortError } from '../errors/index.js'
import { onAbort, type Scope } from '../http/wait.js'
import type { EntrySummary } from './entry.js'
import { isAskedFor } from './page-proof.js'
import { type FetchPage, listEntries, type PageData, type PageRequest } from './page-requests.js'
import { aroundUnreadable } from './unreadable.js'
import { type Place, pageAfter, type Walk, WalkById, type WalkedPage, without } from './walk.js'

/**
 * Walks a list and fetches the next page while the reader handles the current one. Leaving the
 * iteration aborts the running requests.
 */
export async function* ahead<T>(
  walk: Walk<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<WalkedPage<T>, void, undefined> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const stopListening = onAbort(signal, abort)
  if (signal?.aborted) abort()
  try {
    let coming = walk.next(controller.signal)
    for (;;) {
      const page = await coming
      if (!page) return
      // The page may have arrived before the signal aborted. After an abort nothing more is
      // returned.
      if (signal?.aborted) throw new AbortError('Reading on', { cause: signal.reason })
      coming = walk.next(controller.signal)
      // Its failure is handled when the page is needed. Until then the rejection must not count as
      // unhandled.
      coming.catch(() => undefined)
      yield page
    }
  } finally {
    stopListening()
    controller.abort()
  }
}

/**
 * While a walk by id waits for one page, fetches the page it will probably need next, so that the
 * server is not idle while a page is processed here. At most two requests run at once.
 *
 * The walk keeps all its guarantees: a page that begins with a known entry proves that nothing was
 * skipped, no matter when it was read. If the list shrinks, the walk needs another page, and the
 * early one is dropped.
 */
export function fetchEarly<T>(fetch: FetchPage<T>, size: number): FetchPage<T> {
  let early: { readonly at: PageRequest; readonly page: Promise<PageData<T>> } | null = null
  let total = 0
  let most = Infinity
  return async (at, signal) => {
    const isWanted = early?.at.page === at.page && early.at.perPage === at.perPage
    // Its failure is handled when the walk needs the page, or never.
    if (!isWanted) await early?.page.catch(() => undefined)
    const coming = early && isWanted ? early.page : fetch(at, signal)
    const end = at.page * Math.min(at.perPage, most)
    early = null
    if (end < total) {
      const next = pageAfter(end, Math.min(size, most), { largest: most, total })
      early = { at: next, page: fetch(next, signal) }
      early.page.catch(() => undefined)
    }
    const page = await coming
    total = page.total
    // A server with a limit uses its own page size for the page numbers too.
    if (page.perPage < at.perPage) most = Math.max(2, page.perPage)
    return page
  }
}

/**
 * The page sizes for metadata. Larger pages would not pay off, because the server loads the
 * contents before it leaves them out (quirk 22). A walk from the newest entry usually needs only a
 * few.
 */
const pageSizes = { asc: 1000, desc: 100 }

/**
 * Walks everything that a filter finds, in the order of ids and without the content. The `ids` of a
 * page may repeat ids of earlier pages.
 *
 * @param open - Opens the scope of one request. There can be thousands.
 * @param order - Oldest first (`asc`, the default) or newest first.
 * @param after - The place to begin after (default: the start of the list).
 * @param onResponse - Receives the response of every page.
 */
export async function* walkEntries(
  api: Api,
  filter: URLSearchParams,
  open: () => Scope,
  order: 'asc' | 'desc' = 'asc',
  after?: Place,
  onResponse?: (response: ResponseInfo) => void,
): AsyncGenerator<PageData<EntrySummary>, void, undefined> {
  const query = new URLSearchParams(filter)
  query.set('detail', 'metadata')
  query.set('sort', 'created')
  query.set('order', order)
  const fetch = async (at: PageRequest) => {
    const { value, response } = await listEntries(api, query, { ...at, proven: true }, open())
    onResponse?.(response)
    return value
  }
  const size = pageSizes[order]
  const around = aroundUnreadable(fetch, { api, byId: order, open })
  // A walk that begins at a place usually needs few entries, and its first page numbers cannot be
  // predicted.
  const walk = new WalkById(after ? around : fetchEarly(around, size), size, order, Infinity)
  // The signal and timeouts of a request are in its scope.
  const first = after ? await walk.seek(after) : await walk.next()
  for (let page = first; page; page = await walk.next()) yield onlyAskedFor(page, filter)
}

/** A page without the entries that do not match the filter. */
function onlyAskedFor(
  page: PageData<EntrySummary>,
  filter: URLSearchParams,
): PageData<EntrySummary> {
  const others = page.items.filter((entry) => !isAskedFor(filter, entry))
  return without(page, new Set(others.map(({ id }) => id)))
}
