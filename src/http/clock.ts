import { onAbort } from './on-abort.js'

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
export function guardTimer(
  run: () => void,
  milliseconds: number,
): ReturnType<typeof setTimeout> | undefined {
  if (milliseconds > longestTimer) return undefined
  const timer = setTimeout(run, milliseconds)
  // Node's timers have `unref`; a browser's is a number.
  if (typeof timer === 'object') timer.unref()
  return timer
}
