// Reads a list around entries for which the server answers 500.
import type { Api } from '../api/api.js'
import { isWallabagError, type WallabagError } from '../errors/index.js'
import type { Scope } from '../http/wait.js'
import type { FetchPage, PageRequest } from './page-requests.js'

/**
 * After this many unreadable entries in a row the fault is assumed to be in the server and not in
 * the entries.
 */
const mostInARow = 3
/** The largest number of entries that are requested one by one to identify an unreadable one. */
const mostNamed = 50

export interface Surroundings {
  readonly api: Api
  /**
   * The direction of a list in the order of ids, or `null` for another order, in which an
   * unreadable entry cannot be identified.
   */
  readonly byId: 'asc' | 'desc' | null
  readonly open: (signal?: AbortSignal) => Scope
}

/**
 * Wraps `fetch` for lists with an entry that the server cannot return: its content makes every page
 * with it fail with a 500. Such a page is read in halves down to that entry. The entry is reported
 * to `onInvalid`, and the others are returned. It still counts as part of the list.
 *
 * @returns The wrapped function. It fails like `fetch` if the fault is not in single entries: three
 *   in a row on a page, or more than three of the list and more than one in a hundred.
 */
export function aroundUnreadable<T extends { readonly id: number }>(
  fetch: FetchPage<T>,
  around: Surroundings,
): FetchPage<T> {
  const told = new Set<string>()
  return async (at, signal) => {
    try {
      return await fetch(at, signal)
    } catch (failure) {
      if (!isInternal(failure) || at.once) throw failure
      const { perPage } = at
      const { items, places, total } = await inHalves(fetch, at, failure, signal)
      const scope = () => around.open(signal)
      const ids: number[] = []
      let bad = 0
      for (const id of [...places, undefined]) {
        if (id === null) {
          bad += 1
          continue
        }
        const before = ids.at(-1)
        const found = bad > 0 ? await findUnreadable(bad, before, id, around, scope) : []
        for (let index = 0; index < bad; index += 1) {
          const its = found[index] ?? null
          const key = its === null ? `${before}:${id}:${index}` : String(its)
          if (told.has(key)) continue
          told.add(key)
          if (told.size > Math.max(mostInARow, total / 100)) throw failure
          const where = `between the entries ${before ?? '(none)'} and ${id ?? '(none)'}`
          await around.api.unreadable(its, its === null ? where : null, failure, scope())
        }
        bad = 0
        ids.push(...found)
        if (id !== undefined) ids.push(id)
      }
      const pageCount = Math.max(1, Math.ceil(total / perPage))
      return { items, ids, length: places.length, number: at.page, perPage, pageCount, total }
    }
  }
}

/** Whether the error comes from Wallabag and not from a proxy. */
function isInternal(error: unknown): error is WallabagError {
  return isWallabagError(error) && error.code === 'server_error' && error.status === 500
}

/** The readable part of a page. */
interface Halves<T> {
  readonly items: T[]
  /** The id at each place, or `null` for an unreadable entry. */
  readonly places: (number | null)[]
  readonly total: number
}

/** Reads a page in halves, down to the unreadable entries. */
async function inHalves<T extends { readonly id: number }>(
  fetch: FetchPage<T>,
  { page: number, perPage }: PageRequest,
  failure: WallabagError,
  signal: AbortSignal | undefined,
): Promise<Halves<T>> {
  const items: T[] = []
  const places: (number | null)[] = []
  const start = (number - 1) * perPage
  let end = start + perPage
  let total = Infinity
  let inARow = 0

  /** Reads one page without repeating the request. `null` if it fails as well. */
  async function ask(page: number, perPage: number) {
    try {
      const answer = await fetch({ page, perPage, once: true }, signal)
      if (total === Infinity) total = answer.total
      end = Math.min(end, total)
      // If the list changes meanwhile, or comes in pages of another size, the pieces do not fit
      // together.
      const isSame = answer.total === total && answer.perPage === perPage
      if (!isSame || answer.ids.length < answer.length) throw failure
      return answer
    } catch (error) {
      if (isInternal(error)) return null
      const isOver = isWallabagError(error) && error.code === 'not_found_page'
      if (!isOver) throw error
      return { items: [], ids: [] }
    }
  }

  /**
   * Reads a range of entries, and returns whether it succeeded. `isBad` means that the range is
   * known to fail.
   */
  async function read(from: number, size: number, isBad: boolean): Promise<boolean> {
    if (from >= end || from + size <= start) return false
    const page = isBad ? null : await ask(from / size + 1, size)
    if (page) {
      const wanted = page.ids.slice(Math.max(0, start - from), Math.max(0, end - from))
      places.push(...wanted)
      items.push(...page.items.filter(({ id }) => wanted.includes(id)))
      inARow = 0
    } else if (size === 1) {
      places.push(null)
      inARow += 1
      if (inARow >= mostInARow) throw failure
    } else {
      const half = size / 2
      // If the whole fails and the first half succeeds, the second half contains the unreadable
      // entry.
      await read(from + half, half, await read(from, half, false))
    }
    return page !== null
  }

  if (!((await ask(1, 1)) ?? (await ask(number + 1, perPage)))) throw failure
  // The largest power of two below the size, because pages begin at multiples of their size.
  let size = 1
  while (size * 2 < perPage) size *= 2
  const first = Math.floor(start / size) * size
  for (let from = first; from < start + perPage; from += size) await read(from, size, perPage === 1)
  if (total === Infinity) throw failure
  return { items, places, total }
}

/** Finds the ids of unreadable entries between two others, as far as possible. */
async function findUnreadable(
  count: number,
  before: number | undefined,
  after: number | undefined,
  { api, byId }: Surroundings,
  open: () => Scope,
): Promise<number[]> {
  const found: number[] = []
  for (const id of candidates(byId, before, after)) {
    if (found.length === count) break
    const path = `api/entries/${id}`
    try {
      await api.send({ operation: 'getEntry', method: 'GET', path, once: true }, open())
    } catch (error) {
      // The id belongs to another user or no longer exists.
      const isOther = isWallabagError(error) && [403, 404].includes(error.status ?? 0)
      if (isInternal(error)) found.push(id)
      else if (!isOther) throw error
    }
  }
  return found.sort((a, b) => (byId === 'desc' ? b - a : a - b))
}

/** The ids that may lie between two entries of a list, starting at the known one. */
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
