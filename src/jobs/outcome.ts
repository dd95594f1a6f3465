import type { RequestOptions } from '../http/scope.js'
import type { Entry } from '../models/entry.js'
import type { CheckpointStore } from './checkpoint-store.js'

/**
 * What became of one item of a job.
 *
 * - `done`: the change was made, or the file written.
 * - `skipped`: nothing was to be done, and nothing was; `reason` says why.
 * - `failed`: it was not done, or only in part; `error` says why.
 * - `unknown`: a request was sent and no usable answer came back.
 */
export type JobStatus = 'done' | 'skipped' | 'failed' | 'unknown'

/** What a job does to an entry, or with `dryRun` would do. */
export type JobAction = 'create' | 'update' | 'tag' | 'delete' | 'export' | 'find'

/**
 * Why an item was skipped.
 *
 * - `duplicate`: an earlier item of the job is the same entry.
 * - `exists`: the address is saved already, or the file is there, and it was asked to leave it so.
 * - `missing`: an entry to delete is not there, or one that a filter found is there no more.
 * - `unchanged`: the entry was as it was wanted.
 * - `dry-run`: `dryRun` was given.
 */
export type SkipReason = 'duplicate' | 'exists' | 'missing' | 'unchanged' | 'dry-run'

/** What became of one item of a job. */
export interface JobOutcome<Input> {
  /** The item as it was given; for a filter what it found: id, address and title. */
  readonly input: Input
  /** Its place among the items, from 0. */
  readonly index: number
  /** What became of it. */
  readonly status: JobStatus
  /** The entry's number, as far as it is known. */
  readonly id: number | null
  /** The entry afterwards, when the server sent it; mass calls bring ids alone. */
  readonly entry: Entry | null
  /** What was done, tried or, with `dryRun`, would be done; `null` when it did not come to that. */
  readonly action: JobAction | null
  /** Why it was skipped; `null` unless it was. */
  readonly reason: SkipReason | null
  /** Why it failed or is unknown; `null` unless it is. */
  readonly error: Error | null
  /** The name of the file that was written; `null` for all but exports. */
  readonly file: string | null
  /** The ids of other entries that a lost first try made of the same address; empty for all but saves. */
  readonly duplicates: readonly number[]
}

/** How far a job has come. */
export interface JobProgress {
  /** How many items were done. */
  readonly done: number
  /** How many were skipped. */
  readonly skipped: number
  /** How many failed. */
  readonly failed: number
  /** Of how many it is not known. */
  readonly unknown: number
  /** How many were finished by earlier runs with the same checkpoint. */
  readonly before: number
  /** How many items there are, earlier runs included; `null` for a source that does not say. */
  readonly total: number | null
  /** Items a second, on average so far. */
  readonly rate: number
  /** Milliseconds until the end at this rate; `null` when the total is not known. */
  readonly remaining: number | null
}

/** How a job runs. `timeout` and `totalTimeout` are for each item, `signal` ends the job. */
export interface JobOptions<Input = unknown> extends RequestOptions {
  /** How many pieces of work are under way at once, 8 unless told; `limits` of the client bounds their requests. */
  concurrency?: number | undefined
  /** Is told how far the job has come, whenever items were finished. */
  onProgress?: ((progress: JobProgress) => void) | undefined
  /** Is told what became of each item; when it returns a promise, the work waits for it. */
  onOutcome?: ((outcome: JobOutcome<Input>) => unknown) | undefined
  /** Ends the job at the first item that fails or remains unknown; those under way are finished. */
  stopOnError?: boolean | undefined
  /** Looks and plans, and writes nothing: outcomes are skipped and say the `action`. */
  dryRun?: boolean | undefined
  /** Refuses to begin when there are more items than this. */
  expectAtMost?: number | undefined
  /** Where the job remembers how far it came, so that the same job, started again, goes on from there. */
  checkpoint?: CheckpointStore | undefined
}
