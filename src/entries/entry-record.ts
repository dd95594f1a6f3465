import type { DatedAnnotation } from '../annotations/annotation.js'
import type { WireEntry } from '../contract/entry-schemas.js'
import { unexpectedInput } from '../errors/index.js'
import { isoFromWire } from '../values/ids-and-dates.js'
import { type Entry, type EntrySummary, PlainEntry } from './entry.js'

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
  return { ...plain, ...withDates(entry, (date) => date.toISOString()) }
}

/**
 * What `toRecord` makes of an entry, straight from the wire: a sync stores a whole library, and the
 * models in between would cost as much as everything else that it does.
 */
export function recordFromWire(wire: WireEntry, baseUrl: string): EntrySummaryRecord {
  return { ...new PlainEntry(wire, baseUrl, isoFromWire) }
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
    throw unexpectedInput('record', 'what `toRecord` made', record)
  }
  const entry = { ...record, ...withDates(record, dateOf), raw: null }
  return Object.defineProperty(entry, 'raw', { enumerable: false })
}

/** What of an entry is a moment, and what holds one. */
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
