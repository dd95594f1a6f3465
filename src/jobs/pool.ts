// Runs a limited number of tasks at once.
/** A piece of work. It rejects only if the whole job must end. */
export type Task = () => Promise<void>

/**
 * Runs tasks from a source, some at once. No task is taken from the source unless there is room for
 * it. A source that never answers does not delay the end.
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

  /** Starts no more tasks. Running tasks continue. */
  stop(): void {
    this.#ended = true
    this.#wake()
  }

  /**
   * Waits until a task has ended, or all have.
   *
   * @returns Whether there are more tasks.
   * @throws What the source or a task threw, after all running tasks have ended.
   */
  async next(): Promise<boolean> {
    this.#pull()
    if (this.#ended && this.#running === 0) {
      if (this.#broken) throw this.#broken.error
      return false
    }
    await this.#woken()
    return true
  }

  /** Starts no more tasks, waits for the running ones, and closes the source. */
  async close(): Promise<void> {
    this.stop()
    const waiting = this.#pulling
    while (this.#running > 0) await this.#woken()
    const closed = this.#source.return?.().catch(() => undefined)
    // If the source was already asked for another item, it closes only after giving it, which may
    // never happen.
    if (!waiting) await closed
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
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

  /** Ends the pool with an error. */
  fail(error: unknown): void {
    this.#broken ??= { error }
    this.#ended = true
  }
}
