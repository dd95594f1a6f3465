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

/** How a job runs. `timeout` and `totalTimeout` apply to each item; `signal` ends the job. */
export interface JobOptions<Input = unknown> extends RequestOptions {
  /**
   * How many pieces of work run at once (default: 8); their requests still obey the client's
   * `limits`.
   */
  concurrency?: number | undefined
  /** Called with the job's progress whenever items are finished. */
  onProgress?: ((progress: JobProgress) => void) | undefined
  /** Called with the outcome of each item; if it returns a promise, the work waits for it. */
  onOutcome?: ((outcome: JobOutcome<Input>) => unknown) | undefined
  /**
   * Ends the job at the first item that is failed or unknown; items that have begun are finished.
   */
  stopOnError?: boolean | undefined
  /** Changes nothing: every item is skipped, and its `action` says what would be done. */
  dryRun?: boolean | undefined
  /** Refuses to start if there are more items than this. */
  expectAtMost?: number | undefined
  /**
   * Where the job records its progress, so that the same job continues there when it is started
   * again.
   */
  checkpoint?: CheckpointStore | undefined
}

/** The options of every job. A kind of job may have more. */
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
 * Refuses wrong and unknown options. If a misspelt `dryRun` were ignored, the job would write.
 *
 * @param flags - Further options of this kind of job, each true or false.
 * @throws InputError with code `invalid_option`.
 */
export function checkJobOptions(options: JobOptions<never>, flags: readonly string[] = []): void {
  checkOptions(options, { ...rules, ...Object.fromEntries(flags.map((name) => [name, aFlag])) })
}
