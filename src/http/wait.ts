// Everything that waits: signals, timers, deadlines and queues.
import { AbortError, WallabagError } from '../errors/index.js'

interface Hub {
  readonly waiting: Set<() => void>
  readonly tell: () => void
}

const hubs = new WeakMap<AbortSignal, Hub>()

/**
 * Calls a function when a signal aborts, until the returned function is called. It is not called
 * for a signal that has already aborted. However many wait for one signal, the signal has one
 * listener, and none if nobody waits: Node warns of a leak from the eleventh listener on.
 *
 * @returns Stops listening. Call it once the wait is over.
 */
export function onAbort(signal: AbortSignal | undefined, run: () => void): () => void {
  if (!signal) return () => {}
  const { waiting, tell } = hubOf(signal)
  if (waiting.size === 0) signal.addEventListener('abort', tell, { once: true })
  waiting.add(run)
  return () => {
    waiting.delete(run)
    if (waiting.size === 0) signal.removeEventListener('abort', tell)
  }
}

function hubOf(signal: AbortSignal): Hub {
  const known = hubs.get(signal)
  if (known) return known
  const waiting = new Set<() => void>()
  const hub: Hub = {
    waiting,
    tell: () => {
      // A callback may stop another one from listening, which must then not be called.
      for (const run of [...waiting]) if (waiting.has(run)) run()
      waiting.clear()
    },
  }
  hubs.set(signal, hub)
  return hub
}

/** The longest time that a platform timer supports. A longer one would fire at once. */
export const longestTimer = 2 ** 31 - 1

/** Milliseconds on a clock that never jumps. */
export const monotonic = (): number => performance.now()

/**
 * Waits, and stops waiting if the signal aborts. The timer keeps the process alive, because a
 * caller awaits the call that is pausing.
 *
 * @param aborted - Creates the error for an abort.
 */
export function pause(
  milliseconds: number,
  signal: AbortSignal | undefined,
  aborted: (reason: unknown) => Error,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = (left: number) => {
      timer =
        left > longestTimer
          ? setTimeout(wait, longestTimer, left - longestTimer)
          : setTimeout(end, left)
    }
    const end = () => {
      stopListening()
      resolve()
    }
    const abort = () => {
      clearTimeout(timer)
      // The signal may have aborted before `onAbort` was called.
      stopListening()
      reject(aborted(signal?.reason))
    }
    const stopListening = onAbort(signal, abort)
    wait(milliseconds)
    if (signal?.aborted) abort()
  })
}

/** A timer that does not keep the process alive, for limiting other work. */
export function backgroundTimer(
  run: () => void,
  milliseconds: number,
): ReturnType<typeof setTimeout> | undefined {
  if (milliseconds > longestTimer) return undefined
  const timer = setTimeout(run, milliseconds)
  // Timers of Node have `unref`; in a browser a timer is a number.
  if (typeof timer === 'object') timer.unref()
  return timer
}

export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

/** A promise and the functions that settle it, because Node 20 has no `Promise.withResolvers`. */
export function deferred<T = void>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {}
  let reject: Deferred<T>['reject'] = () => {}
  const promise = new Promise<T>((...settle) => {
    ;[resolve, reject] = settle
  })
  return { promise, resolve, reject }
}

/** Why the client ended an attempt. */
export type EndedBy = 'aborted' | 'timeout' | 'too_large'

/**
 * Ends one attempt, if the caller's signal aborts, time runs out or the body is too large. It has
 * its own short-lived signal, so that nothing stays attached to a long-lived signal of the caller.
 */
export class AttemptTimer {
  readonly #controller = new AbortController()
  readonly #stopListening: () => void
  #endedBy: EndedBy | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #timeout = 0
  #reject: (reason: unknown) => void = () => {}

  constructor(callers: AbortSignal | undefined) {
    const abort = () => this.end('aborted', callers?.reason)
    this.#stopListening = onAbort(callers, abort)
    if (callers?.aborted) abort()
  }

