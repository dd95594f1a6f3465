import { describe, InputError } from '../errors/index.js'
import { checkRequestOptions } from '../http/scope.js'
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
  checkpoint: ['a store with `get`, `set` and `delete`', isStore],
}

/**
 * Refuses options that are wrong or unknown: a misspelt `dryRun` would write.
 *
 * @throws InputError with code `invalid_option`.
 */
export function checkJobOptions(options: JobOptions<never>, more: readonly string[] = []): void {
  checkRequestOptions(options)
  for (const [name, value] of Object.entries(options)) {
    if (more.includes(name)) continue
    const check = isKnown(name) ? known[name] : undefined
    if (check === undefined) {
      const names = [...Object.keys(known), ...more].join(', ')
      const message = `${name}: there is no such option; known are ${names}.`
      throw new InputError('invalid_option', message)
    }
    if (check === null || value === undefined || check[1](value)) continue
    const message = `${name}: expected ${check[0]}, received ${describe(value)}.`
    throw new InputError('invalid_option', message)
  }
}

function isKnown(name: string): name is keyof typeof known {
  return Object.hasOwn(known, name)
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isStore(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return ['get', 'set', 'delete'].every((name) => typeof Reflect.get(value, name) === 'function')
}
