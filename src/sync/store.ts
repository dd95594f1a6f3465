import type { MaybePromise } from '../auth/token-store.js'
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import type { StoreEvent } from './events.js'
import type { QueuedChange } from './outbox/change.js'

/** The key of the state. */
export const stateKey = 'state'
/** The key of what those who share a store tell each other. */
export const queueKey = 'queue'
/** How the keys of entries begin. */
export const entryPrefix = 'entry/'
/** How the keys of contents begin. */
export const contentPrefix = 'content/'
/** How the keys of queued changes begin. */
export const changePrefix = 'change/'

/** The key of an entry. */
export const entryKey = (id: number): string => `${entryPrefix}${id}`
/** The key of an entry's content. */
export const contentKey = (id: number): string => `${contentPrefix}${id}`
/** The key of a queued change; padded, so that the order of the keys is the order of the changes. */
export const changeKey = (number: number): string =>
  `${changePrefix}${String(number).padStart(12, '0')}`

/** The number in a key. */
export function numberIn(key: string): number {
  return Number(key.slice(key.indexOf('/') + 1))
}

/** What a sync remembers between runs, under `state`. */
export interface SyncState {
  readonly kind: 'state'
  /** The form of the records; 1 in a store that only version 0.1 has written. */
  readonly version: 1 | 2
  /** The server whose entries these are. */
  readonly server: string
  /** The user whose entries these are. */
  readonly user: number
  /** Whether the first run came to its end. */
  readonly filled: boolean
  /** The highest number that an unfinished first run has stored. */
  readonly mark: number
  /** The latest `updatedAt` that was seen, of a clock that said it was not in the future; `null` for an empty library. */
  readonly watermark: string | null
  /** The entry that has it. */
  readonly newest: number | null
  /** Whether the server was ever seen at another offset than +0000. */
  readonly zoned: boolean
  /** What the server's clock said in the last run, in milliseconds since 1970; `null` where it cannot be read. */
  readonly serverTime: number | null
  /** What the clock of this machine said then; only how much time has passed is ever taken from it. */
  readonly clientTime: number
  /** The page that the next run reads again although nothing is known to have changed. */
  readonly nextPage: number
  /** Whether the server showed older entries than the store has, and what is gone was not looked at yet. */
  readonly restored: boolean
  /** Entries that the server has and that made no sense. */
  readonly unreadable: readonly number[]
  /** Entries whose content is to be fetched, or fetched again. */
  readonly owed: readonly number[]
  /** Entries with annotations. */
  readonly annotated: readonly number[]
}

/** What a new store begins with. */
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

/** What those who share a store tell each other, under `queue`. */
export interface QueueState {
  readonly kind: 'queue'
  /** The highest number that a queued change was given. */
  readonly last: number
  /** Who runs; until when that counts without a new sign of life, in milliseconds since 1970; and the number of the change that is being sent. */
  readonly run: {
    readonly owner: string
    readonly until: number
    readonly sending: number | null
  } | null
}

/** What a store gives for a record that is there and cannot be read, so that it is named and not taken for none. */
export interface DamagedRecord {
  readonly kind: 'damaged'
}

/** Everything that a sync keeps in a store: plain objects that survive JSON. */
export type SyncRecord =
  | StoredEntry
  | StoredContent
  | QueuedChange
  | SyncState
  | QueueState
  | DamagedRecord

/** What a write changes: the record for each key, or `null` to delete it. */
export type StoreChanges = ReadonlyMap<string, SyncRecord | null>

/** Records of plain JSON under keys of lower-case letters, digits and one slash, such as `entry/17`. */
export interface SyncRecords {
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

/**
 * Where a sync keeps what it knows, of one account alone. With `get`, `keys` and `write` it is for one
 * process, where all who use it use the same object. To be shared it also has `queue`.
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
   * Runs a task while nobody else who shares the store runs one: other objects, tabs and processes.
   * The task takes milliseconds, asks nothing but the records that it is given, and what it wrote is on
   * the disk when this resolves; best in one transaction, all or nothing.
   */
  queue?<T>(task: (records: SyncRecords) => Promise<T>): Promise<T>
  /**
   * Takes the turn to run, which ends with the process or page that has it: where the platform knows
   * who lives. Without it a sign of life in the store counts, and a run that was killed is waited for
   * half a minute.
   *
   * @param wait - Who may end the waiting; `null` to wait for nobody.
   * @returns What gives the turn back, or `null` when somebody else has it.
   */
  run?(wait: { readonly signal: AbortSignal | undefined } | null): Promise<(() => unknown) | null>
  /** Tells the others who share the store what happened in it. */
  tell?(event: StoreEvent): void
  /**
   * Listens to what others tell.
   *
   * @returns What ends it.
   */
  listen?(listener: (event: StoreEvent) => void): () => void
}

/**
 * A store that lives as long as the process: for tests, and for tools that begin anew each time.
 *
 * @returns A store, empty.
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
