import type { EntrySummaryRecord } from '../models/entry-record.js'
import { entryKey, entryPrefix, numberIn } from './keys.js'
import { isFor, type QueuedChange } from './outbox/change.js'
import type { SyncStore } from './store.js'

const atOnce = 200

/** An entry of the store as the user left it: with the local changes that the server does not have yet. */
export interface LocalEntry extends Omit<EntrySummaryRecord, 'tags'> {
  /** The labels of its tags. */
  readonly tags: readonly string[]
  /** Whether local changes of it wait to be sent, or for the store to have what they did. */
  readonly pending: boolean
}

/** The entries of a store, newest first, as the user left them. */
export async function* localEntries(
  store: SyncStore,
  changes: readonly QueuedChange[],
): AsyncGenerator<LocalEntry, void, undefined> {
  const ids = (await store.keys(entryPrefix)).map(numberIn).sort((a, b) => b - a)
  for (let start = 0; start < ids.length; start += atOnce) {
    const records = await store.get(ids.slice(start, start + atOnce).map(entryKey))
    for (const record of records) {
      const entry = record?.kind === 'entry' ? asLeft(record.entry, changes) : null
      if (entry) yield entry
    }
  }
}

/** An entry with the changes that wait for it; `null` when it is to be deleted. */
export function asLeft(
  entry: EntrySummaryRecord,
  changes: readonly QueuedChange[],
): LocalEntry | null {
  let { archived, starred } = entry
  let pending = false
  const tags = new Set(entry.tags.map(({ label }) => label))
  for (const change of changes) {
    if (!isFor(change, entry)) continue
    if (change.type === 'delete') return null
    pending = true
    if (change.type === 'annotate') continue
    archived = change.archived ?? archived
    starred = change.starred ?? starred
    for (const label of change.add) tags.add(label)
    for (const label of change.remove) tags.delete(label)
  }
  return { ...entry, archived, starred, tags: [...tags], pending }
}
