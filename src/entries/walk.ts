import type { Api } from '../api/api.js'
import { AbortError, isWallabagError, WallabagError } from '../errors/index.js'
import { onAbort, type Scope } from '../http/wait.js'
import type { EntrySummary } from './entry.js'
import { isAskedFor } from './page-proof.js'
import { type FetchPage, listEntries, type PageData, type PageRequest } from './page-requests.js'
import { aroundUnreadable } from './unreadable.js'

/**
 * The page, of about the size asked for, that holds the entry at `target` and brings the most
 * entries after it. The server counts in whole pages, so the size decides where a page begins.
 */
export function windowAt(target: number, size: number): PageRequest {
  let best: PageRequest = { page: 1, perPage: size }
  let most = 0
  const consider = (perPage: number) => {
    const fresh = perPage - 1 - (target % perPage)
    if (fresh <= most) return
    most = fresh
    best = { page: Math.floor(target / perPage) + 1, perPage }
  }
  // Below half the size more pages would be needed than a better beginning saves.
  for (let perPage = size; perPage >= Math.max(2, size / 2) && perPage - 1 > most; perPage--) {
    consider(perPage)
  }
  // With few sizes to choose from, the target can be the last of a page with every one of them.
  for (let perPage = size + 1; most === 0; perPage++) consider(perPage)
  return best
}

/** After so many pages in a row that bring nothing new, a list will not come to its end. */
const mostIdle = 3

/** A walk over a list, page by page; `null` is the end. */
export interface Walk<T> {
  next(signal?: AbortSignal): Promise<PageData<T> | null>
}

/**
 * Walks a list in the order of its ids, whatever is added, changed or deleted meanwhile: an entry
 * that matches during the whole walk comes exactly once.
 *
 * Everything up to the highest id delivered (the lowest, going down) is known. A page proves that
 * nothing was skipped only when it begins with something known, or with the list itself, so each
 * page overlaps the one before; one that does not is no news of the end but of a list that shrank,
 * and the walk steps back until it finds its own trace.
 */
export class WalkById<T extends { readonly id: number }> implements Walk<T> {
  readonly #fetch: FetchPage<T>
  readonly #descending: boolean
  /** How many entries to ask for at once: no more than the server has been seen to give. */
  #perPage: number
  /** The last id delivered; everything on its side of the list is known. */
  #mark: number | null = null
  /** How many entries preceded the next unknown one, when last seen. */
  #position = 0
  /** By how much the list shrank before the last page: it is likely to go on like that. */
  #shrinking = 0
  /** How many pages in a row brought nothing new and came no further, and how far those have come. */
  #idle = 0
  #reached: number | null = null
  /** How many entries the list had when last seen. */
  #total = -1
  #ended = false

  constructor(fetch: FetchPage<T>, perPage: number, order: 'asc' | 'desc') {
    this.#fetch = fetch
    // A window of one cannot hold something known and something new.
    this.#perPage = Math.max(2, perPage)
    this.#descending = order === 'desc'
  }

  /** Goes on after a page that was fetched before. */
  resume(page: PageData<T>): this {
    this.#deliver(page, (page.number - 1) * page.perPage)
    return this
  }

