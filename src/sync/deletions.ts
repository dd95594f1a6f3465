// Confirms by a second request that entries are gone, and removes them from the store.
import { parts } from '../api/chunks.js'
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import { isSameEntry } from './differences.js'
import type { EventBatches } from './events.js'
import type { RunContext } from './run.js'
import { hashesAtOnce } from './sizes.js'
import { contentKey, entryKey } from './store.js'

/**
 * Returns the entries that the server really does not have. No entry has their hash; or another
 * entry has it too, which the server then returns, and requesting them by id fails.
 *
 * @throws The error of a request, because a failed request proves nothing.
 */
export async function confirmGone(
  run: RunContext,
  ids: readonly number[],
): Promise<EntrySummaryRecord[]> {
  const gone: EntrySummaryRecord[] = []
  for (const part of parts(ids, hashesAtOnce)) {
    const stored = await run.local.entries(part)
    // A record that is damaged, for instance by a power failure, names no entry. It is removed, and
    // the entry is read again if it still exists.
    await erase(
      run,
      part.filter((id) => run.local.known.has(id) && !stored.has(id)),
    )
    const hashes = [...stored.values()].flatMap(({ hashedUrl }) => hashedUrl ?? [])
    const answers = hashes.length > 0 ? await run.reader.exist(hashes) : new Map<string, null>()
    for (const entry of stored.values()) {
      // Entries saved before 2.4 may have no hash to look up.
      const found = entry.hashedUrl === null ? undefined : answers.get(entry.hashedUrl)
      const isThere = found === entry.id
      const isGone = found === null || (!isThere && (await isGoneByNumber(run, entry)))
      if (isGone) gone.push(entry)
    }
  }
  return gone
}

/** Whether the server has no such entry, or another one with the same id. */
export async function isGoneByNumber(
  run: RunContext,
  entry: EntrySummaryRecord,
  isWitnessed?: boolean,
): Promise<boolean> {
  const found = await run.find(entry.id, isWitnessed)
  return found === null || (found !== undefined && !isSameEntry(entry, found.entry))
}

/**
 * Deletes entries that were found to be gone.
 *
 * @returns `false` if this step may not delete so many. Then all deleted entries must be found first,
 *   so that the error lists them all.
 */
export async function* removeIfAllowed(
  run: RunContext,
  ids: readonly number[],
): EventBatches<boolean> {
  const gone = await confirmGone(run, ids)
  if (!run.mayDelete(gone)) return false
  run.allowDeletion(gone)
  yield* remove(run, gone)
  return true
}

/** Yields events for entries that are gone, and deletes them from the store. */
export async function* remove(run: RunContext, gone: readonly EntrySummaryRecord[]): EventBatches {
  for (const part of parts(gone, hashesAtOnce)) {
    yield part.map((entry) => ({ type: 'deleted', entry }))
    await erase(
      run,
      part.map(({ id }) => id),
    )
  }
}

async function erase({ local }: RunContext, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  for (const id of ids) {
    local.owed.delete(id)
    local.annotated.delete(id)
  }
  // The content comes first: if the write is interrupted, no content is left without its entry.
  const keys = ids.flatMap((id) => [contentKey(id), entryKey(id)])
  await local.write(new Map(keys.map((key) => [key, null])))
}
