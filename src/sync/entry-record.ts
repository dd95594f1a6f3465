import type { AnnotationRange } from '../models/annotation.js'
import type { EntrySummary } from '../models/entry.js'
import type { Tag } from '../models/tag.js'

/** A note on a passage, as a store keeps it. */
export interface AnnotationRecord {
  /** The annotation's number. */
  readonly id: number
  /** The note. */
  readonly text: string
  /** The passage. */
  readonly quote: string
  /** Where the passage is. */
  readonly ranges: readonly AnnotationRange[]
  /** When it was made, as ISO text in UTC. */
  readonly createdAt: string
  /** When it was last changed, as ISO text in UTC. */
  readonly updatedAt: string
  /** The display name of its author, or `null` for an account without one. */
  readonly user: string | null
}

/**
 * An entry as a store keeps it: the fields of `EntrySummary` with dates as ISO text in UTC, without
 * those that say who the owner is or follow from the others. Plain JSON, and small.
 */
export interface EntryRecord {
  /** The entry's number. */
  readonly id: number
  /** The secret part of its public link, or `null`. */
  readonly uid: string | null
  /** The title. */
  readonly title: string | null
  /** The address, after the redirects that the server met. */
  readonly url: string | null
  /** The hash by which the server finds `url`. */
  readonly hashedUrl: string | null
  /** The address that led here when it was another one. */
  readonly originUrl: string | null
  /** The address as it was given when it was saved. */
  readonly givenUrl: string | null
  /** The hash by which the server finds `givenUrl`. */
  readonly hashedGivenUrl: string | null
  /** Whether it is archived (read). */
  readonly archived: boolean
  /** When it was archived. */
  readonly archivedAt: string | null
  /** Whether it is starred. */
  readonly starred: boolean
  /** When it was starred. */
  readonly starredAt: string | null
  /** Whether it has a public link. */
  readonly public: boolean
  /** When it was saved; with the number it is the entry's identity. */
  readonly createdAt: string
  /** When anything but its annotations was last changed. */
  readonly updatedAt: string
  /** When the article was published. */
  readonly publishedAt: string | null
  /** Who wrote it. */
  readonly authors: readonly string[]
  /** The notes on it. */
  readonly annotations: readonly AnnotationRecord[]
  /** The MIME type of the fetched page. */
  readonly mimeType: string | null
  /** The language. */
  readonly language: string | null
  /** How many minutes it takes to read. */
  readonly readingTime: number
  /** The host of the address. */
  readonly domain: string | null
  /** The address of its picture. */
  readonly previewPicture: string | null
  /** The HTTP status that the server met when it fetched the page. */
  readonly httpStatus: number | null
  /** The headers of the fetched page. */
  readonly headers: Readonly<Record<string, string>> | null
  /** Its tags. */
  readonly tags: readonly Tag[]
}

/** The name of a field of a record. */
export type RecordField = keyof EntryRecord

/** An entry as a store keeps it. */
export function toEntryRecord(entry: EntrySummary): EntryRecord {
  return {
    id: entry.id,
    uid: entry.uid,
    title: entry.title,
    url: entry.url,
    hashedUrl: entry.hashedUrl,
    originUrl: entry.originUrl,
    givenUrl: entry.givenUrl,
    hashedGivenUrl: entry.hashedGivenUrl,
    archived: entry.archived,
    archivedAt: textOf(entry.archivedAt),
    starred: entry.starred,
    starredAt: textOf(entry.starredAt),
    public: entry.public,
    createdAt: entry.createdAt.toISOString(),
    updatedAt: entry.updatedAt.toISOString(),
    publishedAt: textOf(entry.publishedAt),
    authors: entry.authors,
    annotations: entry.annotations.map((annotation) => ({
      ...annotation,
      createdAt: annotation.createdAt.toISOString(),
      updatedAt: annotation.updatedAt.toISOString(),
    })),
    mimeType: entry.mimeType,
    language: entry.language,
    readingTime: entry.readingTime,
    domain: entry.domain,
    previewPicture: entry.previewPicture,
    httpStatus: entry.httpStatus,
    headers: entry.headers,
    tags: entry.tags,
  }
}

function textOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}

/** The names of the fields in which two records differ. */
export function changedFields(before: EntryRecord, after: EntryRecord): RecordField[] {
  return fieldNames(after).filter((name) => !isEqual(before[name], after[name]))
}

function fieldNames(record: EntryRecord): RecordField[] {
  return Object.keys(record).filter((name): name is RecordField => name in record)
}

/** Equal as JSON, whatever order a store gives the keys back in. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))]
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isEqual(value, right.get(key)))
  )
}
