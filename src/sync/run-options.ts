import { type EntryFilter, filterToWire } from '../entries/entry-filter.js'
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import { isAskedFor } from '../entries/page-proof.js'
import {
  aCount,
  aFlag,
  aFunction,
  anObject,
  aSignal,
  checkOptions,
  noSuch,
  type OptionRules,
  oneOf,
} from '../errors/index.js'
import type { SyncProgress } from './events.js'

/** Which contents a run fetches; see `RunOptions`. */
export type ContentChoice = 'none' | 'new' | 'all' | 'unread' | ContentFilter

/** A filter that can be applied to the entries in the store. */
export type ContentFilter = Omit<EntryFilter, 'parsed'>

/** The options of a run. */
export interface RunOptions {
  /**
   * Whether to wait while another program or tab that shares the store is running, until the signal
   * aborts (default: fail with `sync_running`).
   */
  wait?: boolean | undefined
  /**
   * Ends the run when it aborts; whatever is stored stays, and the next run continues from there.
   */
  signal?: AbortSignal | undefined
  /** Called with the progress of the run. */
  onProgress?: ((progress: SyncProgress) => void) | undefined
  /**
   * Which contents to fetch, with one request each: `none` (the default); `new`, those of entries
   * that this run adds or finds changed; `all`, also those that are missing in the store; `unread`,
   * like `all` but only for unread entries; or a filter such as `{ starred: true }`, like `all` but
   * only for its entries.
   */
  content?: ContentChoice | undefined
  /** How many contents are fetched at once (default: 4), within the client's own limits. */
  concurrency?: number | undefined
  /**
   * Whether to look for changed annotations as well. They do not change an entry's `updatedAt`, so
   * this takes one more request for each 1 000 entries with annotations, and one for each entry
   * that has lost its last annotation.
   */
  annotations?: boolean | undefined
  /**
   * Whether to delete entries no matter how many are gone, and even if the server seems to have
   * been restored from a backup.
   */
  allowMassDeletion?: boolean | undefined
}

/** The options of a run with defaults filled in. */
export interface CheckedRunOptions {
  readonly wait: boolean
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: SyncProgress) => void) | undefined
  readonly content: ContentChoice
  /** Whether the content of an entry should be fetched if the store does not have it. */
  readonly wants: (entry: EntrySummaryRecord) => boolean
  readonly concurrency: number
  readonly annotations: boolean
  readonly allowMassDeletion: boolean
}

const [words, isWord] = oneOf('none', 'new', 'all', 'unread')

const rules: OptionRules<RunOptions> = {
  wait: aFlag,
  signal: aSignal,
  onProgress: aFunction,
  content: [`${words}, or a filter`, (it) => isWord(it) || anObject[1](it)],
  concurrency: aCount,
  annotations: aFlag,
  allowMassDeletion: aFlag,
}

/** Refuses invalid options, and fills in the defaults. */
export function checkRunOptions(options: RunOptions): CheckedRunOptions {
  checkOptions(options, rules)
  const { signal, onProgress, content = 'none', concurrency = 4 } = options
  const { wait = false, annotations = false, allowMassDeletion = false } = options
  const wants = wantsOf(content)
  return { wait, signal, onProgress, content, wants, concurrency, annotations, allowMassDeletion }
}

/** The filters that the fields of a stored entry can be checked against. */
const filters: readonly (keyof ContentFilter)[] = [
  'archived',
  'starred',
  'public',
  'tags',
  'changedAfter',
  'domain',
  'annotated',
  'httpStatus',
]

function wantsOf(content: ContentChoice): (entry: EntrySummaryRecord) => boolean {
  if (content === 'unread') return ({ archived }) => !archived
  if (typeof content !== 'object') return () => content !== 'none'
  for (const name of Object.keys(content)) {
    if (filters.some((known) => known === name)) continue
    throw noSuch('invalid_filter', 'filter', name, filters)
  }
  const { query } = filterToWire(content)
  return (entry) => isAskedFor(query, entry)
}