  async next(signal?: AbortSignal): Promise<PageData<T> | null> {
    let target = Math.max(0, this.#position - 1 - this.#shrinking)
    for (let back = this.#perPage; !this.#ended; back *= 2) {
      const at = windowAt(target, this.#perPage)
      const page = await this.#page(at, signal)
      // A server with a limit counts in pages of its own size.
      const perPage = page?.perPage ?? at.perPage
      if (perPage < at.perPage) this.#perPage = Math.max(2, perPage)
      const start = (at.page - 1) * perPage
      if (page && (start === 0 || page.ids.some((id) => this.#isKnown(id)))) {
        return this.#deliver(page, start)
      }
      target = Math.max(0, start - back)
    }
    return null
  }

  #deliver(page: PageData<T>, start: number): PageData<T> {
    const fresh = page.ids.filter((id) => !this.#isKnown(id))
    const known = page.length - fresh.length
    // A page that ends before the last position says nothing about the rest of the way to it.
    const expected = Math.min(this.#position - start, page.length)
    this.#shrinking = Math.max(0, expected - known)
    this.#position = start + page.length
    const items = page.items.filter(({ id }) => !this.#isKnown(id))
    this.#mark = fresh.at(-1) ?? this.#mark
    this.#ended = this.#position >= page.total
    this.#watch(page, fresh.length > 0)
    return { ...page, items }
  }

  /**
   * Ends a walk that gets nowhere. Entries that come to match behind the walk push it back, so that
   * pages bring nothing new; but each of those ends further on than the one before. And a list that
   * changes while it is read may need one more page.
   */
  #watch(page: PageData<T>, isNew: boolean): void {
    const last = page.ids.at(-1) ?? null
    const reached = isNew ? null : this.#reached
    const isFurther =
      last !== null && reached !== null && (this.#descending ? last < reached : last > reached)
    const isMoving = isNew || isFurther || page.total !== this.#total
    this.#idle = isMoving ? 0 : this.#idle + 1
    this.#total = page.total
    this.#reached = isNew ? null : isFurther ? last : (reached ?? last)
    if (!this.#ended && this.#idle >= mostIdle) throw endless(page)
  }

  #isKnown(id: number): boolean {
    if (this.#mark === null) return false
    return this.#descending ? id >= this.#mark : id <= this.#mark
  }

  /** The page, or `null` when the list ends before it (quirk 21): it may have shrunk. */
  async #page(at: PageRequest, signal?: AbortSignal): Promise<PageData<T> | null> {
    try {
      return await this.#fetch(at, signal)
    } catch (error) {
      if (isNoSuchPage(error) && at.page > 1) return null
      throw error
    }
  }
}

/**
 * Walks a list whose order changes with its entries (last change, archiving, search): no entry comes
 * twice, but one that moves while it is read may be missed.
 */
export class WalkByNumber<T extends { readonly id: number }> implements Walk<T> {
  readonly #fetch: FetchPage<T>
  readonly #perPage: number
  readonly #seen = new Set<number>()
  #number = 0
  /** How many pages in a row brought nothing new. */
  #idle = 0
  #ended = false

  constructor(fetch: FetchPage<T>, perPage: number) {
    this.#fetch = fetch
    this.#perPage = perPage
  }

  /** Goes on after a page that was fetched before. */
  resume(page: PageData<T>): this {
    this.#deliver(page)
    return this
  }

  async next(signal?: AbortSignal): Promise<PageData<T> | null> {
    if (this.#ended) return null
    try {
      return this.#deliver(
        await this.#fetch({ page: this.#number + 1, perPage: this.#perPage }, signal),
      )
    } catch (error) {
      if (this.#number === 0) throw error
      const at = { page: this.#number + 1, perPage: this.#perPage }
      await confirmEnd(error, this.#fetch, at, signal)
      this.#ended = true
      return null
    }
  }

  #deliver(page: PageData<T>): PageData<T> {
    const items = page.items.filter(({ id }) => !this.#seen.has(id))
    for (const id of page.ids) this.#seen.add(id)
    this.#number = page.number
    this.#ended = page.number >= page.pageCount
    this.#idle = items.length > 0 ? 0 : this.#idle + 1
    if (!this.#ended && this.#idle >= mostIdle) throw endless(page)
    return { ...page, items }
  }
}

/**
 * Makes sure that a list ends before a page, when a 404 has said so: it can have shrunk while it was
 * read (quirk 21), which its first page tells. Something before the server can answer 404 as well.
 *
 * @throws The error itself when it says something else; WallabagError when the page should be there.
 */
export async function confirmEnd<T>(
  error: unknown,
  fetch: FetchPage<T>,
  { page, perPage }: PageRequest,
  signal?: AbortSignal,
): Promise<void> {
  if (!isNoSuchPage(error)) throw error
  const { pageCount } = await fetch({ page: 1, perPage }, signal)
  if (page <= pageCount) {
    const message = `The list has ${pageCount} pages, but page ${page} answers 404.`
    throw new WallabagError('not_wallabag', message, { outcome: 'refused' })
  }
}

function endless({ total }: PageData<unknown>): WallabagError {
  return new WallabagError(
    'not_wallabag',
    `Reading the list makes no progress: ${mostIdle} pages in a row had none of the missing entries (of ${total}).`,
    {
      hint: 'Does something in front of the server drop `page` from the query?',
      outcome: 'refused',
    },
  )
}

/** Whether a page is beyond the end of its list (quirk 21). */
export function isNoSuchPage(error: unknown): boolean {
  return isWallabagError(error) && error.code === 'not_found_page'
}

/** Runs a walk one page ahead of its reader; leaving it ends the requests that are under way. */
export async function* ahead<T>(
  walk: Walk<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<PageData<T>, void, undefined> {
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

/** A page of metadata is small, and a job walks a whole library. */
const perPage = 100

/**
 * Walks all that a filter finds in the order of ids, without the content; page after page, of which
 * `ids` can name again what came before.
 *
 * @param open - Opens the scope of one request; there can be thousands.
 * @param order - From the oldest (`asc`, the default) or from the newest.
 */
export async function* walkEntries(
  api: Api,
  filter: URLSearchParams,
  open: () => Scope,
  order: 'asc' | 'desc' = 'asc',
): AsyncGenerator<PageData<EntrySummary>, void, undefined> {
  const query = new URLSearchParams(filter)
  query.set('detail', 'metadata')
  query.set('sort', 'created')
  query.set('order', order)
  const fetch = async (at: PageRequest) => (await listEntries(api, query, at, open())).value
  const walk = new WalkById(aroundUnreadable(fetch, { api, byId: order, open }), perPage, order)
  // What ends a request is in its scope.
  for (let page = await walk.next(); page; page = await walk.next())
    yield onlyAskedFor(page, filter)
}

/** A page without the entries that do not show what the filter asks for. */
function onlyAskedFor(
  page: PageData<EntrySummary>,
  filter: URLSearchParams,
): PageData<EntrySummary> {
  const others = new Set(page.items.filter((entry) => !isAskedFor(filter, entry)))
  if (others.size === 0) return page
  const left = new Set([...others].map(({ id }) => id))
  return {
    ...page,
    items: page.items.filter((entry) => !others.has(entry)),
    ids: page.ids.filter((id) => !left.has(id)),
  }
}
