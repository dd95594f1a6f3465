import { AbortError } from '../errors/index.js'

/** Milliseconds on a clock that never jumps. */
export const monotonic = (): number => performance.now()

/**
 * Waits, and stops waiting when the signal aborts. The timer holds the process open: somebody
 * awaits the call that is pausing.
 */
export function pause(milliseconds: number, what: string, signal: AbortSignal | undefined) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    const abort = () => {
      clearTimeout(timer)
      reject(new AbortError(what, { cause: signal?.reason }))
    }
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}

/** A timer that only guards something else, so it does not hold the process open on its own. */
export function guardTimer(run: () => void, milliseconds: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(run, milliseconds)
  // Node's timers have `unref`; a browser's is a number.
  if (typeof timer === 'object') timer.unref()
  return timer
}
