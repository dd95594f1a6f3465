/** How many items may run at once in the usual mode. */
const usualSize = 16
/** How long an item may hold up the items after it, in milliseconds. */
const patience = 30_000
/**
 * The same for an item whose answer was lost when a process ended, because the SDK searches for it
 * for up to a minute.
 */
const patienceWithLost = 75_000

export interface WindowOptions {
  /** Runs one item after another and waits for each, however long it takes. */
  readonly isStrict: boolean
  /** Called with an item that is no longer waited for. */
  readonly onLate: (index: number) => void
}

/**
 * Keeps items in order within a few places: item n begins only when item n−16 has ended,
 * successfully or not, or has run for half a minute.
 */
export class OrderWindow {
  readonly #options: WindowOptions
  readonly #size: number
  readonly #running = new Map<number, { until: number; ended: Promise<void>; end: () => void }>()

  #close: (isInTime: boolean) => void = () => {}
  readonly #closed = new Promise<boolean>((resolve) => {
    this.#close = resolve
  })

  constructor(options: WindowOptions) {
    this.#options = options
    this.#size = options.isStrict ? 1 : usualSize
  }

  /** Waits until an item may begin, and marks it as running. */
  async begin(index: number): Promise<void> {
    const before = index - this.#size
    if (!(await this.#hasEnded(before))) this.#options.onLate(before)
    this.#add(index, patience)
  }

  /** Marks an item from an earlier run as running without waiting. */
  goOn(index: number): void {
    this.#add(index, patienceWithLost)
  }

  #add(index: number, longest: number): void {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    this.#running.set(index, { until: performance.now() + longest, ended, end })
  }

  end(index: number): void {
    this.#running.get(index)?.end()
    this.#running.delete(index)
  }

  /** Releases everything that waits, because no more items will end. */
  close(): void {
    this.#close(true)
  }

  /** Waits for the end of an item. Resolves with `false` if it takes too long. */
  async #hasEnded(index: number): Promise<boolean> {
    const item = this.#running.get(index)
    if (!item) return true
    const ended = item.ended.then(() => true)
    if (this.#options.isStrict) return Promise.race([ended, this.#closed])
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      const left = Math.max(0, item.until - performance.now())
      timer = setTimeout(() => resolve(false), left)
    })
    return Promise.race([ended, late, this.#closed]).finally(() => clearTimeout(timer))
  }
}
