import { type ErrorCode, isWallabagError } from '../errors/index.js'
import type { Answered } from './api.js'

/**
 * Runs a deletion. A 404 to a repeat is success when an earlier attempt, whose answer was lost, may
 * have deleted it; a 404 to the first attempt is not.
 */
export async function deletion<T>(
  code: ErrorCode,
  run: () => Promise<Answered<T>>,
  gone: T,
): Promise<Answered<T>> {
  try {
    return await run()
  } catch (error) {
    const done = isWallabagError(error) && error.code === code && error.outcome === 'unknown'
    if (!done) throw error
    return {
      value: gone,
      response: { status: 404, headers: new Headers(), attempts: error.attempts },
    }
  }
}
