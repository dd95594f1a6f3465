import type { PageData, PageRequest } from '../operations/list.js'
import type { FetchPage } from '../pages/walk.js'
import { windowAt } from '../pages/window.js'

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
  let most = size
  return async (at, signal) => {
    const isWanted = early?.at.page === at.page && early.at.perPage === at.perPage
    // Its failure is met when the walk wants it, or never.
    if (!isWanted) await early?.page.catch(() => undefined)
    const coming = early && isWanted ? early.page : fetch(at, signal)
    const end = at.page * Math.min(at.perPage, most)
    early = null
    if (end < total) {
      const next = windowAt(end - 1, most)
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
