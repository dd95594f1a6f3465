import type { Entry, EntrySummary } from '../entries/entry.js'
import { isWallabagError, WallabagError } from '../errors/index.js'
import type { OpenItem } from './checkpoint.js'

/**
 * What became of one item of a job.
 *
 * - `done`: the change was made, or the file written.
 * - `skipped`: nothing was done; `reason` says why.
 * - `failed`: it was not done, or only partly; `error` says why.
 * - `unknown`: a request was sent and no usable answer came back, so it may or may not have been
 *   done.
 */
export type JobStatus = 'done' | 'skipped' | 'failed' | 'unknown'

/** What a job does to an entry, or would do without `dryRun`. */
export type JobAction = 'create' | 'update' | 'tag' | 'delete' | 'export' | 'find'

/**
 * Why an item was skipped.
 *
 * - `duplicate`: an earlier item of the job is the same entry.
 * - `exists`: the address is saved already, or the file exists, and the options say to leave it.
 * - `missing`: an entry to delete does not exist, or an entry that a filter found no longer exists.
 *   Also an entry that the filter of a resumed deletion no longer finds.
 * - `unchanged`: the entry already was as you wanted it, or the filter of a resumed update no longer
 *   finds it.
 * - `dry-run`: `dryRun` was given.
 */
export type SkipReason = 'duplicate' | 'exists' | 'missing' | 'unchanged' | 'dry-run'

/** The fields that jobs change, as they were before. */
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
  /** The item as you passed it; with a filter, what it found: id, address and title. */
  readonly input: Input
  /** Its position among the items, from 0. */
  readonly index: number
  /** What became of it. */
  readonly status: JobStatus
  /** The entry's id, if it is known. */
  readonly id: number | null
  /** The entry afterwards, if the server sent it; the mass endpoints send only ids. */
  readonly entry: Entry | null
  /**
   * The entry's fields before the change, if the job knows them without an extra request: because a
   * filter found the entry, you passed it as an entry with these fields, or the job had to look.
   * `null` for saves.
   */
  readonly before: EntryBefore | null
  /** What was done or tried, or with `dryRun` would be done; `null` if it did not get that far. */
  readonly action: JobAction | null
  /** Why the item was skipped, or `null`. */
  readonly reason: SkipReason | null
  /** Why the item failed or is unknown, or `null`. */
  readonly error: Error | null
  /** The name of the file that an export wrote; otherwise `null`. */
  readonly file: string | null
  /**
   * The ids of further entries for the same address, made by a first attempt whose answer was lost;
   * only for saves.
   */
  readonly duplicates: readonly number[]
}

/** One item while a job processes it. */
export interface Item<Input> {
  readonly input: Input
  /** Its index among the items of this run. */
  readonly index: number
  /** Its position in the source, by which a checkpoint identifies it. */
  readonly position: number
  /**
   * Whether a filter found it. If it no longer exists when its turn comes, that is not an error.
   */
  readonly isFound: boolean
  /** Whether the entry has a hash, so that its address can be looked up. */
  readonly isHashed: boolean
  /** The state from an earlier run, or `null` if no earlier run took it. */
  readonly left: OpenItem | null
  /** Whether the entry already has the wanted values, or `null` if that is not known. */
  readonly isSame: boolean | null
  /** The fields of the entry as far as they are known, or `null`. */
  readonly before: EntryBefore | null
  /** Why the item cannot be processed. */
  readonly problem: Error | null
}

/** The result of an item. */
export interface Result<Input> extends Omit<JobOutcome<Input>, 'input' | 'index'> {
  readonly item: Item<Input>
}

type Details = Partial<Omit<JobOutcome<unknown>, 'input' | 'index' | 'status'>>

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

/** The fields of an entry before it is changed. */
export function beforeOf({
  archived,
  starred,
  tags,
}: Pick<EntrySummary, 'archived' | 'starred' | 'tags'>): EntryBefore {
  return { archived, starred, tags: tags.map(({ label }) => label) }
}

/** The result of an item that was done. */
export function done<I>(item: Item<I>, action: JobAction, details: Details = {}): Result<I> {
  return result(item, 'done', { action, ...details })
}

/** The result of an item for which nothing was done. */
export function skipped<I>(item: Item<I>, reason: SkipReason, details: Details = {}): Result<I> {
  return result(item, 'skipped', { reason, ...details })
}

/** After these errors all other items would fail in the same way, so the job ends. */
const fatal = new Set<string>([
  'bad_credentials',
  'bad_client',
  'refresh_expired',
  'token_revoked',
  'signed_out',
  'store_of_another_account',
])

/**
 * The result of an item that was not done, or whose outcome is unknown.
 *
 * @throws The error itself if the sign-in failed, because that ends the job.
 */
export function failed<I>(item: Item<I>, reason: unknown, details: Details = {}): Result<I> {
  const error = reason instanceof Error ? reason : new Error(String(reason))
  const known = isWallabagError(error) ? error : null
  if (known && fatal.has(known.code)) throw known
  const status = known?.outcome === 'unknown' ? 'unknown' : 'failed'
  return result(item, status, { error, ...details })
}

/** Checks items one after another. An item that is refused becomes a failed result. */
export async function* checkEach<Input, Checked>(
  items: AsyncIterable<Item<Input>>,
  check: (item: Item<Input>) => Checked,
): AsyncGenerator<Checked | Result<Input>, void, undefined> {
  for await (const item of items) {
    try {
      yield check(item)
    } catch (error) {
      yield failed(item, error)
    }
  }
}

/** The error for an address without an entry. */
export function notSaved(): WallabagError {
  return new WallabagError('not_found_entry', 'No entry is saved under this address.', {
    outcome: 'refused',
  })
}
