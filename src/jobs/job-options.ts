import {
  aCount,
  aFlag,
  aFunction,
  aWholeNumber,
  checkOptions,
  hasMethods,
  type OptionRules,
} from '../errors/index.js'
import { type RequestOptions, requestRules } from '../http/scope.js'
import type { CheckpointStore } from './checkpoint.js'
import type { JobOutcome } from './outcome.js'
import type { JobProgress } from './report.js'

/** How a job runs. `timeout` and `totalTimeout` are for each item, `signal` ends the job. */
export interface JobOptions<Input = unknown> extends RequestOptions {
  /** How many pieces of work are under way at once (default: 8); `limits` of the client bounds their requests. */
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

/** What every job knows; a kind of job may know more. */
const rules: OptionRules<JobOptions> = {
  ...requestRules,
  concurrency: aCount,
  onProgress: aFunction,
  onOutcome: aFunction,
  stopOnError: aFlag,
  dryRun: aFlag,
  expectAtMost: aWholeNumber,
  checkpoint: [
    'a store with `get`, `set` and `delete`',
    (value) => hasMethods(value, ['get', 'set', 'delete']),
  ],
}

/**
 * Refuses options that are wrong or unknown: a misspelt `dryRun` would write.
 *
 * @param flags - What this kind of job knows beside them, each true or false.
 * @throws InputError with code `invalid_option`.
 */
export function checkJobOptions(options: JobOptions<never>, flags: readonly string[] = []): void {
  checkOptions(options, { ...rules, ...Object.fromEntries(flags.map((name) => [name, aFlag])) })
}
