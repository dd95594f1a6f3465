// All waiting: signals, timers, deadlines, and taking turns.
import { AbortError, WallabagError } from '../errors/index.js'

interface Hub {
  readonly waiting: Set<() => void>
  readonly tell: () => void
}

const hubs = new WeakMap<AbortSignal, Hub>()

/**
 * Runs something when a signal aborts, unless it is let go of before; a signal that has aborted
 * already runs nothing. However many wait on one signal, it carries one listener, and none when
 * nobody waits: Node warns of a leak from the eleventh on.
 *
 * @returns What lets go; to be called once the waiting is over.
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
      // What one of them does can let another go, who must not be told any more.
      for (const run of [...waiting]) if (waiting.has(run)) run()
      waiting.clear()
    },
  }
  hubs.set(signal, hub)
  return hub
}

/** The longest time that platform timers can count; anything longer would fire at once. */
export const longestTimer = 2 ** 31 - 1

/** Milliseconds on a clock that never jumps. */
export const monotonic = (): number => performance.now()

/**
 * Waits, and stops waiting when the signal aborts. The timer holds the process open: somebody
 * awaits the call that is pausing.
 *
 * @param aborted - Makes the error for an abort.
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
      letGo()
      resolve()
    }
    const abort = () => {
      clearTimeout(timer)
      // It can have aborted before this began to listen.
      letGo()
      reject(aborted(signal?.reason))
    }
    const letGo = onAbort(signal, abort)
    wait(milliseconds)
    if (signal?.aborted) abort()
  })
}

/** A timer that only guards something else, so it does not hold the process open on its own. */
export function backgroundTimer(
  run: () => void,
  milliseconds: number,
): ReturnType<typeof setTimeout> | undefined {
  if (milliseconds > longestTimer) return undefined
  const timer = setTimeout(run, milliseconds)
  // Node's timers have `unref`; a browser's is a number.
  if (typeof timer === 'object') timer.unref()
  return timer
}

/** Why an attempt was ended from this side. */
export type EndedBy = 'aborted' | 'timeout' | 'too_large'

/**
 * Ends one attempt: by the caller's signal, by the clock, or by what the attempt brings. It has a
 * short-lived signal of its own, so that nothing stays behind on a caller's long-lived one.
 */
export class AttemptTimer {
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

  /** Waits for work that it may end, even if it does not listen to signals. */
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
    else this.#timer = backgroundTimer(end, milliseconds)
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

const lines = new WeakMap<object, Map<string, Promise<unknown>>>()

/** Runs tasks of the same owner and key one after another, in the order in which they came. */
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

/** What all requests of one call share: when it must end, and who may end it. */
export interface Scope {
  /** What the calls are part of, for those who watch. */
  readonly id: string
  readonly signal: AbortSignal | undefined
  readonly timeout: number | undefined
  /** On the monotonic clock. */
  readonly deadline: number
}

/**
 * Waits for something that others wait for too: the caller's signal and time end the wait, not the
 * thing, since a renewal that is cut off after it was sent can have spent the refresh token.
 *
 * @param what - What is going on, for the error (default: a sign-in).
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
      letGo()
      settle()
    }
    const letGo = onAbort(signal, abort)
    if (signal?.aborted) abort()
    promise.then(
      (value) => done(() => resolve(value)),
      (error: unknown) => done(() => reject(error)),
    )
  })
}

/** Runs a function that the caller gave, and waits for it no longer than the call that it belongs to may take. */
export function ofCaller<T>(name: string, scope: Scope, run: () => T | PromiseLike<T>): Promise<T> {
  return within(Promise.resolve().then(run), scope, `Waiting for ${name}`)
}

/** Waits for work of somebody else, such as a store, and not longer than it may take. */
export async function atMost<T>(milliseconds: number, work: T | PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const why = new Error(`it did not answer within ${milliseconds} ms`)
    timer = backgroundTimer(() => reject(why), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
