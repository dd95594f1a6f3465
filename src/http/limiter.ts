import { AbortError } from '../errors/index.js'
import { monotonic } from './clock.js'

/** How many requests may run at once, and how many may start in a second. */
export interface Limits {
  /** How many requests are under way at once; 4 unless told. */
  concurrency?: number | undefined
  /** How many requests start within any one second, retries and token calls included; unlimited unless told. */
  requestsPerSecond?: number | undefined
}

/** `call` takes a slot; `token` does not, or a call that waits for a renewal in its slot would wait for itself. */
export type Lane = 'call' | 'token'

interface Waiter {
  readonly lane: Lane
  start(): void
}

/**
 * The gate before every attempt: first in, first out, at most N at once and N a second, and shut
 * for everybody while the server has asked to wait.
 */
export class Limiter {
  readonly #concurrency: number
  readonly #perSecond: number
  /** When the last `#perSecond` attempts started, oldest first. */
  readonly #starts: number[] = []
  readonly #calls: Waiter[] = []
  readonly #tokens: Waiter[] = []
  #running = 0
  #shutUntil = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(limits: Limits) {
    this.#concurrency = limits.concurrency ?? 4
    this.#perSecond = limits.requestsPerSecond ?? Number.POSITIVE_INFINITY
  }

  /**
   * Waits for a turn. The returned function gives the turn back and must be called once.
   */
  async enter(lane: Lane, what: string, signal: AbortSignal | undefined): Promise<() => void> {
    if (signal?.aborted) throw new AbortError(what, { cause: signal.reason })
    const queue = lane === 'token' ? this.#tokens : this.#calls
    await new Promise<void>((resolve, reject) => {
      const abort = () => {
        queue.splice(queue.indexOf(waiter), 1)
        reject(new AbortError(what, { cause: signal?.reason }))
        this.#admit()
      }
      const waiter: Waiter = {
        lane,
        start: () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      queue.push(waiter)
      this.#admit()
    })
    return () => this.#leave(lane)
  }

  /** Lets nobody in for a while: the server said so to one, and means all. */
  shutFor(milliseconds: number): void {
    this.#shutUntil = Math.max(this.#shutUntil, monotonic() + milliseconds)
  }

  #leave(lane: Lane): void {
    if (lane === 'call') this.#running -= 1
    this.#admit()
  }

  #admit(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (;;) {
      const queue = this.#tokens.length > 0 ? this.#tokens : this.#calls
      const next = queue[0]
      if (!next) return
      const wait = this.#wait()
      if (wait > 0) {
        this.#admitIn(wait)
        return
      }
      if (next.lane === 'call' && this.#running >= this.#concurrency) return
      queue.shift()
      this.#record(next.lane)
      next.start()
    }
  }

  #wait(): number {
    const now = monotonic()
    const oldest = this.#starts[0]
    const full = oldest !== undefined && this.#starts.length >= this.#perSecond
    return Math.max(this.#shutUntil - now, full ? oldest + 1000 - now : 0)
  }

  #record(lane: Lane): void {
    if (lane === 'call') this.#running += 1
    if (this.#perSecond === Number.POSITIVE_INFINITY) return
    if (this.#starts.length >= this.#perSecond) this.#starts.shift()
    this.#starts.push(monotonic())
  }

  #admitIn(milliseconds: number): void {
    // One millisecond more than asked: timers may fire a fraction early, and the window is strict.
    this.#timer = setTimeout(() => this.#admit(), Math.ceil(milliseconds) + 1)
  }
}
