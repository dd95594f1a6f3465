import { isWallabagError, WallabagError } from '../errors/index.js'
import type { Entry } from '../models/entry.js'
import type { OpenItem } from './checkpoint-store.js'
import type { JobAction, JobOutcome, JobStatus, SkipReason } from './outcome.js'

/** One item on its way through a job. */
export interface Item<Input> {
  readonly input: Input
  /** Its place among the items of this run. */
  readonly index: number
  /** Its place in the source, by which a checkpoint knows it. */
  readonly position: number
  /** Whether a filter found it: if it is gone when its turn comes, nobody misses it. */
  readonly isFound: boolean
  /** What an earlier run left of it; `null` for one that was not touched yet. */
  readonly left: OpenItem | null
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
  return { item, status, ...nothing, ...details }
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
