import type { MaybePromise } from '../auth/token-store.js'

/** One item that was begun and not finished, or that failed. */
export interface OpenItem {
  /** Its place in the source; for a filter its id. */
  readonly position: number
  /** When its write was begun, in milliseconds since 1970; `null` when it was not. */
  readonly begun: number | null
  /** What the job must know to go on with it, such as the name of a file. */
  readonly note: string | null
}

/** How far a job came, as a store keeps it. Nothing in it is secret. */
export interface CheckpointData {
  /** The form of this data. */
  readonly version: 1
  /** A hash of the kind of job, its options, the server and the user. */
  readonly fingerprint: string
  /** The place of the last item that was taken; -1 for none. */
  readonly position: number
  /** A hash of all items up to there, to recognise the source. */
  readonly digest: string
  /** How many items were finished. */
  readonly finished: number
  /** The items up to there that are not finished. */
  readonly open: readonly OpenItem[]
}

/**
 * Where the checkpoint of one job survives: the same three methods as a token store, so that a
 * `Map` or anything like Keyv fits as it is. One store serves one job at a time.
 */
export interface CheckpointStore {
  /** What was kept under a key; `undefined` or `null` when there is nothing. */
  get(key: string): MaybePromise<CheckpointData | null | undefined>
  /** Keeps it, wholly or not at all. */
  set(key: string, data: CheckpointData): unknown
  /** Forgets it. */
  delete(key: string): unknown
}
