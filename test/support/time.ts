import { onTestFinished, vi } from 'vitest'
import type { Clock } from 'wallabag-sdk/testing'

/** The three clocks of a test: the server's, this machine's wall clock, and its monotonic one. */
export interface Time {
  /** The server's clock, for `createFakeWallabag`. */
  readonly clock: Clock
  /** Lets time pass for everybody, in milliseconds. */
  pass(milliseconds: number): void
  /** Lets time pass while this machine sleeps: its monotonic clock stands still, as on Linux and macOS. */
  sleep(milliseconds: number): void
  /** Sets the wall clock of this machine so many milliseconds ahead, or back. */
  setWall(milliseconds: number): void
}

/** Takes over the clocks until the test ends. Timers stay what they are. */
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

/** Taken before a test can replace it. */
const realTimeout = globalThis.setTimeout

/**
 * Lets faked time pass in steps until some work is done, so that whatever can go on without waiting does
 * so before the next.
 *
 * @param step - Milliseconds (default: 10).
 * @param signal - Ends it, as the end of a test does.
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
