import { guardTimer } from './clock.js'
import { onAbort } from './on-abort.js'

/** Why an attempt was ended from this side. */
export type EndedBy = 'aborted' | 'timeout' | 'too_large'

/**
 * Ends one attempt: by the caller's signal, by the clock, or by what the attempt brings. It has a
 * short-lived signal of its own, so that nothing stays behind on a caller's long-lived one.
 */
export class Guard {
  readonly #controller = new AbortController()
  readonly #letGo: () => void
  #endedBy: EndedBy | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #timeout = 0
  #reject: (reason: unknown) => void = () => {}

  constructor(callers: AbortSignal | undefined) {
    const abort = () => this.end('aborted', callers?.reason)
    this.#letGo = onAbort(callers, abort)
    if (callers?.aborted) abort()
  }

  /** For the platform's `fetch`. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why the attempt was ended; `null` when it was not, or failed by itself. */
  get endedBy(): EndedBy | null {
    return this.#endedBy
  }

  /** What it gave the present work, in milliseconds. */
  get timeout(): number {
    return this.#timeout
  }

  /** Waits for work that the guard may end, even if it does not listen to signals. */
  within<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject
      work.then(resolve, reject)
      if (this.#endedBy) reject(this.#controller.signal.reason)
    })
  }

  /** Gives what comes next so many milliseconds. */
  start(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timeout = milliseconds
    const end = () => this.end('timeout', new Error('timed out'))
    // A timer would let one more piece through, and after each piece one more.
    if (milliseconds <= 0) end()
    else this.#timer = guardTimer(end, milliseconds)
  }

  /** Stops the clock. */
  rest(): void {
    clearTimeout(this.#timer)
  }

  /** Ends the attempt. */
  end(by: EndedBy, reason: unknown): void {
    if (this.#endedBy) return
    this.#endedBy = by
    this.release()
    this.#reject(reason)
    this.#controller.abort(reason)
  }

  /** Lets go of the caller's signal and of the clock; to be called once nothing is to be ended. */
  release(): void {
    clearTimeout(this.#timer)
    this.#letGo()
  }
}
