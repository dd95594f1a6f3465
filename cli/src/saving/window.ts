/** How many items may be under way at once while each keeps its place. */
const usualSize = 16
/** How long an item is waited for, in milliseconds, before those after it overtake it. */
const patience = 30_000
/** The same for one whose answer was lost by the end of a process: the SDK looks for it for up to a minute. */
const patienceWithLost = 75_000

/** How wide a window is. */
export interface WindowOptions {
  /** One after another, and each is waited for however long it takes. */
  readonly isStrict: boolean
  /** Is told of an item that is no longer waited for. */
  readonly onLate: (index: number) => void
}

/**
 * Keeps the order of what is saved within a few places: item n begins only when item n−16 has ended, in
 * whatever way, or has run for half a minute.
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

  /** Waits for the turn of an item, which then is under way. */
  async begin(index: number): Promise<void> {
    const before = index - this.#size
    if (!(await this.#hasEnded(before))) this.#options.onLate(before)
    this.#add(index, patience)
  }

  /** An item that an earlier run began is under way again, whatever its turn. */
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

  /** An item has ended. */
  end(index: number): void {
    this.#running.get(index)?.end()
    this.#running.delete(index)
  }

  /** Nothing more will end: nobody waits any longer. */
  close(): void {
    this.#close(true)
  }

  /** Waits for the end of an item, and tells whether it came in time. */
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
