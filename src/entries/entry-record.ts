import type { DatedAnnotation } from '../annotations/annotation.js'
import type { WireEntry } from '../contract/entry-schemas.js'
import { unexpectedInput } from '../errors/index.js'
import { isoFromWire } from '../values/ids-and-dates.js'
import { type Entry, type EntrySummary, PlainEntry } from './entry.js'

/** A type as plain JSON, with each `Date` as ISO 8601 text. */
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
 * Turns an entry into plain JSON, for stores and backups: the same fields, with dates as ISO 8601
 * strings. `raw`, the JSON that the server sent, is left out.
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
  return { ...plain, ...withDates(entry, (date) => date.toISOString()) }
}

/**
 * Does the same as `toRecord`, but directly from the JSON of the server. A sync stores a whole
 * library, and creating models first would double the cost.
 */
export function recordFromWire(wire: WireEntry, baseUrl: string): EntrySummaryRecord {
  return { ...new PlainEntry(wire, baseUrl, isoFromWire) }
}

/**
 * Turns a record from `toRecord` into an entry again; its `raw` is `null`.
 *
 * @param record - A record from `toRecord`, perhaps read back from JSON.
 * @returns The entry, with its content if the record has it.
 * @throws InputError for anything that is not such a record.
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
    throw unexpectedInput('record', 'what `toRecord` made', record)
  }
  const entry = { ...record, ...withDates(record, dateOf), raw: null }
  return Object.defineProperty(entry, 'raw', { enumerable: false })
}

/** Which fields of an object are dates, and which contain objects with dates. */
interface Dated<D> {
  readonly archivedAt: D | null
  readonly starredAt: D | null
  readonly createdAt: D
  readonly updatedAt: D
  readonly publishedAt: D | null
  readonly annotations: readonly DatedAnnotation<D>[]
}

function withDates<From, To>(entry: Dated<From>, convert: (date: From) => To): Dated<To> {
  const maybe = (date: From | null) => (date === null ? null : convert(date))
  return {
    archivedAt: maybe(entry.archivedAt),
    starredAt: maybe(entry.starredAt),
    createdAt: convert(entry.createdAt),
    updatedAt: convert(entry.updatedAt),
    publishedAt: maybe(entry.publishedAt),
    annotations: entry.annotations.map((annotation) => ({
      ...annotation,
      createdAt: convert(annotation.createdAt),
      updatedAt: convert(annotation.updatedAt),
    })),
  }
}

function dateOf(text: unknown): Date {
  const date = new Date(typeof text === 'string' ? text : Number.NaN)
  if (!Number.isNaN(date.getTime())) return date
  throw unexpectedInput('record', 'dates as `toRecord` writes them', text)
}
