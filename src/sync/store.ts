import type { MaybePromise } from '../auth/token-store.js'
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import type { StoreEvent } from './events.js'
import type { QueuedChange } from './outbox/change.js'

/** The key of the state. */
export const stateKey = 'state'
/** The key of the state that is shared by everyone who uses the store. */
export const queueKey = 'queue'
/** The prefix of the keys of entries. */
export const entryPrefix = 'entry/'
/** The prefix of the keys of contents. */
export const contentPrefix = 'content/'
/** The prefix of the keys of queued changes. */
export const changePrefix = 'change/'

/** The key of an entry. */
export const entryKey = (id: number): string => `${entryPrefix}${id}`
/** The key of an entry's content. */
export const contentKey = (id: number): string => `${contentPrefix}${id}`
/**
 * The key of a queued change. The number is padded so that the keys have the order of the changes.
 */
export const changeKey = (number: number): string =>
  `${changePrefix}${String(number).padStart(12, '0')}`

/** The number in a key. */
export function numberIn(key: string): number {
  return Number(key.slice(key.indexOf('/') + 1))
}

/** What a sync remembers between runs, under the key `state`. */
export interface SyncState {
  readonly kind: 'state'
  /**
   * The version of the records' format; 1 in a store that only version 0.1 of this package has
   * written.
   */
  readonly version: 1 | 2
  /** The server whose entries these are. */
  readonly server: string
  /** The user whose entries these are. */
  readonly user: number
  /** Whether the first run reached its end. */
  readonly filled: boolean
  /** The highest id that an unfinished first run has stored. */
  readonly mark: number
  /**
   * The latest `updatedAt` seen so far that was not in the future by the server's clock; `null` for
   * an empty library.
   */
  readonly watermark: string | null
  /** The id of the entry that has it. */
  readonly newest: number | null
  /** Whether the server ever used an offset other than +0000. */
  readonly zoned: boolean
  /** The server's time in the last run, in milliseconds since 1970; `null` if it cannot be read. */
  readonly serverTime: number | null
  /**
   * The time of this machine at that moment, in milliseconds since 1970; used only to tell how much
   * time has passed.
   */
  readonly clientTime: number
  /** The page that the next run reads again even if nothing seems to have changed. */
  readonly nextPage: number
  /**
   * Whether the server showed entries older than those in the store, and deletions have not been
   * checked yet.
   */
  readonly restored: boolean
  /** The ids of entries whose data on the server is malformed. */
  readonly unreadable: readonly number[]
  /** The ids of entries whose content is to be fetched, or fetched again. */
  readonly owed: readonly number[]
  /** The ids of entries with annotations. */
  readonly annotated: readonly number[]
}

/** The state of a new store. */
export function newState(server: string, user: number): SyncState {
  return {
    kind: 'state',
    version: 2,
    server,
    user,
    filled: false,
    mark: 0,
    watermark: null,
    newest: null,
    zoned: false,
    serverTime: null,
    clientTime: 0,
    nextPage: 1,
    restored: false,
    unreadable: [],
    owed: [],
    annotated: [],
  }
}

/** An entry in a store, under `entry/` and its id. */
export interface StoredEntry {
  readonly kind: 'entry'
  /** The entry as the server last showed it. */
  readonly entry: EntrySummaryRecord
}

/** The content of an entry in a store, under `content/` and its id. */
export interface StoredContent {
  readonly kind: 'content'
  /**
   * The article as HTML, as the server last showed it. It comes from strangers: sanitise it before
   * you show it.
   */
  readonly html: string | null
  /**
   * The entry's `updatedAt` at that time; if it is another one now, the content may have changed.
   */
  readonly updatedAt: string
}

/** What the programs and tabs that share a store tell each other, under the key `queue`. */
export interface QueueState {
  readonly kind: 'queue'
  /** The highest number of a queued change so far. */
  readonly last: number
  /**
   * Who is running; until when that holds without a new sign of life, in milliseconds since 1970;
   * and the number of the change that is being sent.
   */
  readonly run: {
    readonly owner: string
    readonly until: number
    readonly sending: number | null
  } | null
}

/**
 * What a store returns for a record that exists but cannot be read, so that it is reported and not
 * taken for missing.
 */
export interface DamagedRecord {
  readonly kind: 'damaged'
}

/** A record in a store: a plain object that survives JSON. */
export type SyncRecord =
  | StoredEntry
  | StoredContent
  | QueuedChange
  | SyncState
  | QueueState
  | DamagedRecord

/** The changes of a write: for each key the record to store, or `null` to delete it. */
export type StoreChanges = ReadonlyMap<string, SyncRecord | null>

/**
 * Records of plain JSON under keys of lower-case letters, digits and at most one slash, such as
 * `entry/17`.
 */
export interface SyncRecords {
  /**
   * Returns the records under these keys, in the order of the keys; `null` or `undefined` where
   * there is none.
   */
  get(keys: readonly string[]): MaybePromise<readonly (SyncRecord | null | undefined)[]>
  /** Returns the keys that begin with this text, in any order. */
  keys(prefix: string): MaybePromise<readonly string[]>
  /**
   * Writes records, and deletes those that are `null`. This should be all or nothing; a store that
   * cannot do that must write each record completely, in the order of the map.
   */
  write(changes: StoreChanges): unknown
}

/**
 * Where a sync keeps the local copy, of a single account. With `get`, `keys` and `write` it serves
 * one process, in which everyone uses the same object; to be shared further it also needs `queue`.
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
export interface SyncStore extends SyncRecords {
  /**
   * Runs a task while no other object, tab or process that shares the store runs one. The task
   * takes milliseconds and uses only the records that it is given. When this resolves, what the
   * task wrote is on the disk; this should be one transaction, all or nothing.
   */
  queue?<T>(task: (records: SyncRecords) => Promise<T>): Promise<T>
  /**
   * Takes the turn to run, which ends with the process or page that holds it; for platforms that
   * know who is alive. Without this method signs of life are kept in the store, and after a run was
   * killed the next one waits for half a minute.
   *
   * @param wait - The signal that ends the waiting; `null` not to wait.
   * @returns A function that gives the turn back, or `null` if somebody else has it.
   */
  run?(wait: { readonly signal: AbortSignal | undefined } | null): Promise<(() => unknown) | null>
  /** Tells the others that share the store what happened in it. */
  tell?(event: StoreEvent): void
  /**
   * Listens for what others tell.
   *
   * @returns A function that stops listening.
   */
  listen?(listener: (event: StoreEvent) => void): () => void
}

/**
 * A store in memory, for tests and for tools that start from scratch each time.
 *
 * @returns An empty store.
 *
 * @example
 * ```ts
 * const sync = createSync(wallabag, { store: memoryStore() })
 * ```
 */
export function memoryStore(): SyncStore {
  const records = new Map<string, SyncRecord>()
  return {
    get: (keys) => keys.map((key) => records.get(key)),
    keys: (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)),
    write(changes) {
      for (const [key, record] of changes) {
        if (record === null) records.delete(key)
        else records.set(key, record)
      }
    },
  }
}
