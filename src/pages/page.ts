import type { PageData } from '../operations/list.js'

/** How a page gets the ones after it. */
export interface PageSource<T> {
  /** The page with the next number, as the list stands then; `null` when it ends before. */
  readonly following: (page: PageData<T>) => Promise<Page<T> | null>
  /** The items after a page, by a walk that goes on from it. */
  readonly rest: (page: PageData<T>) => AsyncGenerator<T, void, undefined>
}

/**
 * One page of a list. Iterating it gives its items and then all that come after.
 *
 * @example
 * ```ts
 * const page = await wallabag.entries.list({ perPage: 10 })
 * console.log(`${page.items.length} of ${page.total}`)
 * ```
 */
export class Page<T> implements AsyncIterable<T> {
  /** The items of this page. */
  readonly items: readonly T[]
  /** The number of this page, from 1. */
  readonly number: number
  /** How many items a page holds. */
  readonly perPage: number
  /** How many pages there are; 1 for an empty list. */
  readonly pageCount: number
  /** How many items the list has. */
  readonly total: number
  readonly #data: PageData<T>
  readonly #source: PageSource<T>

  /** @internal */
  constructor(data: PageData<T>, source: PageSource<T>) {
    this.items = data.items
    this.number = data.number
    this.perPage = data.perPage
    this.pageCount = data.pageCount
    this.total = data.total
    this.#data = data
    this.#source = source
  }

  /** Whether there was a page after this one when it was read. */
  get hasNext(): boolean {
    return this.number < this.pageCount
  }

  /**
   * Fetches the page with the next number. When the list changes between the two, entries can be
   * missed or come twice; iterating does not have that weakness.
   *
   * @returns The next page, or `null` after the last, also when there are fewer by now.
   * @throws WallabagError as the list itself does.
   *
   * @example
   * ```ts
   * const first = await wallabag.entries.list()
   * const second = await first.next()
   * ```
   */
  async next(): Promise<Page<T> | null> {
    return this.hasNext ? this.#source.following(this.#data) : null
  }

  /** The items of this page, then those after it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* this.items
    yield* this.#source.rest(this.#data)
  }
}
