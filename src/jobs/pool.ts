// A number of tasks at once, no more of them begun than there is room for.
/** A piece of work; it never rejects, unless the whole job must end. */
export type Task = () => Promise<void>

/**
 * Runs tasks as they come from a source, some at once. Nothing is taken from the source while no
 * place is free, and a source that keeps everybody waiting does not hold up the end.
 */
export class Pool {
  readonly #source: AsyncIterator<Task>
  readonly #width: number
  #running = 0
  #pulling = false
  #ended = false
  #broken: { readonly error: unknown } | null = null
  #wake: () => void = () => {}

  constructor(tasks: AsyncIterable<Task>, width: number) {
    this.#source = tasks[Symbol.asyncIterator]()
    this.#width = width
  }

  /** Starts nothing more; what is running continues. */
  stop(): void {
    this.#ended = true
    this.#wake()
  }

  /**
   * Waits until something has happened: a task ended, or all did.
   *
   * @returns Whether more is to come.
   * @throws What the source or a task threw, once everything that ran has ended.
   */
  async next(): Promise<boolean> {
    this.#pull()
    if (this.#ended && this.#running === 0) {
      if (this.#broken) throw this.#broken.error
      return false
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    return true
  }

  /** Begins nothing more, waits for what runs, and lets the source clean up. */
  async close(): Promise<void> {
    this.stop()
    const waiting = this.#pulling
    while (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const closed = this.#source.return?.().catch(() => undefined)
    // A source that is asked for an item answers only when it has one, which may be never.
    if (!waiting) await closed
  }

  #pull(): void {
    if (this.#pulling || this.#ended || this.#running >= this.#width) return
    this.#pulling = true
    this.#source
      .next()
      .then(
        ({ done, value }) => {
          if (done) this.#ended = true
          else if (!this.#ended) this.#start(value)
        },
        (error: unknown) => this.fail(error),
      )
      .finally(() => {
        this.#pulling = false
        this.#wake()
      })
  }

  #start(task: Task): void {
    this.#running += 1
    task()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.#running -= 1
        this.#wake()
      })
  }

  /** Ends everything for a reason. */
  fail(error: unknown): void {
    this.#broken ??= { error }
    this.#ended = true
  }
}
