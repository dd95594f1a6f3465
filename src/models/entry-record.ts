import { describe, InputError } from '../errors/index.js'
import type { WireEntry } from '../wire/entry.js'
import { annotationFromWire } from './annotation.js'
import {
  authorsFromWire,
  type Entry,
  type EntrySummary,
  headersFromWire,
  statusFromWire,
} from './entry.js'
import { isoFromWire } from './server-date.js'
import { tagFromWire } from './tag.js'

/** The same as plain JSON: each `Date` as an ISO 8601 text. */
type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Plain<T[Name]> }
      : T

/** An entry without its content as plain JSON, for stores and backups. */
export type EntrySummaryRecord = Plain<Omit<EntrySummary, 'raw'>>

/** An entry as plain JSON, for stores and backups. */
export type EntryRecord = Plain<Omit<Entry, 'raw'>>

/**
 * An entry as plain JSON, for stores and backups: the same names, dates as ISO 8601 texts. The JSON
 * that the server sent (`raw`) is not part of it.
 *
 * @param entry - An entry, with its content or without.
 * @returns A record that survives `JSON.stringify` and `structuredClone`.
 *
 * @example
 * ```ts
 * const line = JSON.stringify(toRecord(await wallabag.entries.get(1)))
 * ```
 */
export function toRecord(entry: Entry): EntryRecord
export function toRecord(entry: EntrySummary): EntrySummaryRecord
export function toRecord(entry: EntrySummary): EntrySummaryRecord {
  const { raw, ...plain } = entry
  return {
    ...plain,
    archivedAt: textOf(entry.archivedAt),
    starredAt: textOf(entry.starredAt),
    createdAt: entry.createdAt.toISOString(),
    updatedAt: entry.updatedAt.toISOString(),
    publishedAt: textOf(entry.publishedAt),
    annotations: entry.annotations.map((annotation) => ({
      ...annotation,
      createdAt: annotation.createdAt.toISOString(),
      updatedAt: annotation.updatedAt.toISOString(),
    })),
  }
}

/**
 * What `toRecord` makes of an entry, straight from the wire: a sync stores a whole library, and the
 * models in between would cost as much as everything else that it does.
 */
export function recordFromWire(wire: WireEntry, baseUrl: string): EntrySummaryRecord {
  const uid = wire.uid ?? null
  return {
    id: wire.id,
    uid,
    title: wire.title ?? null,
    url: wire.url ?? null,
    hashedUrl: wire.hashed_url ?? null,
    originUrl: wire.origin_url ?? null,
    givenUrl: wire.given_url ?? null,
    hashedGivenUrl: wire.hashed_given_url ?? null,
    archived: wire.is_archived === 1,
    archivedAt: isoOrNull(wire.archived_at),
    starred: wire.is_starred === 1,
    starredAt: isoOrNull(wire.starred_at),
    public: wire.is_public ?? uid !== null,
    createdAt: isoFromWire(wire.created_at),
    updatedAt: isoFromWire(wire.updated_at),
    publishedAt: isoOrNull(wire.published_at),
    authors: authorsFromWire(wire.published_by),
    annotations: (wire.annotations ?? []).map((annotation) => ({
      ...annotationFromWire(annotation),
      createdAt: isoFromWire(annotation.created_at),
      updatedAt: isoFromWire(annotation.updated_at),
    })),
    mimeType: wire.mimetype ?? null,
    language: wire.language ?? null,
    readingTime: wire.reading_time,
    domain: wire.domain_name ?? null,
    previewPicture: wire.preview_picture ?? null,
    httpStatus: statusFromWire(wire.http_status),
    headers: headersFromWire(wire.headers),
    tags: wire.tags.map(tagFromWire),
    userId: wire.user_id,
    userName: wire.user_name,
    userEmail: wire.user_email,
    publicUrl: uid === null ? null : `${baseUrl}/share/${uid}`,
    viewUrl: `${baseUrl}/view/${wire.id}`,
  }
}

function isoOrNull(text: string | null | undefined): string | null {
  return typeof text === 'string' ? isoFromWire(text) : null
}

/**
 * An entry as it was before `toRecord`; its `raw` is `null`.
 *
 * @param record - What `toRecord` made, perhaps parsed from JSON again.
 * @returns The entry, with its content if the record has it.
 * @throws InputError for what is no such record.
 *
 * @example
 * ```ts
 * const entry = fromRecord(JSON.parse(JSON.stringify(toRecord(await wallabag.entries.get(1)))))
 * ```
 */
export function fromRecord(record: EntryRecord): Entry
export function fromRecord(record: EntrySummaryRecord): EntrySummary
export function fromRecord(record: EntrySummaryRecord): EntrySummary {
  if (typeof record?.id !== 'number' || !Array.isArray(record.annotations)) {
    throw new InputError(
      'invalid_input',
      `record: expected what \`toRecord\` made, received ${describe(record)}.`,
    )
  }
  const entry = {
    ...record,
    archivedAt: record.archivedAt === null ? null : dateOf(record.archivedAt),
    starredAt: record.starredAt === null ? null : dateOf(record.starredAt),
    createdAt: dateOf(record.createdAt),
    updatedAt: dateOf(record.updatedAt),
    publishedAt: record.publishedAt === null ? null : dateOf(record.publishedAt),
    annotations: record.annotations.map((annotation) => ({
      ...annotation,
      createdAt: dateOf(annotation.createdAt),
      updatedAt: dateOf(annotation.updatedAt),
    })),
    raw: null,
  }
  return Object.defineProperty(entry, 'raw', { enumerable: false })
}

function textOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}

function dateOf(text: unknown): Date {
  const date = new Date(typeof text === 'string' ? text : Number.NaN)
  if (!Number.isNaN(date.getTime())) return date
  const message = `record: expected dates as \`toRecord\` writes them, received ${describe(text)}.`
  throw new InputError('invalid_input', message)
}
