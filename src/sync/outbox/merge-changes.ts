// Changes of one entry merged into one.
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import type { UpdateChange } from './change.js'

/** What a local change wants of an entry's flags and tags. */
export type Wanted = Pick<UpdateChange, 'archived' | 'starred' | 'add' | 'remove'>

/** Two wishes for one entry, the later of which wins field by field and label by label. */
export function mergeWanted(earlier: Wanted, later: Wanted): Wanted {
  return {
    archived: later.archived ?? earlier.archived,
    starred: later.starred ?? earlier.starred,
    add: union(without(earlier.add, later.remove), later.add),
    remove: union(without(earlier.remove, later.add), later.remove),
  }
}

/** What is left of a wish once an entry has these flags and labels. */
export function stillWanted(
  wanted: Wanted,
  entry: Pick<EntrySummaryRecord, 'archived' | 'starred' | 'tags'>,
): Wanted {
  const labels = entry.tags.map(({ label }) => label)
  return {
    archived: wanted.archived === entry.archived ? null : wanted.archived,
    starred: wanted.starred === entry.starred ? null : wanted.starred,
    add: without(wanted.add, labels),
    remove: wanted.remove.filter((label) => labels.includes(label)),
  }
}

/** Whether nothing is wanted any more. */
export function isNothing({ archived, starred, add, remove }: Wanted): boolean {
  return archived === null && starred === null && add.length === 0 && remove.length === 0
}

/** Labels of either list, once each. */
export function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}

function without(labels: readonly string[], others: readonly string[]): string[] {
  return labels.filter((label) => !others.includes(label))
}
