import type { Annotation, AnnotationRange } from '../../annotations/annotation.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import type { ErrorCode } from '../../errors/index.js'
import { isSameEntry } from '../differences.js'

/** What every queued change has. */
export interface ChangeHeader {
  readonly kind: 'change'
  /** Its place in the queue. */
  readonly number: number
  /** When it was queued, in milliseconds since 1970 on this machine; `null` when version 0.1 queued it. */
  readonly queuedAt: number | null
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
  /** The article as HTML, or `null` for what the server finds. */
  readonly content: string | null
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
  /** The entry's id. */
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
  /** The entry's id. */
  readonly id: number
  /** When the entry was saved. */
  readonly createdAt: string
}

/** A note to make. */
export interface AnnotateChange extends ChangeHeader {
  readonly type: 'annotate'
  /** The entry's id. */
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

/** An annotation as its reader saw it. */
export interface SeenAnnotation {
  /** Its number, or `null` when its reader saw it before the server had told that. */
  readonly annotation: number | null
  /** The change that makes it, for one without a number. */
  readonly change: number | null
  /** The passage. */
  readonly quote: string
  /** The note as it was. */
  readonly before: string
  /** Where the passage is. */
  readonly ranges: readonly AnnotationRange[]
}

/** The note of an annotation to change. */
export interface UpdateAnnotationChange extends ChangeHeader, SeenAnnotation {
  readonly type: 'update-annotation'
  /** The entry's id. */
  readonly id: number
  /** When the entry was saved. */
  readonly createdAt: string
  /** The note to set. */
  readonly text: string
}

/** An annotation to delete. */
export interface DeleteAnnotationChange extends ChangeHeader, SeenAnnotation {
  readonly type: 'delete-annotation'
  /** The entry's id. */
  readonly id: number
  /** When the entry was saved. */
  readonly createdAt: string
}

/** A local change on its way to the server. */
export type QueuedChange =
  | SaveChange
  | UpdateChange
  | DeleteChange
  | AnnotateChange
  | UpdateAnnotationChange
  | DeleteAnnotationChange

/** A change of an entry that is in the store. */
export type EntryChange = Exclude<QueuedChange, SaveChange>

/** Whether a change is for this entry, and not for another one that had its number. */
export function isFor(change: QueuedChange, entry: EntrySummaryRecord): change is EntryChange {
  return change.type !== 'save' && isSameEntry(change, entry)
}

/** A change of which the server shows that no earlier try has made it. */
export function unmade<Change extends QueuedChange>(change: Change): Change {
  return { ...change, triedAt: null }
}

/** Whether a change is about the note of a passage, and not about the entry. */
export function isOfNote(
  change: QueuedChange,
): change is AnnotateChange | UpdateAnnotationChange | DeleteAnnotationChange {
  return change.type !== 'save' && change.type !== 'update' && change.type !== 'delete'
}

/** A passage and the note on it. */
type Note = Pick<Annotation, 'quote' | 'text' | 'ranges'>

/** Whether two notes are the same but for their numbers; the server trims their texts. */
export function isSameNote(a: Note, b: Note): boolean {
  return contentOf(a) === contentOf(b)
}

function contentOf({ quote, text, ranges }: Note): string {
  const places = ranges.map(({ start, startOffset, end, endOffset }) => [
    start,
    startOffset,
    end,
    endOffset,
  ])
  return JSON.stringify([quote, text.trim(), places])
}

/** What is saved along with an address. */
export interface QueuedSave {
  /** The article as HTML (default: what the server finds). */
  content?: string | undefined
  /** The title (default: the one that the server finds). */
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
