import { applyContents } from './apply.js'
import { checkTotal, compareByHash, compareByPages, disagree, isLessByHash } from './compare.js'
import { missingContents } from './content.js'
import { confirmGone, remove, removeIfAllowed } from './deletions.js'
import type { EventBatches } from './events.js'
import type { Sent } from './outbox/sender.js'
import { fill, readAgain, readAnnotated, readChanges } from './read-changes.js'
import type { RunContext } from './run.js'
import { clockWasSetBack } from './watermark.js'

/** Updates the store from the server, after the queued changes have been sent. */
export async function* pull(run: RunContext, sent: Sent): EventBatches {
  const { local, reader, options } = run
  // The user queued these deletions, so they do not count towards a mass deletion.
  yield* remove(run, await confirmGone(run, [...sent.deleted]))
  if (local.state.filled) {
    const newestIsThere = yield* readChanges(run)
    yield* readAgain(run, [...sent.annotated])
    const isSound = newestIsThere && (yield* removeIfAllowed(run, [...sent.gone]))
    yield* compareIfNeeded(run, isSound)
  } else {
    const total = yield* fill(run)
    if (disagree(local.count, total)) yield* compareIfNeeded(run, true)
    yield* readAgain(run, [...sent.annotated])
  }
  if (options.annotations) yield* readAnnotated(run)
  yield* applyContents(run, await missingContents(run))
  const zoned = local.state.zoned || reader.zoned
  const records = new Map([...sent.keys].map((key) => [key, null] as const))
  await local.write(records, { ...reader.clocks, zoned }, sent.dropped)
}

/**
 * Checks whether the server and the store have the same number of entries. If an entry was added
 * unseen at the same time as one was deleted, equal numbers do not show the deletion. Then the next
 * run reads the addition, and the numbers differ.
 *
 * @param isSound - Whether nothing else has shown yet that all entries must be compared.
 */
async function* compareIfNeeded(run: RunContext, isSound: boolean): EventBatches {
  const { local, reader } = run
  const { total, missing } = yield* checkTotal(run)
  const isDoubtful = !isSound || local.state.restored || clockWasSetBack(local.state, reader.clocks)
  if (isDoubtful) return yield* compareByPages(run)
  if (!disagree(local.count, total) && !missing) return
  if (local.count < total && !missing) {
    // Probably an entry was added between the two requests.
    yield* readChanges(run)
    if (local.count >= total) return
  } else if (isLessByHash(local.known.size, total)) {
    yield* compareByHash(run)
    if (!disagree(local.count, total)) return
  }
  yield* compareByPages(run)
}