  /** The signal for `fetch`. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why the attempt was ended, or `null` if it was not, or failed by itself. */
  get endedBy(): EndedBy | null {
    return this.#endedBy
  }

  /** The current time limit in milliseconds. */
  get timeout(): number {
    return this.#timeout
  }

  /** Waits for work until the attempt is ended, even if the work does not listen to the signal. */
  within<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject
      work.then(resolve, reject)
      if (this.#endedBy) reject(this.#controller.signal.reason)
    })
  }

  /** Sets the time limit for what follows. */
  start(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timeout = milliseconds
    const end = () => this.end('timeout', new Error('timed out'))
    // A timer of zero would let one more chunk of a stream through each time.
    if (milliseconds <= 0) end()
    else this.#timer = backgroundTimer(end, milliseconds)
  }

  rest(): void {
    clearTimeout(this.#timer)
  }

  end(by: EndedBy, reason: unknown): void {
    if (this.#endedBy) return
    this.#endedBy = by
    this.release()
    this.#reject(reason)
    this.#controller.abort(reason)
  }

  /** Stops the timer and the listening to the caller's signal. Call it when the attempt is over. */
  release(): void {
    clearTimeout(this.#timer)
    this.#stopListening()
  }
}

const lines = new WeakMap<object, Map<string, Promise<unknown>>>()

/** Runs tasks with the same owner and key one after another, in the order of the calls. */
export async function inTurn<T>(owner: object, key: string, task: () => Promise<T>): Promise<T> {
  const line = lines.get(owner) ?? new Map<string, Promise<unknown>>()
  lines.set(owner, line)
  const before = line.get(key)
  const mine = Promise.resolve(before)
    .catch(() => undefined)
    .then(task)
  line.set(key, mine)
  try {
    return await mine
  } finally {
    if (line.get(key) === mine) line.delete(key)
  }
}

/** What all requests of one call share. */
export interface Scope {
  /** The id of the call, for hooks and logs. */
  readonly id: string
  readonly signal: AbortSignal | undefined
  readonly timeout: number | undefined
  /** When the call must have ended, on the monotonic clock. */
  readonly deadline: number
}

/**
 * Waits for work that other callers also wait for. The caller's signal and deadline end the wait
 * but not the work: a renewal that is cut off after it was sent may have used up the refresh token.
 *
 * @param what - The work, as named in the error (default: a sign-in).
 */
export function within<T>(
  promise: Promise<T>,
  scope: Pick<Scope, 'signal' | 'deadline'>,
  what = 'Signing in',
): Promise<T> {
  const { signal, deadline } = scope
  return new Promise<T>((resolve, reject) => {
    const abort = () => done(() => reject(new AbortError(what, { cause: signal?.reason })))
    const late = () => {
      const message = `${what}: the total time for the call is over.`
      done(() => reject(new WallabagError('timeout', message, { hint: 'Raise `totalTimeout`.' })))
    }
    const timer = backgroundTimer(late, deadline - monotonic())
    const done = (settle: () => void) => {
      clearTimeout(timer)
      stopListening()
      settle()
    }
    const stopListening = onAbort(signal, abort)
    if (signal?.aborted) abort()
    promise.then(
      (value) => done(() => resolve(value)),
      (error: unknown) => done(() => reject(error)),
    )
  })
}

/** Runs a function of the caller, and waits for it no longer than the call may take. */
export function ofCaller<T>(name: string, scope: Scope, run: () => T | PromiseLike<T>): Promise<T> {
  return within(Promise.resolve().then(run), scope, `Waiting for ${name}`)
}

/**
 * Waits for the work of others, such as a store, for a limited time.
 *
 * @param late - Creates the error for work that takes longer.
 */
export async function atMost<T>(
  milliseconds: number,
  work: T | PromiseLike<T>,
  late = () => new Error(`it did not answer within ${milliseconds} ms`),
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = new Promise<never>((_, reject) => {
    timer = backgroundTimer(() => reject(late()), milliseconds)
  })
  try {
    return await Promise.race([work, end])
  } finally {
    clearTimeout(timer)
  }
}
