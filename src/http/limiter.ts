import { backgroundTimer, longestTimer, monotonic, onAbort } from './wait.js'

/** How many requests may run at once, and how many may start per second. */
export interface Limits {
  /**
   * How many requests run at once (default: 4). Node opens no more connections for them. An export
   * counts only until its answer begins, and requests for tokens do not count.
   */
  concurrency?: number | undefined
  /** How many requests start within any one second, retries and token calls included (default: unlimited). */
  requestsPerSecond?: number | undefined
}

/**
 * A `call` counts towards the concurrency. A `token` request does not, because the calls that fill
 * it may be waiting for that token.
 */
export type Lane = 'call' | 'token'

/** An attempt that is waiting for its turn. */
export interface TurnRequest {
  readonly lane: Lane
  /** Ends the wait when it aborts. */
  readonly signal: AbortSignal | undefined
  /**
   * When the wait ends, on the clock of `performance.now()`; infinite if the call has no
   * `totalTimeout`.
   */
  readonly deadline: number
  /**
   * How long the attempt may take after it got its turn, in milliseconds. A turn that is held
   * longer was lost, for instance because its process died.
   */
  readonly longest: number
  /** Whether there is still something to send. Called once, when the turn has come. */
  ready(): boolean
}

/** Permission to send one attempt. */
export interface Turn {
  /** Gives the turn back; called once. */
  leave(): void
}

/**
 * Decides when each attempt may be sent. By default each client has its own gate; pass one as
 * `limits` to share it between clients or machines.
 */
export interface LimitGate {
  /**
   * Waits for a turn.
   *
   * @param request - The attempt, and how long it may wait.
   * @returns The turn; `null` when the signal aborts, the deadline passes, or there is nothing left
   *   to send. If the gate fails it rejects, and nothing is sent.
   */
  enter(request: TurnRequest): Promise<Turn | null>
  /**
   * Lets no attempt through for a while, because the server asked the client to wait. Called while
   * the attempt that was told to wait still holds its turn.
   *
   * @param milliseconds - How long.
   */
  shutFor(milliseconds: number): void
}

interface Waiter {
  readonly lane: Lane
  ready(): boolean
  /** Ends the wait: with a turn, or without one. */
  end(turn: Turn | null): void
}

/** One millisecond more than a second, because timers may fire slightly early. */
const second = 1001

/**
 * The gate of one process. It is first in, first out, limits the concurrency and the starts per
 * second, and stays shut for all while the server asks to wait.
 */
export class Limiter implements LimitGate {
  readonly #concurrency: number
  readonly #perSecond: number
  /** The times of the last `#perSecond` starts, oldest first. */
  readonly #starts: number[] = []
  readonly #calls: Waiter[] = []
  readonly #tokens: Waiter[] = []
  #running = 0
  #shutUntil = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(limits: Limits) {
    this.#concurrency = limits.concurrency ?? 4
    this.#perSecond = limits.requestsPerSecond ?? Infinity
  }

  enter(request: TurnRequest): Promise<Turn | null> {
    const { lane, signal, deadline } = request
    return new Promise<Turn | null>((resolve) => {
      if (signal?.aborted) {
        resolve(null)
        return
      }
      const queue = lane === 'token' ? this.#tokens : this.#calls
      const waiter: Waiter = {
        lane,
        ready: request.ready,
        end: (turn) => {
          waiting = false
          clearTimeout(timer)
          stopListening()
          resolve(turn)
        },
      }
      const giveUp = () => {
        queue.splice(queue.indexOf(waiter), 1)
        waiter.end(null)
        this.#admit()
      }
      let waiting = true
      let stopListening = () => {}
      let timer: ReturnType<typeof setTimeout> | undefined
      queue.push(waiter)
      this.#admit()
      if (!waiting) return
      timer = backgroundTimer(giveUp, deadline - monotonic())
      stopListening = onAbort(signal, giveUp)
    })
  }

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
      next.end(next.ready() ? this.#turn(next.lane) : null)
    }
  }

  #wait(): number {
    const oldest = this.#starts[0]
    const full = oldest !== undefined && this.#starts.length >= this.#perSecond
    const until = Math.max(this.#shutUntil, full ? oldest + second : 0)
    // Without anything to wait for, the clock is not read.
    return until === 0 ? 0 : until - monotonic()
  }

  #turn(lane: Lane): Turn {
    if (lane === 'call') this.#running += 1
    if (this.#perSecond !== Infinity) {
      if (this.#starts.length >= this.#perSecond) this.#starts.shift()
      this.#starts.push(monotonic())
    }
    return {
      leave: () => {
        // A token request holds no place that another could take.
        if (lane === 'token') return
        // Node frees the connection of an answer in the next macrotask. A call that started before
        // that would open another connection.
        inNextMacrotask(() => {
          this.#running -= 1
          this.#admit()
        })
      },
    }
  }
}

/** Runs at once if the platform has no `setImmediate`: a browser limits its connections itself. */
function inNextMacrotask(run: () => void): void {
  const runtime: { setImmediate?: (run: () => void) => unknown } = globalThis
  if (runtime.setImmediate) runtime.setImmediate(run)
  else run()
}

/** Whether `limits` is a gate and not an object of numbers. */
export function isGate(limits: Limits | LimitGate): limits is LimitGate {
  return 'enter' in limits
}
