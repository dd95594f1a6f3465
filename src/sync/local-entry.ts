import type { Annotation } from '../annotations/annotation.js'
import { parts } from '../api/chunks.js'
import type { EntrySummary } from '../entries/entry.js'
import { type EntrySummaryRecord, fromRecord } from '../entries/entry-record.js'
import type { Tag } from '../values/tag.js'
import {
  type AnnotateChange,
  type DeleteAnnotationChange,
  isFor,
  isSameNote,
  type QueuedChange,
  type UpdateAnnotationChange,
} from './outbox/change.js'
import { readWaiting } from './outbox/queue.js'
import { entryKey, entryPrefix, numberIn, type SyncRecords } from './store.js'

const atOnce = 200

/** An annotation of an entry in the store, with local changes applied. */
export interface LocalAnnotation extends Omit<Annotation, 'id'> {
  /** Its id, or `null` for one that the server does not have yet. */
  readonly id: number | null
  /** The number of the queued change that creates it, or `null` for one that the server has. */
  readonly change: number | null
}

/** A tag of an entry in the store, with local changes applied. */
export interface LocalTag extends Omit<Tag, 'id' | 'slug'> {
  /** The tag's id, or `null` until the server has added it to the entry. */
  readonly id: number | null
  /** The label as it appears in web addresses, or `null` until then. */
  readonly slug: string | null
}

/**
 * An entry of the store, with the local changes that the server does not have yet. It looks like an
 * entry of a list, except for the ids that only the server can give.
 */
export interface LocalEntry extends Omit<EntrySummary, 'raw' | 'tags' | 'annotations'> {
  /** Its tags, including those that wait to be added. */
  readonly tags: readonly LocalTag[]
  /** Its annotations, including those that wait to be created. */
  readonly annotations: readonly LocalAnnotation[]
  /** Whether local changes to it wait to be sent, or were sent and are not in the store yet. */
  readonly pending: boolean
}

/** The entries of a store, newest first, with local changes applied. */
export async function* localEntries(
  records: SyncRecords,
  wanted?: readonly number[],
): AsyncGenerator<LocalEntry, void, undefined> {
  const { changes } = await readWaiting(records)
  const known = wanted ?? (await records.keys(entryPrefix)).map(numberIn)
  const ids = [...new Set(known)].sort((a, b) => b - a)
  for (const part of parts(ids, atOnce)) {
    for (const record of await records.get(part.map(entryKey))) {
      const entry = record?.kind === 'entry' ? withChanges(record.entry, changes) : null
      if (entry) yield entry
    }
  }
}

/** An entry with its queued changes applied, or `null` if it is to be deleted. */
export function withChanges(
  record: EntrySummaryRecord,
  changes: readonly QueuedChange[],
): LocalEntry | null {
  const own = changes.filter((change) => isFor(change, record))
  const entry = fromRecord(record)
  let { archived, starred } = entry
  const tags = new Map<string, LocalTag>(entry.tags.map((tag) => [tag.label, tag]))
  let annotations: LocalAnnotation[] = entry.annotations.map(storedNote)
  for (const change of own) {
    switch (change.type) {
      case 'delete':
        return null
      case 'annotate':
        // A change that was never tried creates another annotation, even with the same content.
        if (
          (change.triedAt === null && !change.sent) ||
          !annotations.some((annotation) => isSameNote(annotation, change))
        )
          annotations.push(queuedNote(change))
        break
      case 'update-annotation':
        annotations = annotations.map((annotation) =>
          isAbout(change, annotation) ? { ...annotation, text: change.text } : annotation,
        )
        break
      case 'delete-annotation':
        annotations = annotations.filter((annotation) => !isAbout(change, annotation))
        break
      case 'update':
        archived = change.archived ?? archived
        starred = change.starred ?? starred
        for (const label of change.add) {
          if (!tags.has(label)) tags.set(label, { id: null, label, slug: null })
        }
        for (const label of change.remove) tags.delete(label)
    }
  }
  return {
    ...entry,
    archived,
    starred,
    tags: [...tags.values()],
    annotations,
    pending: own.length > 0,
  }
}

/** An annotation that the server has. */
export function storedNote<Found extends object>(
  annotation: Found,
): Found & { readonly change: null } {
  return { ...annotation, change: null }
}

/** An annotation that a queued change will create. */
export function queuedNote({
  number,
  quote,
  text,
  ranges,
  queuedAt,
}: AnnotateChange): LocalAnnotation {
  const createdAt = new Date(queuedAt ?? 0)
  const updatedAt = createdAt
  return { id: null, change: number, quote, text, ranges, createdAt, updatedAt, user: null }
}

/** A change of an existing annotation, or of one that will be created. */
export type NoteChange = UpdateAnnotationChange | DeleteAnnotationChange

/** Whether a change concerns an existing annotation, or one that will be created. */
export function isNoteChange(change: QueuedChange): change is NoteChange {
  return change.type === 'update-annotation' || change.type === 'delete-annotation'
}

/** The fields that identify an annotation. */
export type SeenNote = Omit<LocalAnnotation, 'createdAt' | 'updatedAt' | 'user'>

/** Whether a change concerns this annotation. */
export function isAbout(change: QueuedChange, seen: SeenNote): change is NoteChange {
  if (!isNoteChange(change)) return false
  if (change.annotation !== null && seen.id !== null) return change.annotation === seen.id
  if (change.change !== null && seen.change !== null) return change.change === seen.change
  return isSameNote({ ...change, text: change.before }, seen)
}
