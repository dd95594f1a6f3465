// Reads around an entry for which the server answers 500.
import type { Api } from '../api/api.js'
import { isWallabagError, type WallabagError } from '../errors/index.js'
import type { Scope } from '../http/wait.js'
import type { FetchPage, PageData } from './page-requests.js'

/** After so many unreadable entries with none that can be read between, the server itself is at fault. */
const mostInARow = 3
/** As many entries are asked for one by one, to find the name of one. */
const mostNamed = 50

/** What reading around unreadable entries stands on. */
export interface Surroundings {
  readonly api: Api
  /** How the list is ordered by id; `null` where it is not, so that nobody can say which entry it is. */
  readonly byId: 'asc' | 'desc' | null
  /** Opens the scope of one request. */
  readonly open: (signal?: AbortSignal) => Scope
}

/** A part of a page: what stands at these places of the list, or nothing where that cannot be read. */
interface Part<T> {
  readonly from: number
  readonly page: PageData<T> | null
}

/**
 * Reads pages of a list of which the server cannot give an entry: one whose content breaks it makes
 * every page that holds it a 500. Such a page is read in halves down to that entry, which is told to
 * `onInvalid`; the others are delivered. It counts as there.
 *
 * @returns The same as `fetch`, for as long as it is the fault of single entries: not more than three in
 *   a row, nor one in a hundred.
 */
export function aroundUnreadable<T extends { readonly id: number }>(
  fetch: FetchPage<T>,
  around: Surroundings,
): FetchPage<T> {
  const told = new Set<string>()
  return async (at, signal) => {
    try {
      return await fetch(at, signal)
    } catch (error) {
      if (!isInternal(error) || at.once) throw error
      return new Narrowing(fetch, around, told, error, signal).page(at.page, at.perPage)
    }
  }
}

/** An error of the application, and not of a proxy that stands before it. */
function isInternal(error: unknown): error is WallabagError {
  return isWallabagError(error) && error.code === 'server_error' && error.status === 500
}

/** One page, read in parts. */
class Narrowing<T extends { readonly id: number }> {
  readonly #fetch: FetchPage<T>
  readonly #around: Surroundings
  /** The unreadable entries that were told of. */
  readonly #told: Set<string>
  readonly #failure: WallabagError
  readonly #signal: AbortSignal | undefined
  readonly #parts: Part<T>[] = []
  #total: number | null = null
  #inARow = 0

  constructor(
    fetch: FetchPage<T>,
    around: Surroundings,
    told: Set<string>,
    failure: WallabagError,
    signal: AbortSignal | undefined,
  ) {
    this.#fetch = fetch
    this.#around = around
    this.#told = told
    this.#failure = failure
    this.#signal = signal
  }

