// Stores entries in IndexedDB with many in one row, because writing a row takes longer than writing
// its content.
import { parts } from '../api/chunks.js'
import type { SyncRecord } from './store.js'

/** The largest number of entries in a row. A change of one entry writes the whole row. */
const mostInRow = 50

/**
 * Entries by id. The key of a row is the list of its ids in ascending order. IndexedDB sorts lists
 * after all texts, and by their first numbers. The id ranges of rows do not overlap.
 */
type Row = Map<number, SyncRecord>

/** The ids of all entries. */
export async function entryIds(rows: IDBObjectStore): Promise<number[]> {
  const keys = await resultOf(rows.getAllKeys(IDBKeyRange.lowerBound([])))
  return keys.flatMap(idsIn)
}

/** Reads entries by id. The result also contains other entries of the same rows. */
export async function readEntries(rows: IDBObjectStore, ids: readonly number[]): Promise<Row> {
  const found: Row = new Map()
  let first = Infinity
  for (const id of [...ids].sort((a, b) => b - a)) {
    if (id >= first) continue
    const row = await rowFor(rows, id)
    for (const [each, record] of row) {
      found.set(each, record)
      first = Math.min(first, each)
    }
  }
  return found
}

/** Writes entries, and deletes those that are `null`. */
export async function writeEntries(
  rows: IDBObjectStore,
  changes: ReadonlyMap<number, SyncRecord | null>,
): Promise<void> {
  let row: Row = new Map()
  let end = 0
  for (const [id, record] of [...changes].sort(byId)) {
    if (id >= end) {
      put(rows, row)
      row = await rowFor(rows, id)
      if (row.size > 0) rows.delete([...row.keys()])
      const next = await resultOf(rows.getKey(IDBKeyRange.lowerBound([id, []])))
      end = idsIn(next)[0] ?? Infinity
    }
    if (record) row.set(id, record)
    else row.delete(id)
  }
  put(rows, row)
}

/** The row that contains an entry if it is stored: the last row that does not begin after it. */
async function rowFor(rows: IDBObjectStore, id: number): Promise<Row> {
  const cursor = await resultOf(rows.openCursor(IDBKeyRange.bound([], [id, []]), 'prev'))
  return new Map(cursor?.value)
}

/** Writes entries as as many rows as they need. */
function put(rows: IDBObjectStore, row: Row): void {
  const entries = [...row].sort(byId)
  for (const part of parts(entries, mostInRow)) {
    rows.put(
      part,
      part.map(([id]) => id),
    )
  }
}

const byId = ([a]: readonly [number, unknown], [b]: readonly [number, unknown]) => a - b

const idsIn = (key: IDBValidKey | undefined) => (Array.isArray(key) ? key.map(Number) : [])

/** The result of a request of a transaction. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
