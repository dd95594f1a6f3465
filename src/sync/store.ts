import type { MaybePromise } from '../auth/token-store.js'
import type { EntrySummaryRecord } from '../models/entry-record.js'
import type { QueuedChange } from './outbox/change.js'
import type { SyncState } from './state.js'

/** An entry in a store, under `entry/` and its number. */
export interface StoredEntry {
  readonly kind: 'entry'
  /** The entry as the server last showed it. */
  readonly entry: EntrySummaryRecord
}

/** The content of an entry in a store, under `content/` and its number. */
export interface StoredContent {
  readonly kind: 'content'
  /** The article as HTML, as the server last showed it: somebody else's, so sanitise it before showing it. */
  readonly html: string | null
  /** The `updatedAt` that the entry had then; another one means that it may have changed since. */
  readonly updatedAt: string
}

/** Everything that a sync keeps in a store: plain objects that survive JSON. */
export type SyncRecord = StoredEntry | StoredContent | QueuedChange | SyncState

/** What a write changes: the record for each key, or `null` to delete it. */
export type StoreChanges = ReadonlyMap<string, SyncRecord | null>

/**
 * Where a sync keeps what it knows: records of plain JSON under keys of lower-case letters, digits
 * and one slash, such as `entry/17`. One store is for one account, and for one sync at a time.
 *
 * @example
 * ```ts
 * const records = new Map<string, SyncRecord>()
 * const store: SyncStore = {
 *   get: (keys) => keys.map((key) => records.get(key)),
 *   keys: (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)),
 *   write(changes) {
 *     for (const [key, record] of changes) {
 *       if (record) records.set(key, record)
 *       else records.delete(key)
 *     }
 *   },
 * }
 * ```
 */
export interface SyncStore {
  /** The records under these keys, in the order of the keys; `null` or `undefined` where there is none. */
  get(keys: readonly string[]): MaybePromise<readonly (SyncRecord | null | undefined)[]>
  /** The keys that begin with this text, in any order. */
  keys(prefix: string): MaybePromise<readonly string[]>
  /**
   * Writes records, and deletes those that are `null`. Best all or nothing; a store that cannot do
   * that must write each record whole, and in the order of the map.
   */
  write(changes: StoreChanges): unknown
}
