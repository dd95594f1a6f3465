import type { EntrySummaryRecord } from '../entries/entry-record.js'

/** The name of a field of a record. */
export type RecordField = keyof EntrySummaryRecord

/** The names of the fields in which two records differ. */
export function changedFields(
  before: EntrySummaryRecord,
  after: EntrySummaryRecord,
): RecordField[] {
  return fieldNames(after).filter((name) => !isEqual(before[name], after[name]))
}

function fieldNames(record: EntrySummaryRecord): RecordField[] {
  return Object.keys(record).filter((name): name is RecordField => name in record)
}

/** Compares as JSON, regardless of the order in which a store returns the keys. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))]
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isEqual(value, right.get(key)))
  )
}

/** The fields that identify an entry. */
type Identity = Pick<EntrySummaryRecord, 'id' | 'createdAt'>

/**
 * Whether two records are the same entry. The id is not enough, because a restored server, and some
 * databases, reuse ids.
 */
export function isSameEntry(a: Identity, b: Identity): boolean {
  return a.id === b.id && a.createdAt === b.createdAt
}
