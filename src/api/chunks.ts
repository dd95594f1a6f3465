// Work is cut here: into batches, and into the longest query that a web server takes.
import { isWallabagError } from '../errors/index.js'

/** How long an incomplete batch waits for more, in milliseconds. */
const patience = 20

/** How many items are put together at most. */
const most = 200

/**
 * Puts items together until they are too much for one call, or no more come for a moment: a source
 * may well wait for the outcome of one item before it gives the next.
 *
 * @param weigh - What an item adds to the weight of a call.
 * @param heaviest - How much a call may weigh; asked anew for each item, since it can shrink.
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
    // What came before the source broke is done all the same.
    coming = null
    if (batch) yield batch.close()
    throw error
  } finally {
    batch?.close()
    const closed = iterator.return?.().catch(() => undefined)
    // A source that is asked for an item answers only when it has one, which may be never.
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

/** What web servers take without asking is 8 KB; a proxy before them may add to it. */
const usualBytes = 6000
/** The rest of the line: method, path, names of parameters. */
const aroundQuery = 200

/**
 * How long the query of a mass call may be. The server reads lists from the query (quirk 26), and what
 * its web server takes is known only when it has refused.
 */
export class UrlLine {
  #bytes = usualBytes

  /** How long a query may be. */
  get query(): number {
    return this.#bytes - aroundQuery
  }

  /**
   * Cuts items into calls whose queries are not longer.
   *
   * @param lengthOf - What an item adds to a query, encoded.
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
   * Sends items in one call, or in halves when the server finds the address too long; then nothing
   * was applied.
   *
   * @param unanswered - Makes the error for an item of which the answer says nothing.
   * @returns What each item got: a value, or the error of its call.
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

/** What an item got from a call. */
export type Settled<V> =
  | { readonly value: V; readonly error: null }
  | { readonly value: null; readonly error: Error }

/** Web servers say 414 or 431, some of them an HTML 400; Wallabag itself has no 400 for these calls. */
export function isTooLong(error: unknown): boolean {
  return isWallabagError(error) && [400, 413, 414, 431].includes(error.status ?? 0)
}
