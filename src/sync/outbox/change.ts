import type { ErrorCode } from '../../errors/index.js'
import type { AnnotationRange } from '../../models/annotation.js'
import type { EntrySummaryRecord } from '../../models/entry-record.js'
import { isSameEntry } from '../rules.js'

/** What every queued change has. */
export interface ChangeHeader {
  readonly kind: 'change'
  /** Its place in the queue. */
  readonly number: number
  /** When it was last sent without learning how that ended, in milliseconds since 1970 on this machine; `null` when it was not. */
  readonly triedAt: number | null
  /** Whether it was sent; it goes when the store has what it did. */
  readonly sent: boolean
  /** Why it could not be sent so far, or `null`. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null
}

/** An address to save. */
export interface SaveChange extends ChangeHeader {
  readonly type: 'save'
  /** The address. */
  readonly url: string
  /** The title to set, or `null` for the one that the server finds. */
  readonly title: string | null
  /** The labels to add. */
  readonly tags: readonly string[]
  /** Whether to archive it, or `null` to leave that as it is. */
  readonly archived: boolean | null
  /** Whether to star it, or `null` to leave that as it is. */
  readonly starred: boolean | null
}

/** Flags and tags of an entry to change. */
export interface UpdateChange extends ChangeHeader {
  readonly type: 'update'
  /** The entry's number. */
  readonly id: number
  /** When the entry was saved: under its number there may be another one by now. */
  readonly createdAt: string
  /** Whether to archive it, or `null` to leave that as it is. */
  readonly archived: boolean | null
  /** Whether to star it, or `null` to leave that as it is. */
  readonly starred: boolean | null
  /** The labels to add. */
  readonly add: readonly string[]
  /** The labels to take off. */
  readonly remove: readonly string[]
}

/** An entry to delete. */
export interface DeleteChange extends ChangeHeader {
  readonly type: 'delete'
  /** The entry's number. */
  readonly id: number
  /** When the entry was saved. */
  readonly createdAt: string
}

/** A note to make. */
export interface AnnotateChange extends ChangeHeader {
  readonly type: 'annotate'
  /** The entry's number. */
  readonly id: number
  /** When the entry was saved. */
  readonly createdAt: string
  /** The passage. */
  readonly quote: string
  /** The note. */
  readonly text: string
  /** Where the passage is. */
  readonly ranges: readonly AnnotationRange[]
}

/** A local change on its way to the server. */
export type QueuedChange = SaveChange | UpdateChange | DeleteChange | AnnotateChange

/** A change of an entry that is in the store. */
export type EntryChange = Exclude<QueuedChange, SaveChange>

/** Whether a change is for this entry, and not for another one that had its number. */
export function isFor(change: QueuedChange, entry: EntrySummaryRecord): change is EntryChange {
  return change.type !== 'save' && isSameEntry(change, entry)
}

/** The header of a change that was not sent yet. */
export function newHeader(number: number): ChangeHeader {
  return { kind: 'change', number, triedAt: null, sent: false, failure: null }
}

/** A change of which the server shows that no earlier try has made it. */
export function unmade<Change extends QueuedChange>(change: Change): Change {
  return { ...change, triedAt: null }
}

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

/** Whether an entry has the note that is to be made. */
export function hasNote(
  entry: Pick<EntrySummaryRecord, 'annotations'>,
  { quote, text, ranges }: AnnotateChange,
): boolean {
  const wanted = JSON.stringify([quote, text.trim(), ranges.map(placeOf)])
  return entry.annotations.some(
    (note) => JSON.stringify([note.quote, note.text, note.ranges.map(placeOf)]) === wanted,
  )
}

function placeOf({ start, startOffset, end, endOffset }: AnnotationRange) {
  return [start, startOffset, end, endOffset]
}

/** Labels of either list, once each. */
export function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}

function without(labels: readonly string[], others: readonly string[]): string[] {
  return labels.filter((label) => !others.includes(label))
}
