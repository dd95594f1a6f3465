// Updates the store to what the server returned, one event after another.
import { parts } from '../api/chunks.js'
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import { fetchContents } from './content.js'
import { changedFields, isSameEntry, type RecordField } from './differences.js'
import type { EventBatches, RunEvent } from './events.js'
import type { FullEntry } from './reader.js'
import type { RunContext } from './run.js'
import { contentsAtOnce } from './sizes.js'
import { contentKey, entryKey, type StoredContent, type SyncRecord } from './store.js'
import { wentBack } from './watermark.js'

interface Difference {
  readonly before: EntrySummaryRecord | null
  readonly after: EntrySummaryRecord
}

/** A change of an entry in the store. */
interface Update {
  readonly before: EntrySummaryRecord | null
  readonly entry: EntrySummaryRecord
  /** The entry with its content, if the content was fetched. */
  readonly full: FullEntry | undefined
  /** Whether the store had the same entry, and not another one with the same id. */
  readonly isSame: boolean
  /** The content that the store has for this id. */
  readonly stored: StoredContent | undefined
}

/**
 * Updates the store with entries from the server. The events are yielded first, and stored when the
 * consumer asks for more. If it ends in between, the next run yields them again.
 */
export async function* apply(
  run: RunContext,
  entries: readonly EntrySummaryRecord[],
): EventBatches {
  const stored = await run.local.entries(entries.map(({ id }) => id))
  const differences: Difference[] = []
  for (const after of entries) {
    const before = stored.get(after.id) ?? null
    const isSame = before !== null && changedFields(before, after).length === 0
    if (!isSame) differences.push({ before, after })
  }
  const size = run.options.content === 'none' ? differences.length : contentsAtOnce
  for (const part of parts(differences, size)) yield* applyPart(run, part)
}

/** Fetches the contents of stored entries and updates the store with them. */
export async function* applyContents(run: RunContext, ids: readonly number[]): EventBatches {
  let done = 0
  for (const part of parts(ids, contentsAtOnce)) {
    await run.progress('content', done, ids.length)
    done += part.length
    const stored = await run.local.entries(part)
    yield* applyPart(
      run,
      [...stored.values()].map((entry) => ({ before: entry, after: entry })),
    )
  }
}

async function* applyPart(run: RunContext, differences: readonly Difference[]): EventBatches {
  const { local } = run
  const updates = await updatesOf(run, differences)
  const events = updates.flatMap(eventsOf)
  const restored = differences.some(
    ({ before, after }) =>
      before && isSameEntry(before, after) && wentBack(before, after, local.state.zoned),
  )
  // This is remembered before anything is stored, because afterwards the store would no longer show
  // that the server went back.
  if (restored) await local.remember({ restored: true })
  run.allowDeletion(events.flatMap(({ type, entry }) => (type === 'deleted' ? [entry] : [])))
  if (events.length > 0) yield events
  await storeUpdates(run, updates)
}

/** Fetches the contents that the run wants, and reads the stored ones. */
async function updatesOf(run: RunContext, differences: readonly Difference[]): Promise<Update[]> {
  const { local, options } = run
  const ids = differences.map(({ after }) => after.id)
  const wanted = differences.filter(({ after }) => options.wants(after))
  const fetched = await fetchContents(
    run,
    wanted.map(({ after }) => after.id),
  )
  const contents = await local.contents(ids.filter((id) => local.known.has(id)))
  return differences.flatMap(({ before, after }) => {
    const full = fetched.get(after.id)
    // The entry was deleted between the two requests. It is left out, and a later step detects the
    // deletion.
    if (full === null) return []
    const entry = full?.entry ?? after
    const isSame = before !== null && isSameEntry(before, entry)
    return { before, entry, full, isSame, stored: contents.get(entry.id) }
  })
}

function eventsOf({ before, entry, full, isSame, stored }: Update): RunEvent[] {
  const content = full?.content ?? null
  if (!before) return [{ type: 'added', entry, content }]
  if (!isSame) {
    return [
      { type: 'deleted', entry: before },
      { type: 'added', entry, content },
    ]
  }
  const fields: (RecordField | 'content')[] = changedFields(before, entry)
  if (full && full.content !== (stored?.html ?? null)) fields.push('content')
  return fields.length > 0 ? [{ type: 'changed', entry, before, fields, content }] : []
}

/**
 * Stores entries and fetched contents. If a write is interrupted, an entry may be stored without
 * its content. So missing contents are recorded before the write, and stored ones after it.
 */
async function storeUpdates({ local, options }: RunContext, updates: readonly Update[]) {
  const remembered = local.owed.size + local.annotated.size
  const stale = new Map<string, null>()
  for (const { entry, isSame, stored } of updates) {
    if (stored && !isSame) stale.set(contentKey(entry.id), null)
    if (options.wants(entry) || (stored && isSame)) local.owed.add(entry.id)
    if (entry.annotations.length > 0) local.annotated.add(entry.id)
  }
  const isMore = local.owed.size + local.annotated.size > remembered
  if (isMore || stale.size > 0) await local.write(stale)
  const records = new Map<string, SyncRecord>()
  for (const { entry, full } of updates) {
    const { id, updatedAt } = entry
    records.set(entryKey(id), { kind: 'entry', entry })
    if (full) {
      records.set(contentKey(id), { kind: 'content', html: full.content, updatedAt })
      local.owed.delete(id)
    }
    if (entry.annotations.length === 0) local.annotated.delete(id)
  }
  if (records.size > 0) await local.write(records)
}