  async page(number: number, perPage: number): Promise<PageData<T>> {
    const others = [
      { page: 1, perPage: 1 },
      { page: number + 1, perPage },
    ]
    let isAlive = false
    for (const { page, perPage: size } of others) isAlive ||= (await this.#ask(page, size)) !== null
    if (!isAlive) throw this.#failure
    const start = (number - 1) * perPage
    const end = start + perPage
    // The first halves, or a little more: pages begin at multiples of their size.
    let size = 1
    while (size * 2 < perPage) size *= 2
    for (let from = Math.floor(start / size) * size; from < end; from += size) {
      await this.#read(from, size, perPage === 1, start, end)
    }
    return this.#joined(number, perPage)
  }

  /**
   * Reads the entries at some places, in halves where that fails.
   *
   * @param isBad - Whether it is known already that it fails.
   * @returns Whether it could be read at once; `null` when it is none of what is wanted.
   */
  async #read(
    from: number,
    size: number,
    isBad: boolean,
    start: number,
    end: number,
  ): Promise<boolean | null> {
    if (from >= Math.min(end, this.#total ?? end) || from + size <= start) return null
    const page = isBad ? null : await this.#ask(from / size + 1, size)
    if (page !== null || size === 1) {
      this.#inARow = page === null ? this.#inARow + 1 : 0
      if (this.#inARow >= mostInARow) throw this.#failure
      this.#parts.push({ from, page })
      return page !== null
    }
    const half = size / 2
    const isFirstGood = await this.#read(from, half, false, start, end)
    // Where both could not be read and the first half can, it is the second.
    await this.#read(from + half, half, isFirstGood === true, start, end)
    return false
  }

  /** One page, without repeats; `null` when it fails as well. */
  async #ask(page: number, perPage: number): Promise<PageData<T> | null> {
    try {
      const answer = await this.#fetch({ page, perPage, once: true }, this.#signal)
      this.#total ??= answer.total
      // A list that changes meanwhile, or is given in other pieces, cannot be put together.
      const isSame = answer.total === this.#total && answer.perPage === perPage
      if (!isSame || answer.ids.length < answer.length) throw this.#failure
      return answer
    } catch (error) {
      if (isInternal(error)) return null
      const isOver = isWallabagError(error) && error.code === 'not_found_page'
      if (!isOver) throw error
      return { items: [], ids: [], length: 0, number: page, perPage, pageCount: 1, total: 0 }
    }
  }

  async #joined(number: number, perPage: number): Promise<PageData<T>> {
    const total = this.#total
    if (total === null) throw this.#failure
    const start = (number - 1) * perPage
    const end = Math.min(start + perPage, total)
    const items: T[] = []
    const ids: number[] = []
    let bad = 0
    for (const { from, page } of this.#parts) {
      if (page === null) {
        bad += 1
        continue
      }
      const wanted = page.ids.slice(Math.max(0, start - from), Math.max(0, end - from))
      if (wanted.length === 0) continue
      if (bad > 0) ids.push(...(await this.#unreadable(bad, ids.at(-1), wanted[0], total)))
      bad = 0
      ids.push(...wanted)
      items.push(...page.items.filter(({ id }) => wanted.includes(id)))
    }
    if (bad > 0) ids.push(...(await this.#unreadable(bad, ids.at(-1), undefined, total)))
    const pageCount = Math.max(1, Math.ceil(total / perPage))
    return { items, ids, length: end - start, number, perPage, pageCount, total }
  }

  /** The ids of so many unreadable entries between two others, as far as they can be found; tells of them. */
  async #unreadable(
    count: number,
    before: number | undefined,
    after: number | undefined,
    total: number,
  ): Promise<number[]> {
    const found: number[] = []
    for (const id of candidates(this.#around.byId, before, after)) {
      if (await this.#isUnreadable(id)) found.push(id)
      if (found.length === count) break
    }
    found.sort((a, b) => (this.#around.byId === 'desc' ? b - a : a - b))
    for (let index = 0; index < count; index += 1) {
      const id = found[index] ?? null
      const key = id === null ? `${before}:${after}:${index}` : String(id)
      if (this.#told.has(key)) continue
      this.#told.add(key)
      if (this.#told.size > Math.max(mostInARow, total / 100)) throw this.#failure
      const where = `between the entries ${before ?? '(none)'} and ${after ?? '(none)'}`
      const { api, open } = this.#around
      await api.unreadable(id, id === null ? where : null, this.#failure, open(this.#signal))
    }
    return found
  }

  async #isUnreadable(id: number): Promise<boolean> {
    const { api, open } = this.#around
    const path = `api/entries/${id}`
    try {
      await api.send({ operation: 'getEntry', method: 'GET', path, once: true }, open(this.#signal))
      return false
    } catch (error) {
      if (isInternal(error)) return true
      // Another user's, or none any more.
      const isOther = isWallabagError(error) && [403, 404].includes(error.status ?? 0)
      if (isOther) return false
      throw error
    }
  }
}

/** The ids that can lie between two entries of a list, the nearest to the one that is known first. */
function candidates(
  byId: 'asc' | 'desc' | null,
  before: number | undefined,
  after: number | undefined,
): number[] {
  if (byId === null || (before === undefined && after === undefined)) return []
  const [low, high] = byId === 'asc' ? [before, after] : [after, before]
  const from = low ?? Math.max(0, (high ?? 0) - mostNamed - 1)
  const to = high ?? (low ?? 0) + mostNamed + 1
  if (to - from - 1 > mostNamed) return []
  const ids = Array.from({ length: to - from - 1 }, (_, index) => from + 1 + index)
  return low === undefined ? ids.reverse() : ids
}
