import type { Entry, EntrySummary } from '../entries/entry.js'
import { isWallabagError, WallabagError } from '../errors/index.js'
import type { OpenItem } from './checkpoint.js'

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

/** What jobs change of an entry, as it was before. */
export interface EntryBefore {
  /** Whether it was archived (read). */
  readonly archived: boolean
  /** Whether it was starred. */
  readonly starred: boolean
  /** The labels of its tags. */
  readonly tags: readonly string[]
}

/** What became of one item of a job. */
export interface JobOutcome<Input> {
  /** The item as it was given; for a filter what it found: id, address and title. */
  readonly input: Input
  /** Its place among the items, from 0. */
  readonly index: number
  /** What became of it. */
  readonly status: JobStatus
  /** The entry's id, as far as it is known. */
  readonly id: number | null
  /** The entry afterwards, when the server sent it; mass calls bring ids alone. */
  readonly entry: Entry | null
  /**
   * What the entry was before, where the job knows it without a request for this alone: a filter
   * found the entry, it was given as an entry that says so, or the job looked. `null` for saves.
   */
  readonly before: EntryBefore | null
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

/** One item on its way through a job. */
export interface Item<Input> {
  readonly input: Input
  /** Its place among the items of this run. */
  readonly index: number
  /** Its place in the source, by which a checkpoint knows it. */
  readonly position: number
  /** Whether a filter found it: if it is gone when its turn comes, nobody misses it. */
  readonly isFound: boolean
  /** Whether the server can say who has its address. */
  readonly isHashed: boolean
  /** What an earlier run left of it; `null` for one that was not touched yet. */
  readonly left: OpenItem | null
  /** Whether it was found as it is wanted; `null` when nobody has looked. */
  readonly isSame: boolean | null
  /** What its entry is, as far as it is known; `null` when it is not. */
  readonly before: EntryBefore | null
  /** Why nothing can be done with it. */
  readonly problem: Error | null
}

/** What became of an item. */
export interface Result<Input> extends Omit<JobOutcome<Input>, 'input' | 'index'> {
  readonly item: Item<Input>
}

interface Details {
  readonly id?: number | null
  readonly entry?: Entry | null
  readonly before?: EntryBefore | null
  readonly action?: JobAction | null
  readonly reason?: SkipReason | null
  readonly error?: Error | null
  readonly file?: string | null
  readonly duplicates?: readonly number[]
}

const nothing = {
  id: null,
  entry: null,
  action: null,
  reason: null,
  error: null,
  file: null,
  duplicates: [],
}

function result<I>(item: Item<I>, status: JobStatus, details: Details): Result<I> {
  return { item, status, ...nothing, before: item.before, ...details }
}

/** What an entry is before it is changed. */
export function beforeOf({
  archived,
  starred,
  tags,
}: Pick<EntrySummary, 'archived' | 'starred' | 'tags'>): EntryBefore {
  return { archived, starred, tags: tags.map(({ label }) => label) }
}

/** The item was done. */
export function done<I>(item: Item<I>, action: JobAction, details: Details = {}): Result<I> {
  return result(item, 'done', { action, ...details })
}

/** Nothing was to be done. */
export function skipped<I>(item: Item<I>, reason: SkipReason, details: Details = {}): Result<I> {
  return result(item, 'skipped', { reason, ...details })
}

/** After these every other item would fail in the same way, so the job ends. */
const fatal = new Set<string>([
  'bad_credentials',
  'bad_client',
  'refresh_expired',
  'token_revoked',
  'signed_out',
  'store_of_another_account',
])

/**
 * The item was not done, or nobody knows.
 *
 * @throws The error itself when the sign-in has failed, and with it the job.
 */
export function failed<I>(item: Item<I>, reason: unknown, details: Details = {}): Result<I> {
  const error = reason instanceof Error ? reason : new Error(String(reason))
  const known = isWallabagError(error) ? error : null
  if (known && fatal.has(known.code)) throw known
  const status = known?.outcome === 'unknown' ? 'unknown' : 'failed'
  return result(item, status, { error, ...details })
}

/** The error for an address under which nothing is saved. */
export function notSaved(): WallabagError {
  return new WallabagError('not_found_entry', 'No entry is saved under this address.', {
    outcome: 'refused',
  })
}
