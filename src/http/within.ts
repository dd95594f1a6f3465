import { AbortError, WallabagError } from '../errors/index.js'
import { guardTimer, monotonic } from './clock.js'
import { onAbort } from './on-abort.js'
import type { Scope } from './scope.js'

/**
 * Waits for something that others wait for too: the caller's signal and time end the wait, not the
 * thing, since a renewal that is cut off after it was sent can have spent the refresh token.
 *
 * @param what - What is going on, for the error; a sign-in unless told.
 */
export function within<T>(promise: Promise<T>, scope: Scope, what = 'Signing in'): Promise<T> {
  const { signal, deadline } = scope
  return new Promise<T>((resolve, reject) => {
    const abort = () => done(() => reject(new AbortError(what, { cause: signal?.reason })))
    const late = () => {
      const message = `${what}: the total time for the call is over.`
      done(() => reject(new WallabagError('timeout', message, { hint: 'Raise `totalTimeout`.' })))
    }
    const timer = guardTimer(late, deadline - monotonic())
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
