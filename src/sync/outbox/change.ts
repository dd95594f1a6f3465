import type { AnnotationRange } from '../../annotations/annotation.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import type { ErrorCode } from '../../errors/index.js'
import { isSameEntry } from '../differences.js'

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

/** What is saved along with an address. */
export interface QueuedSave {
  /** The title; the one that the server finds unless told. */
  title?: string | undefined
  /** Labels to add. */
  tags?: readonly string[] | undefined
  /** Whether it is archived (read). */
  archived?: boolean | undefined
  /** Whether it is starred. */
  starred?: boolean | undefined
}

/** Labels to add to an entry and to take off it. */
export interface TagChanges {
  /** Labels that the entry is to have. */
  add?: readonly string[] | undefined
  /** Labels that it is not to have. */
  remove?: readonly string[] | undefined
}
