import type { ErrorCode } from '../errors/index.js'

/** Something about one entry or one queued change that did not work; the run went on without it. */
export interface SyncFailure {
  /** The entry's number, or `null` for a save that has none yet. */
  readonly id: number | null
  /** The kind of failure. */
  readonly code: ErrorCode
  /** What happened. */
  readonly message: string
}

/** What a run did. */
export interface SyncSummary {
  /** How many entries the store did not have. */
  readonly added: number
  /** How many entries were not as the store had them. */
  readonly changed: number
  /** How many entries the server no longer has. */
  readonly deleted: number
  /** How many queued changes reached the server, or turned out to be done already. */
  readonly sent: number
  /** How many queued changes are left because their entry is gone. */
  readonly dropped: number
  /** How many queued changes wait for the next run. */
  readonly waiting: number
  /** What did not work; the store keeps what it had of these. */
  readonly failures: readonly SyncFailure[]
  /** Whether the run came to its end; leaving its iteration early does not let it. */
  readonly complete: boolean
  /** How long it took, in milliseconds. */
  readonly duration: number
}

/** How far a run is. */
export interface SyncProgress {
  /** What it is doing: sending queued changes, filling an empty store, reading what changed, checking, comparing everything, or fetching contents. */
  readonly phase: 'sending' | 'filling' | 'reading' | 'checking' | 'comparing' | 'content'
  /** How many entries, or changes, of this phase are done. */
  readonly done: number
  /** How many there are, or `null` when that is not known. */
  readonly total: number | null
}
