// Whether entries are gone, by two witnesses, and their removal from the store.
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import { isSameEntry } from './differences.js'
import type { EventBatches } from './events.js'
import type { RunContext } from './run.js'
import { hashesAtOnce } from './sizes.js'
import { contentKey, entryKey } from './store.js'

/**
 * Those of these entries that the server really does not have: nobody has their hash; and where
 * another entry has it too, which the server then names instead, they are not there by their number.
 *
 * @throws What a request throws: a failed one proves nothing.
 */
export async function confirmGone(
  run: RunContext,
  ids: readonly number[],
): Promise<EntrySummaryRecord[]> {
  const gone: EntrySummaryRecord[] = []
  for (let start = 0; start < ids.length; start += hashesAtOnce) {
    const part = ids.slice(start, start + hashesAtOnce)
    const stored = await run.local.entries(part)
    // A record that a power cut damaged names no entry. What is there after all is read again.
    await erase(
      run,
      part.filter((id) => run.local.known.has(id) && !stored.has(id)),
    )
    const hashes = [...stored.values()].flatMap(({ hashedUrl }) => hashedUrl ?? [])
    const answers = hashes.length > 0 ? await run.reader.exist(hashes) : new Map<string, null>()
    for (const entry of stored.values()) {
      // Rows from before 2.4 may have no hash, so that nobody can be asked about it.
      const found = entry.hashedUrl === null ? undefined : answers.get(entry.hashedUrl)
      const isThere = found === entry.id
      const isGone = found === null || (!isThere && (await isGoneByNumber(run, entry)))
      if (isGone) gone.push(entry)
    }
  }
  return gone
}

/** Whether the server says that there is no such entry, or has another one under the number. */
export async function isGoneByNumber(
  run: RunContext,
  entry: EntrySummaryRecord,
  isWitnessed?: boolean,
): Promise<boolean> {
  const found = await run.find(entry.id, isWitnessed)
  return found === null || (found !== undefined && !isSameEntry(entry, found.entry))
}

/**
 * Deletes entries that were met as gone.
 *
 * @returns `false` when that is not for this step to decide: then all that is gone has to be looked
 *   for, so that whoever is asked sees the whole list.
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

/** Tells that entries are gone, and deletes them from the store. */
export async function* remove(run: RunContext, gone: readonly EntrySummaryRecord[]): EventBatches {
  for (let start = 0; start < gone.length; start += hashesAtOnce) {
    const part = gone.slice(start, start + hashesAtOnce)
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
  // The content first: where the write is cut off, no content is left without its entry.
  const keys = ids.flatMap((id) => [contentKey(id), entryKey(id)])
  await local.write(new Map(keys.map((key) => [key, null])))
}
