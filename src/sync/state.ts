/** What a sync remembers between runs, under `state`. */
export interface SyncState {
  readonly kind: 'state'
  /** The form of the records. */
  readonly version: 1
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
    version: 1,
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
