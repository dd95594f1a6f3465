import { describe, expected, noSuch } from '../errors/index.js'
import { checkBounds, type RequestOptions } from '../http/scope.js'
import type { CheckpointStore } from './checkpoint.js'
import type { JobOutcome } from './outcome.js'
import type { JobProgress } from './report.js'

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

type Check = readonly [string, (value: unknown) => boolean]

const isFunction: Check = ['a function', (value) => typeof value === 'function']
const isFlag: Check = ['true or false', (value) => typeof value === 'boolean']

/** What every job knows; a kind of job may know more. */
const known: { readonly [Name in keyof Required<JobOptions>]: Check | null } = {
  signal: null,
  timeout: null,
  totalTimeout: null,
  concurrency: ['a whole number above 0', (value) => isWhole(value) && value > 0],
  onProgress: isFunction,
  onOutcome: isFunction,
  stopOnError: isFlag,
  dryRun: isFlag,
  expectAtMost: ['a whole number', isWhole],
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
  checkBounds(options)
  const checks = new Map<string, Check | null>([
    ...Object.entries(known),
    ...flags.map((name) => [name, isFlag] as const),
  ])
  for (const [name, value] of Object.entries(options)) {
    const check = checks.get(name)
    if (check === undefined) throw noSuch('invalid_option', 'option', name, checks.keys())
    if (check === null || value === undefined || check[1](value)) continue
    throw expected('invalid_option', name, check[0], describe(value))
  }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Whether a value is an object with these methods. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  return names.every((name) => typeof Reflect.get(value, name) === 'function')
}
