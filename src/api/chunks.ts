// Splits work into batches, and into queries that are short enough for the web server.
import { isWallabagError } from '../errors/index.js'

/** Splits a list into parts with a number of items. */
export function* parts<T>(list: readonly T[], size: number): Generator<readonly T[], void> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}

/** How long an incomplete batch waits for more, in milliseconds. */
const patience = 20

/** The largest number of items in a batch. */
const most = 200

/**
 * Groups items into batches. A batch ends when it is full or when no item has come for a moment,
 * because a source may wait for the outcome of one item before it gives the next.
 *
 * @param weigh - How much an item adds to the weight of a batch.
 * @param heaviest - How much a batch may weigh. Asked again for each item, because it can shrink.
 */
export async function* batches<T>(
  source: AsyncIterable<T>,
  weigh: (item: T) => number,
  heaviest: () => number,
): AsyncGenerator<T[], void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let coming: Promise<IteratorResult<T>> | null = null
  let batch: Batch<T> | null = null
  try {
    for (;;) {
      coming ??= iterator.next()
      const result: IteratorResult<T> | null = await (batch
        ? Promise.race([coming, batch.over])
        : coming)
      if (result) coming = null
      if (!result || result.done) {
        if (batch) yield batch.close()
        batch = null
        if (result) return
        continue
      }
      const weight = weigh(result.value)
      if (batch && !batch.fits(weight, heaviest())) {
        yield batch.close()
        batch = null
      }
      batch ??= new Batch()
      batch.add(result.value, weight)
    }
  } catch (error) {
    // The items that came before the source failed are still processed.
    coming = null
    if (batch) yield batch.close()
    throw error
  } finally {
    batch?.close()
    const closed = iterator.return?.().catch(() => undefined)
    // If the source was already asked for another item, it closes only after giving it, which may
    // never happen.
    if (!coming) await closed
  }
}

class Batch<T> {
  /** Resolves when the batch has waited long enough. */
  readonly over: Promise<null>
  readonly #items: T[] = []
  #weight = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.over = new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve(null), patience)
    })
  }

  fits(weight: number, heaviest: number): boolean {
    return this.#items.length < most && this.#weight + weight <= heaviest
  }

  add(item: T, weight: number): void {
    this.#items.push(item)
    this.#weight += weight
  }

  close(): T[] {
    clearTimeout(this.#timer)
    return this.#items
  }
}

/** Web servers accept 8 KB by default, and a proxy in front of them may add to the line. */
const defaultBytes = 6000
/** Bytes for the rest of the request line: method, path and parameter names. */
const aroundQuery = 200

/**
 * How long the query of a mass call may be. The server reads the lists of mass calls from the query
 * (quirk 26). How long a query its web server accepts is not known until it refuses one.
 */
export class UrlLine {
  #bytes = defaultBytes

  get query(): number {
    return this.#bytes - aroundQuery
  }

  /**
   * Splits items into calls whose queries are short enough.
   *
   * @param lengthOf - How many bytes an item adds to the encoded query.
   */
  cut<T>(items: readonly T[], lengthOf: (item: T) => number): T[][] {
    const parts: T[][] = []
    let left = 0
    for (const item of items) {
      const length = lengthOf(item)
      left -= length
      if (left >= 0) parts.at(-1)?.push(item)
      else {
        parts.push([item])
        left = this.query - length
      }
    }
    return parts
  }

  /**
   * Sends items in one call. If the server finds the address too long, nothing was applied, and the
   * items are sent in two halves.
   *
   * @param unanswered - Creates the error for an item that the answer does not mention.
   * @returns The value of each item, or the error of its call.
   */
  async send<T, V>(
    items: readonly T[],
    call: (part: readonly T[]) => Promise<ReadonlyMap<T, V>>,
    unanswered: () => Error,
  ): Promise<Map<T, Settled<V>>> {
    const all = (settle: (item: T) => Settled<V>) =>
      new Map(items.map((item) => [item, settle(item)]))
    try {
      const answer = await call(items)
      return all((item) => {
        const value = answer.get(item)
        return value === undefined ? { value: null, error: unanswered() } : { value, error: null }
      })
    } catch (reason) {
      const error = reason instanceof Error ? reason : new Error(String(reason))
      const half = Math.ceil(items.length / 2)
      if (items.length < 2 || !isTooLong(error)) return all(() => ({ value: null, error }))
      this.#bytes = Math.max(1000, Math.floor(this.#bytes / 2))
      const first = await this.send(items.slice(0, half), call, unanswered)
      return new Map([...first, ...(await this.send(items.slice(half), call, unanswered))])
    }
  }
}

/** The result for one item of a mass call. */
export type Settled<V> =
  | { readonly value: V; readonly error: null }
  | { readonly value: null; readonly error: Error }

/**
 * Web servers answer 413, 414, 431 or an HTML 400. Wallabag itself never answers these calls with a
 * 400.
 */
export function isTooLong(error: unknown): boolean {
  return isWallabagError(error) && [400, 413, 414, 431].includes(error.status ?? 0)
}
