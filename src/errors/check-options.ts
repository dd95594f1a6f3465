import { describe, describeNumber, describeSecret } from './describe.js'
import { expected, InputError, type InputErrorCode, noSuch } from './input-error.js'

/** What an option must be, in the words of the error message, and whether a value is that. */
export type OptionRule = readonly [what: string, holds: (value: unknown) => boolean]

/** A rule for each option of an interface. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule }

export const aText: OptionRule = ['a string', (value) => typeof value === 'string']
export const aFunction: OptionRule = ['a function', (value) => typeof value === 'function']
export const aFlag: OptionRule = ['true or false', (value) => typeof value === 'boolean']
export const anObject: OptionRule = ['an object', isObject]
export const aSignal: OptionRule = [
  'an AbortSignal',
  (it) => hasMethods(it, ['addEventListener', 'removeEventListener']),
]
export const milliseconds: OptionRule = ['milliseconds above 0', (it) => isNumber(it) && it > 0]
export const aCount: OptionRule = ['a whole number above 0', (it) => isWhole(it) && it > 0]
export const aWholeNumber: OptionRule = ['a whole number', isWhole]

/** A number that is not less than another. */
export function atLeast(least: number): OptionRule {
  return [`a number of at least ${least}`, (it) => isNumber(it) && it >= least]
}

/** A whole number that is not less than another. */
export function wholeAtLeast(least: number): OptionRule {
  return [
    `a whole number of at least ${least}`,
    (it) => Number.isInteger(it) && Number(it) >= least,
  ]
}

export function oneOf(...words: readonly string[]): OptionRule {
  const quoted = words.map((word) => `“${word}”`)
  const what = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
  return [what, (value) => typeof value === 'string' && words.includes(value)]
}

/** How the error for a wrong option is built. */
export interface Refusal {
  /** The code of the error (default: `invalid_option`). */
  readonly code?: InputErrorCode
  /** The object that the options belong to, for their names in the message. */
  readonly within?: string
  /**
   * Whether the options may contain a secret. Then the message shows only the type of values, and
   * hides names that look like a secret.
   */
  readonly secret?: boolean
}

/**
 * Refuses unknown options, because a misspelt one would have no effect, and invalid values. An
 * option that is `undefined` counts as not given.
 *
 * @throws InputError that says what was received and what was expected.
 */
export function checkOptions(
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
  { code = 'invalid_option', within, secret = false }: Refusal = {},
): void {
  const show = secret ? describeNumber : describe
  if (!isObject(options)) throw expected(code, within ?? 'options', 'an object', show(options))
  const path = (name: string) => (within ? `${within}.${name}` : name)
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(rules, name)) continue
    const shown = !secret || /^[A-Za-z]{1,30}$/.test(name) ? path(name) : (within ?? 'options')
    throw noSuch(code, 'option', shown, Object.keys(rules))
  }
  for (const [name, rule] of Object.entries(rules)) {
    checkOption(path(name), Reflect.get(options, name), rule, code, show)
  }
}

/**
 * Refuses an invalid value. `undefined` counts as not given.
 *
 * @throws InputError that says what was received and what was expected.
 */
export function checkOption(
  name: string,
  value: unknown,
  [what, holds]: OptionRule,
  code: InputErrorCode,
  show: (value: unknown) => string = describe,
): void {
  if (value !== undefined && !holds(value)) throw expected(code, name, what, show(value))
}

/**
 * Refuses an object that lacks a method. `undefined` counts as not given.
 *
 * @throws InputError that names the method.
 */
export function checkMethods(
  name: string,
  value: object | undefined,
  methods: readonly string[],
): void {
  if (value === undefined) return
  for (const method of methods) {
    const found: unknown = Reflect.get(value, method)
    if (typeof found === 'function') continue
    throw expected('invalid_option', `${name}.${method}`, 'a function', describeSecret(found))
  }
}

/**
 * Refuses text with half of a surrogate pair, which results from cutting between the two. No server
 * can store it: in a body it causes a 400, and in a mass call the server silently does nothing
 * (quirk 72).
 */
export function checkUnicode(text: string, name: string): string {
  if (!/\p{Surrogate}/u.test(text)) return text
  throw new InputError(
    'invalid_input',
    `${name}: expected text, received half of a character (a lone surrogate).`,
    'Cut text between whole characters, as `[...text]` does.',
  )
}

/** Whether a value is an object with these methods. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof Reflect.get(value, name) === 'function')
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isWhole(value: unknown): value is number {
  return isNumber(value) && Number.isSafeInteger(value) && value >= 0
}
