import { Awaitable } from '../api/awaitable.js'
import { unexpectedInput } from '../errors/index.js'
import type { FetchPage, PageData } from './page-requests.js'
import { ahead, confirmEnd, type Walk, WalkById, WalkByNumber } from './walk.js'

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

/** What a list stands on. */
export interface ListSource<T> {
  readonly fetch: FetchPage<T>
  readonly perPage: number
  /** Up or down by id where the server has that order; `null` where it has not. */
  readonly byId: 'asc' | 'desc' | null
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined
}

/**
 * A list that is read as it is used: await it for its first page, iterate it for all its items,
 * page after page. Nothing is sent before that, and awaiting twice asks once.
 *
 * @example
 * ```ts
 * for await (const entry of wallabag.entries.list({ archived: false })) {
 *   console.log(entry.title)
 * }
 * ```
 */
export class List<T extends { readonly id: number }>
  extends Awaitable<Page<T>>
  implements AsyncIterable<T>
{
  readonly #source: ListSource<T>
  #first: Promise<Page<T>> | null = null

  /** @internal */
  constructor(source: ListSource<T>) {
    super()
    this.#source = source
  }

  override get [Symbol.toStringTag](): string {
    return 'List'
  }

  /** @internal */
  protected override awaited(): Promise<Page<T>> {
    this.#first ??= this.#numbered(1)
    return this.#first
  }

  /** All items, one page in memory and the next fetched ahead. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.items
  }

  /**
   * All pages, each with the items that no page before it had.
   *
   * @returns The pages, one after another.
   * @throws WallabagError as soon as a page cannot be read: an error is never the end of the list.
   *
   * @example
   * ```ts
   * for await (const page of wallabag.entries.list().pages()) console.log(page.items.length)
   * ```
   */
  pages(): AsyncGenerator<Page<T>, void, undefined> {
    return this.#walked(this.#walk())
  }

  /**
   * Reads the items into an array.
   *
   * @param options - `limit`: how many at most. It is required, since a library can be large;
   *   `Infinity` is allowed.
   * @returns The first items.
   * @throws InputError without a limit; else WallabagError as iterating does.
   *
   * @example
   * ```ts
   * const newest = await wallabag.entries.list().toArray({ limit: 100 })
   * ```
   */
  async toArray(options: { limit: number }): Promise<T[]> {
    const limit: unknown = options?.limit
    if (typeof limit !== 'number' || !(limit >= 0)) {
      const hint = 'Pass `Infinity` to read a whole library into memory.'
      throw unexpectedInput('limit', 'how many items at most', limit, hint)
    }
    const items: T[] = []
    if (limit === 0) return items
    for await (const item of this) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }

  #walk(): WalkById<T> | WalkByNumber<T> {
    const { fetch, perPage, byId } = this.#source
    return byId ? new WalkById(fetch, perPage, byId) : new WalkByNumber(fetch, perPage)
  }

  async *#walked(walk: Walk<T>): AsyncGenerator<Page<T>, void, undefined> {
    for await (const data of ahead(walk, this.#source.signal)) {
      // A page that overlaps wholly brings nothing; the first one is told even when it is empty.
      if (data.items.length > 0 || data.total === 0) yield new Page(data, this.#pageSource)
    }
  }

  async #numbered(page: number): Promise<Page<T>> {
    const { fetch, perPage, signal } = this.#source
    return new Page(await fetch({ page, perPage }, signal), this.#pageSource)
  }

  get #pageSource(): PageSource<T> {
    const rest = (page: PageData<T>) => this.#itemsAfter(page)
    return { following: (page) => this.#following(page), rest }
  }

  async #following(page: PageData<T>): Promise<Page<T> | null> {
    const number = page.number + 1
    try {
      return await this.#numbered(number)
    } catch (error) {
      const { fetch, perPage, signal } = this.#source
      await confirmEnd(error, fetch, { page: number, perPage }, signal)
      return null
    }
  }

  async *#itemsAfter(page: PageData<T>): AsyncGenerator<T, void, undefined> {
    for await (const next of this.#walked(this.#walk().resume(page))) yield* next.items
  }
}
