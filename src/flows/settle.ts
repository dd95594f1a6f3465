import { WallabagError } from '../errors/index.js'
import { monotonic, pause } from '../http/clock.js'
import type { Scope } from '../http/scope.js'

const firstPause = 500
const longestPause = 8000

/**
 * After a create whose answer was lost: the server may still be fetching the page, and the entry
 * appears only when it has. Asks with growing pauses until it is there.
 *
 * @returns The id; or `null` when the server itself said that the try has failed and left nothing,
 *   so that it can be made again.
 * @throws WallabagError with code `ambiguous` when the time is over.
 */
export async function settle(
  failure: WallabagError,
  find: () => Promise<number | null>,
  settleTime: number,
  scope: Scope,
): Promise<number | null> {
  const until = Math.min(monotonic() + settleTime, scope.deadline)
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const id = await find()
    if (id !== null) return id
    // PHP answers 500 when it has ended; a gateway's 502 and 504 say nothing about PHP.
    if (failure.status === 500) return null
    if (monotonic() + wait >= until) break
    await pause(wait, 'Waiting for the entry to appear', scope.signal)
  }
  throw new WallabagError('ambiguous', `The entry may or may not be saved: ${failure.message}`, {
    hint: 'Ask `entries.idOf(url)` later; saving again now could make a duplicate.',
    status: failure.status ?? undefined,
    method: failure.method ?? undefined,
    path: failure.path ?? undefined,
    attempts: failure.attempts,
    outcome: 'unknown',
    cause: failure,
  })
}
