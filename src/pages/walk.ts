import { isWallabagError } from '../errors/index.js'
import type { PageData, PageRequest } from '../operations/list.js'
import { windowAt } from './window.js'

/** Fetches one page of a list. */
export type FetchPage<T> = (at: PageRequest, signal?: AbortSignal) => Promise<PageData<T>>

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
  readonly #perPage: number
  readonly #descending: boolean
  /** The last id delivered; everything on its side of the list is known. */
  #mark: number | null = null
  /** How many entries preceded the next unknown one, when last seen. */
  #position = 0
  /** By how much the list shrank before the last page: it is likely to go on like that. */
  #shrinking = 0
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
      const start = (at.page - 1) * at.perPage
      const page = await this.#page(at, signal)
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
    this.#shrinking = Math.max(0, this.#position - start - known)
    this.#position = start + page.length
    const items = page.items.filter(({ id }) => !this.#isKnown(id))
    this.#mark = fresh.at(-1) ?? this.#mark
    this.#ended = this.#position >= page.total
    return { ...page, items }
  }

  #isKnown(id: number): boolean {
    if (this.#mark === null) return false
    return this.#descending ? id >= this.#mark : id <= this.#mark
  }

  /** The page, or `null` when the list ends before it (Q21): it may have shrunk. */
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
      // A list that shrank while it was read ends in a 404 (Q21).
      if (!isNoSuchPage(error) || this.#number === 0) throw error
      this.#ended = true
      return null
    }
  }

  #deliver(page: PageData<T>): PageData<T> {
    const items = page.items.filter(({ id }) => !this.#seen.has(id))
    for (const id of page.ids) this.#seen.add(id)
    this.#number = page.number
    this.#ended = page.number >= page.pageCount
    return { ...page, items }
  }
}

/** Whether a page is beyond the end of its list (Q21). */
export function isNoSuchPage(error: unknown): boolean {
  return isWallabagError(error) && error.code === 'not_found_page'
}
