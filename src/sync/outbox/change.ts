import type { Annotation, AnnotationRange } from '../../annotations/annotation.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import type { ErrorCode } from '../../errors/index.js'
import { isSameEntry } from '../differences.js'

/** The fields that every queued change has. */
export interface ChangeHeader {
  readonly kind: 'change'
  /** Its place in the queue. */
  readonly number: number
  /** When it was queued, in milliseconds since 1970 on this machine; `null` when version 0.1 queued it. */
  readonly queuedAt: number | null
  /**
   * When it was last sent without a usable answer, in milliseconds since 1970 on this machine, or
   * `null`.
   */
  readonly triedAt: number | null
  /** Whether it was sent; it is removed once its effect is in the store. */
  readonly sent: boolean
  /** Why it could not be sent so far, or `null`. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null
}

/** An address to save. */
export interface SaveChange extends ChangeHeader {
  readonly type: 'save'
  /** The address. */
  readonly url: string
  /** The title to set, or `null` for the one the server finds. */
  readonly title: string | null
  /** The article as HTML, or `null` for the one the server finds. */
  readonly content: string | null
  /** The labels to add. */
  readonly tags: readonly string[]
  /** Whether it is to be archived, or `null` for no change. */
  readonly archived: boolean | null
  /** Whether it is to be starred, or `null` for no change. */
  readonly starred: boolean | null
}

/** Flags and tags of an entry to change. */
export interface UpdateChange extends ChangeHeader {
  readonly type: 'update'
  /** The entry's id. */
  readonly id: number
  /** When the entry was saved; its id may belong to another entry by now. */
  readonly createdAt: string
  /** Whether it is to be archived, or `null` for no change. */
  readonly archived: boolean | null
  /** Whether it is to be starred, or `null` for no change. */
  readonly starred: boolean | null
  /** The labels to add. */
  readonly add: readonly string[]
  /** The labels to remove. */
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

/** An annotation to create. */
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

/** An annotation as the user saw it. */
export interface SeenAnnotation {
  /** Its id, or `null` if the user saw it before its id was known. */
  readonly annotation: number | null
  /** The number of the change that creates it, if it has no id. */
  readonly change: number | null
  /** The passage. */
  readonly quote: string
  /** The note as it was. */
  readonly before: string
  /** Where the passage is. */
  readonly ranges: readonly AnnotationRange[]
}

/** An annotation whose note is to be changed. */
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

/** A change of an entry in the store. */
export type EntryChange = Exclude<QueuedChange, SaveChange>

/** Whether a change belongs to this entry, and not to another one that had the same id. */
export function isFor(change: QueuedChange, entry: EntrySummaryRecord): change is EntryChange {
  return change.type !== 'save' && isSameEntry(change, entry)
}

/**
 * The change without the time of an earlier attempt, after the server has shown that the attempt
 * had no effect.
 */
export function withoutAttempt<Change extends QueuedChange>(change: Change): Change {
  return { ...change, triedAt: null }
}

/** Whether a change concerns an annotation and not the entry. */
export function concernsNote(
  change: QueuedChange,
): change is AnnotateChange | UpdateAnnotationChange | DeleteAnnotationChange {
  return change.type !== 'save' && change.type !== 'update' && change.type !== 'delete'
}

/** A passage and the note on it. */
type Note = Pick<Annotation, 'quote' | 'text' | 'ranges'>

/** Whether two annotations have the same content. The server trims their texts. */
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

/** What to save along with an address. */
export interface QueuedSave {
  /** The article as HTML (default: the one the server finds). */
  content?: string | undefined
  /** The title (default: the one the server finds). */
  title?: string | undefined
  /** Labels to add. */
  tags?: readonly string[] | undefined
  /** Whether it is archived (read). */
  archived?: boolean | undefined
  /** Whether it is starred. */
  starred?: boolean | undefined
}

/** Labels to add to and to remove from an entry. */
export interface TagChanges {
  /** Labels to add. */
  add?: readonly string[] | undefined
  /** Labels to remove. */
  remove?: readonly string[] | undefined
}
