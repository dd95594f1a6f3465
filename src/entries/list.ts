import { Awaitable } from '../api/awaitable.js'
import { InputError, unexpectedInput } from '../errors/index.js'
import { ahead } from './ahead.js'
import type { Cursors } from './cursor.js'
import type { EntrySummary } from './entry.js'
import type { FetchPage, PageData } from './page-requests.js'
import { type Place, type Walk, WalkById, WalkByNumber, type WalkedPage } from './walk.js'
import { isWanted, type Where } from './where.js'

/** How a page finds the pages after it, and its place in the list. */
interface PageContext<T> {
  readonly next: () => Promise<Page<T> | null>
  readonly itemsAfter: () => AsyncGenerator<T, void, undefined>
  readonly cursor: () => string
}

/**
 * One page of a list. Iterating it gives its items, then those of all pages after it.
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
  /** The size of a page, in items. */
  readonly perPage: number
  /** How many pages there are; 1 for an empty list. */
  readonly pageCount: number
  /** How many items the whole list has. */
  readonly total: number
  /** Whether another page followed when this one was read. */
  readonly hasNext: boolean
  readonly #context: PageContext<T>

  /** @internal */
  constructor(
    data: Omit<PageData<T>, 'ids' | 'length'>,
    hasNext: boolean,
    context: PageContext<T>,
  ) {
    this.items = data.items
    this.number = data.number
    this.perPage = data.perPage
    this.pageCount = data.pageCount
    this.total = data.total
    this.hasNext = hasNext
    this.#context = context
  }

  /**
   * The place after this page, as a string to keep: `list(filter, { after: cursor })` continues
   * there, even in another process or on another day. It contains nothing secret, and stays valid
   * when the entries before it are gone.
   */
  get cursor(): string {
    return this.#context.cursor()
  }

  /**
   * Fetches the page with the next number. If the list changes between the two requests, entries
   * can be missed or come twice; this does not happen when you iterate, nor with a page that was
   * read by a cursor.
   *
   * @returns The next page, or `null` if there is none, or none any more.
   * @throws WallabagError as the list itself does.
   *
   * @example
   * ```ts
   * const first = await wallabag.entries.list()
   * const second = await first.next()
   * ```
   */
  async next(): Promise<Page<T> | null> {
    return this.hasNext ? this.#context.next() : null
  }

  /** The items of this page, then those after it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* this.items
    yield* this.#context.itemsAfter()
  }
}

/** What a list is created from. */
export interface ListSource<T> {
  readonly fetch: FetchPage<T>
  readonly perPage: number
  /** The direction of a list in the order of ids, or `null` for another order. */
  readonly byId: 'asc' | 'desc' | null
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined
  /** The place where the list begins. */
  readonly start: Place | null
  readonly cursors: Cursors
  /** The predicate for its items. */
  readonly where: Where | undefined
}

/**
 * A list that is read on demand: await it for its first page, or iterate it for all its items, page
 * after page. Nothing is sent before that, and awaiting it twice sends one request.
 *
 * @example
 * ```ts
 * for await (const entry of wallabag.entries.list({ archived: false })) {
 *   console.log(entry.title)
 * }
 * ```
 */
export class List<T extends EntrySummary> extends Awaitable<Page<T>> implements AsyncIterable<T> {
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
    const { start, byId, where } = this.#source
    if (where) return Promise.reject(uncounted('a page'))
    this.#first ??= start && byId ? this.#after(start) : this.#numbered(start?.position ?? 0)
    return this.#first
  }

  /** All items, with one page in memory and the next fetched ahead. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    // The caller does not see the pages, so each may be as large as the server sends it.
    return this.#items(this.#walked(Infinity))
  }

  /**
   * All pages, each without the items of earlier pages.
   *
   * @returns The pages, one after another.
   * @throws WallabagError as soon as a page cannot be read: an error is never the end of the list.
   *
   * @example
   * ```ts
   * for await (const page of wallabag.entries.list().pages()) console.log(page.items.length)
   * ```
   */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    for await (const data of this.#walked(this.#source.perPage)) yield this.#page(data)
  }

  /**
   * Reads the items into an array.
   *
   * @param options - `limit`: how many items at most. It is required because a library can be
   *   large; `Infinity` is allowed.
   * @returns The first items.
   * @throws InputError without a limit, and whatever iterating throws.
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

  #walk(most: number): Walk<T> {
    const { fetch, perPage, byId } = this.#source
    return byId ? new WalkById(fetch, perPage, byId, most) : new WalkByNumber(fetch, perPage)
  }

  /**
   * @param most - The largest number of items of a page, in a list in the order of ids.
   * @param read - A page that was read before, to continue after (default: the start of the list).
   */
  async *#walked(most: number, read?: PageData<T>): AsyncGenerator<WalkedPage<T>, void, undefined> {
    const { start, signal } = this.#source
    const walk = this.#walk(most)
    if (read) walk.resume(read)
    else if (start) {
      const first = await walk.seek(start, signal)
      if (first.items.length > 0) yield first
    }
    for await (const data of ahead(walk, signal)) {
      // A page that only repeats known items is skipped. The first page is returned even if it is
      // empty.
      if (data.items.length > 0 || data.total === 0) yield data
    }
  }

  async *#items(pages: AsyncIterable<PageData<T>>): AsyncGenerator<T, void, undefined> {
    const { where } = this.#source
    for await (const { items } of pages) {
      for (const item of items) if (isWanted(where, item)) yield item
    }
  }

  /** The page at a distance from this one, by page number. */
  async #numbered(position: number): Promise<Page<T>> {
    const { fetch, perPage, signal } = this.#source
    const walk = new WalkByNumber(fetch, perPage)
    const data = await walk.seek({ mark: null, position }, signal)
    const first = this.#walk(perPage).resume(data)
    return this.#page(first, first, () => this.#numbered(data.place.position))
  }

  /**
   * The page after a place in the order of ids. Its number follows from the current position of the
   * place.
   */
  async #after(place: Place): Promise<Page<T>> {
    const { perPage, signal } = this.#source
    const data = await this.#walk(perPage).seek(place, signal)
    const pages = (count: number) => Math.max(1, Math.ceil(count / perPage))
    const shown = { number: pages(data.place.position), perPage, pageCount: pages(data.total) }
    return this.#page(data, { ...data, ...shown })
  }

  #page(data: WalkedPage<T>, shown = data, next = () => this.#after(data.place)): Page<T> {
    const { byId, cursors, where } = this.#source
    const { place } = data
    const items = shown.items.filter((entry) => isWanted(where, entry))
    const hasNext = byId ? place.position < data.total : data.number < data.pageCount
    const page = new Page({ ...shown, items }, hasNext, {
      next: async () => {
        const page = await next()
        return page.items.length > 0 || page.hasNext ? page : null
      },
      itemsAfter: () => this.#items(this.#walked(Infinity, data)),
      cursor: () => cursors.write(place),
    })
    const get = () => {
      throw uncounted('`total`')
    }
    return where ? Object.defineProperty(page, 'total', { get, enumerable: false }) : page
  }
}

/** The error for a number that only a walk through the whole list could determine. */
function uncounted(what: string): InputError {
  return new InputError(
    'unsupported',
    `where: the server does not apply it, so ${what} would need the whole list.`,
    'Loop over the list, or use `.pages()`, `.toArray()` or `entries.count`.',
  )
}
