import type { EntrySummaryRecord } from '../models/entry-record.js'
import { changedFields, type RecordField } from './changed-fields.js'
import { fetchContents } from './content.js'
import type { EventBatches, SyncEvent } from './event.js'
import { contentKey, entryKey } from './keys.js'
import type { FullEntry } from './reader.js'
import { isSameEntry, wentBack } from './rules.js'
import type { RunParts } from './run-parts.js'
import { contentsAtOnce } from './sizes.js'
import type { StoredContent, SyncRecord } from './store.js'

interface Difference {
  readonly before: EntrySummaryRecord | null
  readonly after: EntrySummaryRecord
}

/**
 * Brings the store in line with entries as the server shows them. What they changed is told first
 * and stored when the consumer asks for more: if it ends in between, it is told again.
 */
export async function* apply(run: RunParts, entries: readonly EntrySummaryRecord[]): EventBatches {
  const stored = await run.local.entries(entries.map(({ id }) => id))
  const differences: Difference[] = []
  for (const after of entries) {
    const before = stored.get(after.id) ?? null
    const isSame = before !== null && changedFields(before, after).length === 0
    if (!isSame) differences.push({ before, after })
  }
  const size = run.options.content === 'none' ? differences.length : contentsAtOnce
  for (let start = 0; start < differences.length; start += size) {
    yield* applyPart(run, differences.slice(start, start + size))
  }
}

/** Fetches the contents of entries that are in the store, and brings the store in line with them. */
export async function* applyContents(run: RunParts, ids: readonly number[]): EventBatches {
  for (let start = 0; start < ids.length; start += contentsAtOnce) {
    run.progress('content', start, ids.length)
    const stored = await run.local.entries(ids.slice(start, start + contentsAtOnce))
    yield* applyPart(
      run,
      [...stored.values()].map((entry) => ({ before: entry, after: entry })),
    )
  }
}

async function* applyPart(run: RunParts, differences: readonly Difference[]): EventBatches {
  const { local, options } = run
  const remembered = local.owed.size + local.annotated.size
  const ids = differences.map(({ after }) => after.id)
  const fetched =
    options.content === 'none' ? new Map<number, FullEntry | null>() : await fetchContents(run, ids)
  const contents = await local.contents(ids.filter((id) => local.known.has(id)))
  const records = new Map<string, SyncRecord | null>()
  const stale = new Map<string, null>()
  const settled = { owed: new Set<number>(), annotated: new Set<number>() }
  const events: SyncEvent[] = []
  for (const { before, after: seen } of differences) {
    const { id } = seen
    const full = fetched.get(id)
    // Deleted between the two requests: nothing of it is new, and a later step finds it gone.
    if (full === null) continue
    const entry = full?.entry ?? seen
    const same = before !== null && isSameEntry(before, entry)
    const content = same ? (contents.get(id) ?? null) : null
    const html = full ? full.content : null
    events.push(...eventsOf(before, entry, full, content))
    records.set(entryKey(id), { kind: 'entry', entry })
    if (full) records.set(contentKey(id), { kind: 'content', html, updatedAt: entry.updatedAt })
    if (contents.has(id) && !content) stale.set(contentKey(id), null)
    if (full) settled.owed.add(id)
    if (full || content) local.owed.add(id)
    if (entry.annotations.length > 0) local.annotated.add(id)
    else settled.annotated.add(id)
  }
  const restored = differences.some(
    ({ before, after }) =>
      before && isSameEntry(before, after) && wentBack(before, after, local.state.zoned),
  )
  // Before anything is stored: afterwards nothing would tell any more that the server went back.
  if (restored) await local.write(new Map(), { restored: true })
  run.allowDeletion(events.flatMap(({ type, entry }) => (type === 'deleted' ? [entry] : [])))
  if (events.length > 0) yield events
  // Where a write is cut off, an entry can be there without its content: that it lacks it is
  // remembered before, and that it has it afterwards.
  const isMore = local.owed.size + local.annotated.size > remembered
  if (isMore || stale.size > 0) await local.write(stale)
  for (const id of settled.owed) local.owed.delete(id)
  for (const id of settled.annotated) local.annotated.delete(id)
  if (records.size > 0) await local.write(records)
}

function eventsOf(
  before: EntrySummaryRecord | null,
  entry: EntrySummaryRecord,
  full: FullEntry | undefined,
  stored: StoredContent | null,
): SyncEvent[] {
  const content = full?.content ?? null
  if (!before) return [{ type: 'added', entry, content }]
  if (!isSameEntry(before, entry)) {
    return [
      { type: 'deleted', entry: before },
      { type: 'added', entry, content },
    ]
  }
  const fields: (RecordField | 'content')[] = changedFields(before, entry)
  if (full && full.content !== (stored?.html ?? null)) fields.push('content')
  return fields.length > 0 ? [{ type: 'changed', entry, before, fields, content }] : []
}
