import {
  AbortError,
  detailsOf,
  type ErrorCode,
  isWallabagError,
  type Outcome,
  WallabagError,
} from '../errors/index.js'
import type { Answered } from './api.js'

/**
 * Runs a deletion. A 404 to a repeat is success when an earlier attempt, whose answer was lost, may
 * have deleted it, and when a second witness agrees; a 404 to the first attempt is not.
 *
 * @param isAbsent - Asks in another way whether it is gone.
 */
export async function deletion<T>(
  code: ErrorCode,
  run: () => Promise<Answered<T>>,
  gone: T,
  isAbsent: () => Promise<boolean>,
): Promise<Answered<T>> {
  try {
    return await run()
  } catch (error) {
    const done = isWallabagError(error) && error.code === code && error.outcome === 'unknown'
    if (!done) throw error
    if (!(await isAbsent().catch((failure) => unsettled(failure, error.outcome)))) {
      throw falselyMissing(error)
    }
    return {
      value: gone,
      response: { status: 404, headers: new Headers(), attempts: error.attempts },
    }
  }
}

/** Whether an error says that there is no such entry: a candidate for absence, until a second witness agrees. */
export function isMissingEntry(error: unknown): error is WallabagError {
  return isWallabagError(error) && error.code === 'not_found_entry'
}

/** The error for a 404 about something that is there: it is not Wallabag's, though it reads like it. */
export function falselyMissing(error: WallabagError): WallabagError {
  const { method, path, outcome } = error
  const message = `${method} ${path}: it was answered by 404, and asked in another way it is there.`
  return new WallabagError('not_wallabag', message, {
    ...detailsOf(error),
    hint: 'Something before the server answers in its place; try again when that is mended.',
    outcome,
  })
}

/** The witness could not be asked: what became of the deletion is as unknown as it was. */
function unsettled(failure: unknown, outcome: Outcome): never {
  if (!isWallabagError(failure)) throw failure
  const { code, message, method, path, cause } = failure
  const details = { ...detailsOf(failure), cause, outcome }
  throw code === 'aborted'
    ? new AbortError(`${method} ${path}`, details)
    : new WallabagError(code, message, details)
}
