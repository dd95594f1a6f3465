import { describe, expected, type InputError, noSuch } from '../errors/index.js'
import type { SyncProgress } from './events.js'

/** Which contents a run fetches. */
export type ContentChoice = 'none' | 'new' | 'all'

/** How a run is made. */
export interface RunOptions {
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
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: SyncProgress) => void) | undefined
  readonly content: ContentChoice
  readonly concurrency: number
  readonly annotations: boolean
  readonly allowMassDeletion: boolean
}

const known: readonly string[] = [
  'signal',
  'onProgress',
  'content',
  'concurrency',
  'annotations',
  'allowMassDeletion',
] satisfies (keyof RunOptions)[]

/** Refuses options that are none, and fills in what is not given. */
export function checkRunOptions(options: RunOptions): CheckedRunOptions {
  const { signal, onProgress, content = 'none', concurrency = 4 } = options
  const { annotations = false, allowMassDeletion = false } = options
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw noSuch('invalid_option', 'option', name, known)
  }
  if (!['none', 'new', 'all'].includes(content)) {
    throw refuse('content', '“none”, “new” or “all”', content)
  }
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw refuse('concurrency', 'a whole number above 0', concurrency)
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw refuse('onProgress', 'a function', onProgress)
  }
  for (const [name, flag] of Object.entries({ annotations, allowMassDeletion })) {
    if (typeof flag !== 'boolean') throw refuse(name, 'true or false', flag)
  }
  return { signal, onProgress, content, concurrency, annotations, allowMassDeletion }
}

function refuse(name: string, what: string, received: unknown): InputError {
  return expected('invalid_option', name, what, describe(received))
}
