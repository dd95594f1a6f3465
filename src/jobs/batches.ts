/** How long an incomplete batch waits for more, in milliseconds. */
const patience = 20

/** How many items a call may have. */
const most = 100

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
