import type { Api } from '../api/api.js'
import { AbortError } from '../errors/index.js'
import { onAbort, type Scope } from '../http/wait.js'
import type { EntrySummary } from './entry.js'
import { isAskedFor } from './page-proof.js'
import { type FetchPage, listEntries, type PageData, type PageRequest } from './page-requests.js'
import { aroundUnreadable } from './unreadable.js'
import { type Place, pageAfter, type Walk, WalkById, type WalkedPage, without } from './walk.js'

/** Runs a walk one page ahead of its reader; leaving it ends the requests that are under way. */
export async function* ahead<T>(
  walk: Walk<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<WalkedPage<T>, void, undefined> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const letGo = onAbort(signal, abort)
  if (signal?.aborted) abort()
  try {
    let coming = walk.next(controller.signal)
    for (;;) {
      const page = await coming
      if (!page) return
      // It may have come before the signal aborted, and who aborts wants no more of it.
      if (signal?.aborted) throw new AbortError('Reading on', { cause: signal.reason })
      coming = walk.next(controller.signal)
      // Its failure is met when its turn comes; until then nobody listens, which is no mistake.
      coming.catch(() => undefined)
      yield page
    }
  } finally {
    letGo()
    controller.abort()
  }
}

/**
 * Asks for the page that a walk by id will want next while the one it wants is on its way, so that
 * the server need not wait for what is done with a page here. Two are under way at once, no more.
 *
 * The walk loses none of its promises: a page proves that nothing was skipped by beginning with what
 * is known, whenever in the walk it was read. When the list shrinks the walk wants another page, and
 * the early one is not used.
 */
export function fetchEarly<T>(fetch: FetchPage<T>, size: number): FetchPage<T> {
  let early: { readonly at: PageRequest; readonly page: Promise<PageData<T>> } | null = null
  let total = 0
  let most = Infinity
  return async (at, signal) => {
    const isWanted = early?.at.page === at.page && early.at.perPage === at.perPage
    // Its failure is met when the walk wants it, or never.
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
    // A server with a limit counts in pages of its own size.
    if (page.perPage < at.perPage) most = Math.max(2, page.perPage)
    return page
  }
}

/**
 * Metadata in big pages; not bigger, since a server loads the contents as well before it leaves them out
 * (quirk 22). Who goes back from the newest wants few.
 */
const pageSizes = { asc: 1000, desc: 100 }

/**
 * Walks all that a filter finds in the order of ids, without the content; page after page, of which
 * `ids` can name again what came before.
 *
 * @param open - Opens the scope of one request; there can be thousands.
 * @param order - From the oldest (`asc`, the default) or from the newest.
 * @param after - After which place to begin (default: at the beginning).
 */
export async function* walkEntries(
  api: Api,
  filter: URLSearchParams,
  open: () => Scope,
  order: 'asc' | 'desc' = 'asc',
  after?: Place,
): AsyncGenerator<PageData<EntrySummary>, void, undefined> {
  const query = new URLSearchParams(filter)
  query.set('detail', 'metadata')
  query.set('sort', 'created')
  query.set('order', order)
  const fetch = async (at: PageRequest) =>
    (await listEntries(api, query, { ...at, proven: true }, open())).value
  const size = pageSizes[order]
  const around = aroundUnreadable(fetch, { api, byId: order, open })
  // Who begins somewhere looks for little, and comes there by pages that nobody knows before.
  const walk = new WalkById(after ? around : fetchEarly(around, size), size, order, Infinity)
  // What ends a request is in its scope.
  const first = after ? await walk.seek(after) : await walk.next()
  for (let page = first; page; page = await walk.next()) yield onlyAskedFor(page, filter)
}

/** A page without the entries that do not show what the filter asks for. */
function onlyAskedFor(
  page: PageData<EntrySummary>,
  filter: URLSearchParams,
): PageData<EntrySummary> {
  const others = page.items.filter((entry) => !isAskedFor(filter, entry))
  return without(page, new Set(others.map(({ id }) => id)))
}
