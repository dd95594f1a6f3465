import { isWallabagError, WallabagError } from '../errors/index.js'
import type { FetchPage, PageData, PageRequest } from './page-requests.js'

/** Limits for `pageAfter`. */
interface Bounds {
  /** The largest page that the server returns. */
  readonly largest?: number
  /** How many new entries can be used. Any beyond that are fetched again later. */
  readonly most?: number
  /** How many entries the list has. */
  readonly total?: number
  /** How many entries before the position the page must hold, if there are so many (default: 1). */
  readonly room?: number
  /** How many times the wanted size the page may be (default: 1.5). */
  readonly times?: number
}

/**
 * Chooses the page to read after a position. It must hold something before the position, so that
 * known entries are recognised even if some of them are gone. If possible it also holds `size`
 * entries from the position on. Among several such pages, the one with the largest share of new
 * entries is chosen, otherwise the one with the most. The server counts in whole pages, so the page
 * size decides where a page can begin.
 */
export function pageAfter(position: number, size: number, bounds: Bounds = {}): PageRequest {
  const { largest = Infinity, most = Infinity, room = 1, times = 1.5 } = bounds
  const { total = Infinity } = bounds
  const last = total > position ? total : Infinity
  const before = Math.min(position, room)
  const wanted = Math.min(size, last - position)
  const limit = Math.min(largest, times * (size + before))
  let best: PageRequest | undefined
  let value = 0
  // A page below half the size would cost more requests than a better start saves. One above the
  // limit is used only if the last entry before the position ends a page of every size up to there.
  const least = Math.max(2, Math.ceil(wanted / 2))
  for (let perPage = least; !best || perPage <= limit; perPage++) {
    const number = Math.floor((position - before) / perPage)
    const start = number * perPage
    const end = Math.min(start + perPage, last)
    const fresh = Math.min(end - position, most)
    const share = fresh / (end - start)
    // A page with everything that is wanted beats any page with a part of it.
    const worth = fresh < wanted ? fresh / wanted : 1 + share
    if (fresh < 1 || worth <= value) continue
    value = worth
    best = { page: number + 1, perPage }
  }
  return best
}

/** After this many pages in a row without anything new, the walk is assumed to never end. */
const mostIdle = 3

/** How far a list has been read. */
export interface Place {
  /**
   * The last id that was returned, or `null` for none or for a list that is not in the order of
   * ids.
   */
  readonly mark: number | null
  /**
   * How many entries preceded the next one when last seen. If the list is not in the order of ids:
   * how many pages.
   */
  readonly position: number
}

/** A page without what earlier pages contained, and how far the list has been read with it. */
export interface WalkedPage<T> extends PageData<T> {
  readonly place: Place
}

/** A walk over a list, page by page. */
export interface Walk<T> {
  /** The next page, or `null` at the end. */
  next(signal?: AbortSignal): Promise<WalkedPage<T> | null>
  /** Continues after a page that was read before. */
  resume(page: PageData<T>): WalkedPage<T>
  /**
   * Continues after a place that any client may have reached at any time. Returns the page after
   * it, which is empty at the end.
   */
  seek(place: Place, signal?: AbortSignal): Promise<WalkedPage<T>>
}

/**
 * Walks a list in the order of its ids, while entries may be added, changed or deleted: an entry
 * that matches during the whole walk comes exactly once.
 *
 * Everything up to the highest id that was returned is known (the lowest, if the order is
 * descending). A page proves that nothing was skipped only if it begins with a known entry or with
 * the start of the list, so each page overlaps the one before. A page without a known entry means
 * that the list has shrunk, and the walk steps back until it finds one.
 */
export class WalkById<T extends { readonly id: number }> implements Walk<T> {
  readonly #fetch: FetchPage<T>
  readonly #descending: boolean
  readonly #size: number
  /** The largest number of entries of a page. */
  readonly #most: number
  /** How many entries to request, which is no more than the server has returned at once. */
  #perPage: number
  /** The page size that the server used instead of a larger one. */
  #largest = Infinity
  /** The last id that was returned. Everything up to it is known. */
  #mark: number | null = null
  /** How many entries preceded the next unknown one when last seen. */
  #position = 0
  /** By how much the list shrank before the last page. It will probably go on shrinking. */
  #shrinking = 0
  /**
   * How many pages in a row brought nothing new and did not end further on, and the id they
   * reached.
   */
  #idle = 0
  #reached: number | null = null
  /** How many entries the list had when last seen. */
  #total = Infinity
  #ended = false

