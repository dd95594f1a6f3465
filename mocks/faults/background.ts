/** Work that the server continues after its answer. */
export class Background {
  readonly #running = new Set<Promise<void>>()
  #controller = new AbortController()

  /** Starts it. An abort ends it without an error. */
  readonly run = (work: (signal: AbortSignal) => Promise<void>): void => {
    const { signal } = this.#controller
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
