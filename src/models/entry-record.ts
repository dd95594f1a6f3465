import { describe, InputError } from '../errors/index.js'
import type { Entry, EntrySummary } from './entry.js'

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