  /**
   * @param perPage - How many entries a page should have.
   * @param most - The largest number of entries of a page. What is fetched beyond it is fetched
   *   again.
   */
  constructor(fetch: FetchPage<T>, perPage: number, order: 'asc' | 'desc', most = perPage) {
    this.#fetch = fetch
    this.#size = perPage
    this.#most = most
    // A page must have room for both a known and a new entry.
    this.#perPage = Math.max(2, perPage)
    this.#descending = order === 'desc'
  }

  resume(page: PageData<T>): WalkedPage<T> {
    return this.#deliver(page, (page.number - 1) * page.perPage)
  }

  async next(signal?: AbortSignal): Promise<WalkedPage<T> | null> {
    return this.#ended ? null : this.#step(signal)
  }

  /**
   * Takes one request if the list has hardly changed. Otherwise a page shows on which side of it
   * the place is, and bisection finds it there.
   */
  async seek(place: Place, signal?: AbortSignal): Promise<WalkedPage<T>> {
    let page = await this.#find(place, signal)
    // An empty page before the end would return the same cursor, so the list would never end.
    while (page.place.mark === place.mark && !this.#ended) page = await this.#step(signal)
    return page
  }

  async #find({ mark, position }: Place, signal?: AbortSignal): Promise<WalkedPage<T>> {
    this.#mark = mark
    let low = 0
    let high = Infinity
    let at = this.#pageAfter(mark === null ? 0 : position, true)
    // The bounds can cross only if the list changes meanwhile.
    while (low <= high) {
      const { page, start } = await this.#page(at, signal)
      const fresh = page?.ids.filter((id) => !this.#isKnown(id)).length ?? 0
      const known = (page?.ids.length ?? 0) - fresh
      const end = start + (page?.length ?? 0)
      if (page && known > 0 && fresh === 0 && end < page.total) {
        if (end <= low) break
        low = end
        high = Math.min(high, page.total)
      } else if (page && (start === 0 || known > 0)) {
        return this.#deliver(this.#shortened(page), start)
      } else high = Math.min(high, start)
      const perPage = Math.min(2 * this.#perPage, this.#largest)
      const between = Math.floor(low / perPage) + Math.ceil(high / perPage)
      const middle = { page: Math.floor((between + 1) / 2), perPage }
      at = low < high ? middle : this.#pageAfter(low, true)
    }
    this.#position = low
    return this.#step(signal)
  }

  async #step(signal?: AbortSignal): Promise<WalkedPage<T>> {
    let at = this.#pageAfter(Math.max(0, this.#position - this.#shrinking))
    for (let back = this.#perPage; ; back *= 2) {
      const { page, start } = await this.#page(at, signal)
      if (page && (start === 0 || page.ids.some((id) => this.#isKnown(id)))) {
        return this.#deliver(this.#shortened(page), start)
      }
      at = this.#pageAfter(Math.max(1, start - back + 1))
    }
  }

  /**
   * @param isLong - Whether the list was read long ago: some of the entries that were read may be gone.
   */
  #pageAfter(position: number, isLong?: boolean): PageRequest {
    const size = Math.min(this.#size, this.#perPage)
    const wide = isLong && { room: 1 + (size >> 3), times: 2 }
    const bounds = { largest: this.#largest, most: this.#most, total: this.#total, ...wide }
    return pageAfter(position, size, bounds)
  }

  /** A page without the new entries beyond the largest number. */
  #shortened(page: PageData<T>): PageData<T> {
    const fresh = page.ids.filter((id) => !this.#isKnown(id))
    const over = new Set(fresh.slice(this.#most))
    return { ...without(page, over), length: page.length - over.size }
  }

  #deliver(page: PageData<T>, start: number): WalkedPage<T> {
    const fresh = page.ids.filter((id) => !this.#isKnown(id))
    const known = page.length - fresh.length
    // A page that ends before the last position says nothing about the entries between them.
    const expected = Math.min(this.#position - start, page.length)
    this.#shrinking = Math.max(0, expected - known)
    this.#position = start + page.length
    const items = page.items.filter(({ id }) => !this.#isKnown(id))
    this.#mark = fresh.at(-1) ?? this.#mark
    this.#ended = this.#position >= page.total
    this.#watch(page, fresh.length > 0)
    return { ...page, items, place: { mark: this.#mark, position: this.#position } }
  }

  /**
   * Ends a walk that makes no progress. If entries behind the walk start to match, they push it
   * back, so that pages bring nothing new; but then each page ends further on than the one before.
   * A list that changes while it is read may need one more page.
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

  /**
   * Reads a page and returns where it begins. The page is `null` if the list ends before it (quirk
   * 21), which is possible if the list has shrunk.
   */
  async #page(
    at: PageRequest,
    signal?: AbortSignal,
  ): Promise<{ page: PageData<T> | null; start: number }> {
    try {
      const page = await this.#fetch(at, signal)
      // A server with a limit uses its own page size for the page numbers too.
      if (page.perPage < at.perPage) {
        this.#largest = page.perPage
        this.#perPage = Math.max(2, Math.min(this.#perPage, page.perPage))
      }
      return { page, start: (at.page - 1) * page.perPage }
    } catch (error) {
      if (isNoSuchPage(error) && at.page > 1) {
        return { page: null, start: (at.page - 1) * at.perPage }
      }
      throw error
    }
  }
}

/**
 * Walks a list whose order changes with its entries (last change, archiving, search). No entry
 * comes twice, but one that moves while the list is read may be missed.
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

  resume(page: PageData<T>): WalkedPage<T> {
    const items = page.items.filter(({ id }) => !this.#seen.has(id))
    for (const id of page.ids) this.#seen.add(id)
    // An empty page does not count as read, because entries may be added there.
    this.#number = page.length > 0 ? page.number : page.number - 1
    this.#ended = page.number >= page.pageCount
    this.#idle = items.length > 0 ? 0 : this.#idle + 1
    if (!this.#ended && this.#idle >= mostIdle) throw endless(page)
    return { ...page, items, place: { mark: null, position: this.#number } }
  }

  async next(signal?: AbortSignal): Promise<WalkedPage<T> | null> {
    return this.#ended ? null : this.seek({ mark: null, position: this.#number }, signal)
  }

  async seek({ position }: Place, signal?: AbortSignal): Promise<WalkedPage<T>> {
    const at = { page: position + 1, perPage: this.#perPage }
    try {
      return this.resume(await this.#fetch(at, signal))
    } catch (error) {
      if (position === 0) throw error
      const first = await confirmEnd(error, this.#fetch, at, signal)
      return this.resume({ ...first, items: [], ids: [], length: 0, number: at.page })
    }
  }
}

/**
 * Confirms that a list ends before a page that a 404 was returned for. The list may have shrunk
 * while it was read (quirk 21), which the first page shows. But the 404 may also come from a proxy.
 *
 * @returns The first page.
 * @throws The given error if it says something else; WallabagError if the page should exist.
 */
async function confirmEnd<T>(
  error: unknown,
  fetch: FetchPage<T>,
  { page, perPage }: PageRequest,
  signal?: AbortSignal,
): Promise<PageData<T>> {
  if (!isNoSuchPage(error)) throw error
  const first = await fetch({ page: 1, perPage }, signal)
  const { pageCount } = first
  if (page <= pageCount) {
    const message = `The list has ${pageCount} pages, but page ${page} answers 404.`
    throw new WallabagError('not_wallabag', message, { outcome: 'refused' })
  }
  return first
}

function endless({ total }: PageData<unknown>): WallabagError {
  return new WallabagError(
    'not_wallabag',
    `Reading the list makes no progress: ${mostIdle} pages in a row had none of the missing entries (of ${total}).`,
    {
      hint: 'Does something in front of the server drop `page` from the query, or return tiny pages?',
      outcome: 'refused',
    },
  )
}

/** Whether a page is beyond the end of its list (quirk 21). */
function isNoSuchPage(error: unknown): boolean {
  return isWallabagError(error) && error.code === 'not_found_page'
}

/** A page without some of its entries. */
export function without<T extends { readonly id: number }>(
  page: PageData<T>,
  left: ReadonlySet<number>,
): PageData<T> {
  if (left.size === 0) return page
  return {
    ...page,
    items: page.items.filter(({ id }) => !left.has(id)),
    ids: page.ids.filter((id) => !left.has(id)),
  }
}
