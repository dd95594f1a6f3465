import {
  aCount,
  aFlag,
  aFunction,
  aSignal,
  checkOptions,
  type OptionRules,
  oneOf,
} from '../errors/index.js'
import type { SyncProgress } from './events.js'

/** Which contents a run fetches. */
export type ContentChoice = 'none' | 'new' | 'all'

/** How a run is made. */
export interface RunOptions {
  /** Wait while somebody else who shares the store runs, until the signal aborts; refused with `sync_running` unless told. */
  wait?: boolean | undefined
  /** Ends the run when it aborts; what is stored stays, and the next run goes on. */
  signal?: AbortSignal | undefined
  /** Is told how far the run is. */
  onProgress?: ((progress: SyncProgress) => void) | undefined
  /**
   * Which contents to fetch, one request each: `none` (the default); `new`, of the entries that this
   * run adds or finds changed; `all`, of those that have none in the store as well.
   */
  content?: ContentChoice | undefined
  /** How many contents are fetched at once; 4 unless told, and never more than the client's own limit. */
  concurrency?: number | undefined
  /**
   * Also look for changed annotations, which do not change an entry's `updatedAt`: one request
   * more for each 1 000 entries that have annotations, and one for each entry that has lost its last.
   */
  annotations?: boolean | undefined
  /** Delete however many entries are gone, and also those that a restored server has lost. */
  allowMassDeletion?: boolean | undefined
}

/** The options of a run, all of them. */
export interface CheckedRunOptions {
  readonly wait: boolean
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: SyncProgress) => void) | undefined
  readonly content: ContentChoice
  readonly concurrency: number
  readonly annotations: boolean
  readonly allowMassDeletion: boolean
}

const rules: OptionRules<RunOptions> = {
  wait: aFlag,
  signal: aSignal,
  onProgress: aFunction,
  content: oneOf('none', 'new', 'all'),
  concurrency: aCount,
  annotations: aFlag,
  allowMassDeletion: aFlag,
}

/** Refuses options that are none, and fills in what is not given. */
export function checkRunOptions(options: RunOptions): CheckedRunOptions {
  checkOptions(options, rules)
  const { signal, onProgress, content = 'none', concurrency = 4 } = options
  const { wait = false, annotations = false, allowMassDeletion = false } = options
  return { wait, signal, onProgress, content, concurrency, annotations, allowMassDeletion }
}
