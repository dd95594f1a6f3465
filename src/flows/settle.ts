import { AbortError, detailsOf, isWallabagError, WallabagError } from '../errors/index.js'
import { monotonic, pause } from '../http/clock.js'
import type { Scope } from '../http/scope.js'

const firstPause = 500
const longestPause = 8000

/**
 * After a create whose answer was lost: the server may still be fetching the page, and the entry
 * appears only when it has. Asks with growing pauses until it is there or the time is over.
 *
 * @param failure - How the answer was lost.
 * @param find - Looks for the entry.
 * @param settleTime - How long to wait at most, in milliseconds, within the scope's own time.
 * @returns The entry's id, or `null` when it did not appear.
 */
export async function settle(
  failure: WallabagError,
  find: () => Promise<number | null>,
  settleTime: number,
  scope: Scope,
): Promise<number | null> {
  const until = Math.min(monotonic() + settleTime, scope.deadline)
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const id = await quietly(find)
    if (typeof id === 'number') return id
    // PHP answers 500 when it has ended; a gateway's 502 and 504 say nothing about PHP.
    if (id === null && failure.status === 500) return null
    if (monotonic() + wait >= until) return null
    await pause(wait, scope.signal, aborted)
  }
}

/** The error for a create of which nobody knows whether it was done. */
export function ambiguous(failure: WallabagError): WallabagError {
  return new WallabagError('ambiguous', `The entry may or may not be saved: ${failure.message}`, {
    ...detailsOf(failure),
    hint: 'Ask `entries.idOf(url)` later; saving again now could make a duplicate.',
    outcome: 'unknown',
  })
}

/** A look that fails says nothing about the entry, so the next one is waited for; only an abort ends it. */
async function quietly(find: () => Promise<number | null>): Promise<number | null | undefined> {
  try {
    return await find()
  } catch (error) {
    if (!isWallabagError(error)) throw error
    if (error.code === 'aborted') throw aborted(error.cause)
    return undefined
  }
}

function aborted(cause: unknown): AbortError {
  return new AbortError('Waiting for the entry to appear', { cause, outcome: 'unknown' })
}
