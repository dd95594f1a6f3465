/** Work that the server continues after its answer. */
export class Background {
  readonly #running = new Set<Promise<void>>()
  #controller = new AbortController()

  /** Aborts when the work is to stop. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Starts it. An abort ends it without an error. */
  readonly run = (work: (signal: AbortSignal) => Promise<void>): void => {
    const { signal } = this
    const running = work(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Waits until no work is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Aborts all work. */
  stop(): void {
    this.#controller.abort()
    this.#controller = new AbortController()
  }
}
