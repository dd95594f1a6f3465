/** How long an incomplete batch waits for more, in milliseconds. */
const patience = 20

/** What a call can bear. */
export interface BatchLimits<T> {
  /** What an item adds to the weight of a call. */
  weigh(item: T): number
  /** How much a call may weigh; asked anew for each item, since it can shrink. */
  heaviest(): number
  /** How many items it may have. */
  readonly most: number
}

/**
 * Puts items together until they are too much for one call, or no more come for a moment: a source
 * may well wait for the outcome of one item before it gives the next.
 */
export async function* batches<T>(
  source: AsyncIterable<T>,
  limits: BatchLimits<T>,
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
      const weight = limits.weigh(result.value)
      if (batch && !batch.fits(weight, limits)) {
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

  fits(weight: number, { heaviest, most }: BatchLimits<T>): boolean {
    return this.#items.length < most && this.#weight + weight <= heaviest()
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
