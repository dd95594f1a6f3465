import { onTestFinished, vi } from 'vitest'
import type { Clock } from 'wallabag-sdk/testing'

/**
 * The three clocks of a test: the server's, the wall clock of this machine, and its monotonic
 * clock.
 */
export interface Time {
  /** The server's clock, for `createFakeWallabag`. */
  readonly clock: Clock
  /** Moves all clocks forward by milliseconds. */
  pass(milliseconds: number): void
  /**
   * Moves time forward as if this machine slept: its monotonic clock stands still, as on Linux and
   * macOS.
   */
  sleep(milliseconds: number): void
  /** Sets the wall clock of this machine ahead by milliseconds, or back. */
  setWall(milliseconds: number): void
}

/** Replaces the clocks until the test ends. Timers are not changed. */
export function takeTime(): Time {
  const [realNow, realPerformance] = [Date.now.bind(Date), performance.now.bind(performance)]
  let [passed, slept, wall] = [0, 0, 0]
  const server = () => realNow() + passed + slept
  const spies = [
    vi.spyOn(Date, 'now').mockImplementation(() => server() + wall),
    vi.spyOn(performance, 'now').mockImplementation(() => realPerformance() + passed),
  ]
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return {
    clock: { now: server, advance: () => {}, set: () => {} },
    pass(milliseconds) {
      passed += milliseconds
    },
    sleep(milliseconds) {
      slept += milliseconds
    },
    setWall(milliseconds) {
      wall = milliseconds
    },
  }
}

/** The real function, stored before a test can replace it. */
const realTimeout = globalThis.setTimeout

/**
 * Moves faked time forward in steps until some work is done. Between the steps, everything that
 * needs no waiting can continue.
 *
 * @param step - Milliseconds (default: 10).
 * @param signal - Stops it, for example at the end of a test.
 */
export async function whileTimeFlies<T>(
  work: PromiseLike<T>,
  { step = 10, signal }: { step?: number; signal?: AbortSignal } = {},
): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  while (!isDone && !signal?.aborted) {
    await new Promise((resolve) => realTimeout(resolve, 1))
    await vi.advanceTimersByTimeAsync(step)
  }
  return work
}
