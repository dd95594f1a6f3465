import { guardTimer, longestTimer, monotonic } from './clock.js'
import { onAbort } from './on-abort.js'

/** How many requests may run at once, and how many may start in a second. */
export interface Limits {
  /** How many requests are under way at once; 4 unless told. A file that is being read no longer counts. */
  concurrency?: number | undefined
  /** How many requests start within any one second, retries and token calls included; unlimited unless told. */
  requestsPerSecond?: number | undefined
}

/** `call` takes a slot; `token` does not, or a call that waits for a renewal in its slot would wait for itself. */
export type Lane = 'call' | 'token'

/** How long somebody waits for a turn, and what it means when the waiting ends without one. */
export interface Patience {
  readonly signal: AbortSignal | undefined
  /** On the monotonic clock. */
  readonly deadline: number
  /** Whether there is still something to send; asked when the turn has come. */
  ready(): boolean
  /** The error for a signal that aborts. */
  aborted(reason: unknown): Error
  /** The error for a deadline that passes. */
  late(): Error
}

interface Waiter {
  readonly lane: Lane
  ready(): boolean
  /** Ends the wait: with a turn, or without one for who is not ready. */
  end(admitted: boolean): void
}

/** One millisecond more than a second: timers may fire a fraction early, and the window is strict. */
const second = 1001

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
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(limits: Limits) {
    this.#concurrency = limits.concurrency ?? 4
    this.#perSecond = limits.requestsPerSecond ?? Number.POSITIVE_INFINITY
  }

  /** Waits for a turn, and says whether there is one. Who got one gives it back with `leave`, once. */
  enter(lane: Lane, patience: Patience): Promise<boolean> {
    const { signal, deadline } = patience
    return new Promise<boolean>((resolve, reject) => {
      if (signal?.aborted) {
        reject(patience.aborted(signal.reason))
        return
      }
      const queue = lane === 'token' ? this.#tokens : this.#calls
      const settle = () => {
        waiting = false
        clearTimeout(timer)
        letGo()
      }
      const giveUp = (error: Error) => {
        settle()
        queue.splice(queue.indexOf(waiter), 1)
        reject(error)
        this.#admit()
      }
      const abort = () => giveUp(patience.aborted(signal?.reason))
      const waiter: Waiter = {
        lane,
        ready: patience.ready,
        end: (admitted) => {
          settle()
          resolve(admitted)
        },
      }
      let waiting = true
      let letGo = () => {}
      let timer: ReturnType<typeof setTimeout> | undefined
      queue.push(waiter)
      this.#admit()
      if (!waiting) return
      timer = guardTimer(() => giveUp(patience.late()), deadline - monotonic())
      letGo = onAbort(signal, abort)
    })
  }

  /** Gives a turn back. */
  leave(lane: Lane): void {
    if (lane === 'call') this.#running -= 1
    this.#admit()
  }

  /** Lets nobody in for a while: the server said so to one, and means all. */
  shutFor(milliseconds: number): void {
    this.#shutUntil = Math.max(this.#shutUntil, monotonic() + milliseconds)
  }

  #admit(): void {
    clearTimeout(this.#timer)
    for (;;) {
      const queue = this.#tokens.length > 0 ? this.#tokens : this.#calls
      const next = queue[0]
      if (!next) return
      const wait = this.#wait()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#admit(), Math.min(Math.ceil(wait), longestTimer))
        return
      }
      if (next.lane === 'call' && this.#running >= this.#concurrency) return
      queue.shift()
      const ready = next.ready()
      if (ready) this.#record(next.lane)
      next.end(ready)
    }
  }

  #wait(): number {
    const now = monotonic()
    const oldest = this.#starts[0]
    const full = oldest !== undefined && this.#starts.length >= this.#perSecond
    return Math.max(this.#shutUntil - now, full ? oldest + second - now : 0)
  }

  #record(lane: Lane): void {
    if (lane === 'call') this.#running += 1
    if (this.#perSecond === Number.POSITIVE_INFINITY) return
    if (this.#starts.length >= this.#perSecond) this.#starts.shift()
    this.#starts.push(monotonic())
  }
}
