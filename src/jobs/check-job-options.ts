import { describe, expected, noSuch } from '../errors/index.js'
import { checkBounds } from '../http/scope.js'
import type { JobOptions } from './outcome.js'

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
