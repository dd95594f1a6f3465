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

/** What an entry is known by. */
type Identity = Pick<EntrySummaryRecord, 'id' | 'createdAt'>

/** A number alone is no identity: a restored server, and some databases, give it away again. */
export function isSameEntry(a: Identity, b: Identity): boolean {
  return a.id === b.id && a.createdAt === b.createdAt
}
