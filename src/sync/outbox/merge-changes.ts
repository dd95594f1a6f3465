// Merges changes of one entry.
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import type { UpdateChange } from './change.js'

/** The flags and tags that a local change sets. */
export type EntryUpdate = Pick<UpdateChange, 'archived' | 'starred' | 'add' | 'remove'>

/** Merges two changes of an entry. The later one wins for each field and label. */
export function mergeUpdates(earlier: EntryUpdate, later: EntryUpdate): EntryUpdate {
  return {
    archived: later.archived ?? earlier.archived,
    starred: later.starred ?? earlier.starred,
    add: union(without(earlier.add, later.remove), later.add),
    remove: union(without(earlier.remove, later.add), later.remove),
  }
}

/** The part of a change that an entry with these flags and labels does not have yet. */
export function remainingUpdate(
  update: EntryUpdate,
  entry: Pick<EntrySummaryRecord, 'archived' | 'starred' | 'tags'>,
): EntryUpdate {
  const labels = entry.tags.map(({ label }) => label)
  return {
    archived: update.archived === entry.archived ? null : update.archived,
    starred: update.starred === entry.starred ? null : update.starred,
    add: without(update.add, labels),
    remove: update.remove.filter((label) => labels.includes(label)),
  }
}

/** Whether a change sets nothing. */
export function isEmptyUpdate({ archived, starred, add, remove }: EntryUpdate): boolean {
  return archived === null && starred === null && add.length === 0 && remove.length === 0
}

/** The labels of both lists without duplicates. */
export function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}

function without(labels: readonly string[], others: readonly string[]): string[] {
  return labels.filter((label) => !others.includes(label))
}
