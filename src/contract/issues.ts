import * as z from 'zod/mini'
import { compile } from './compiled.js'

/** One thing that is wrong with a value. It never holds the value itself, which may be a secret. */
export interface WireIssue {
  /** Where, e.g. `_embedded.items[3].title`; empty for the whole value. */
  path: string
  /** What should be there. */
  expected: string
  /** The type of what is there, for a string with its length. */
  received: string
}

/** What {@link validate} finds. */
export type Validation<T> = { ok: true; value: T } | { ok: false; issues: WireIssue[] }

type RawIssue = z.core.$ZodIssue

/**
 * Checks a value that came from a server. The value is returned as it is, unknown keys included:
 * servers add keys, and that is not an error.
 *
 * @param schema A schema of this folder, plain or compiled by `z.compile`.
 * @param value Parsed JSON.
 * @returns The value with its type, or all that is wrong with it. Never throws.
 * @example
 * ```ts
 * const result = validate(tagSchema, { id: 1, label: 7, slug: 't:a' })
 * // { ok: false, issues: [{ path: 'label', expected: 'string', received: 'number' }] }
 * ```
 */
export function validate<T extends z.core.$ZodType>(
  schema: T,
  value: unknown,
): Validation<z.input<T>> {
  if (matches(schema, value)) return { ok: true, value }
  const result = z.safeParse(schema, value)
  const issues = result.error?.issues ?? []
  return { ok: false, issues: issues.flatMap((issue) => readable(issue, [], value)) }
}

/** Whether a value is what a schema says; the fast way, without saying what is wrong. */
export function matches<T extends z.core.$ZodType>(schema: T, value: unknown): value is z.input<T> {
  // Not safeParse: it would build a copy, without the unknown keys.
  return z.validate(compile(schema), value)
}

function readable(issue: RawIssue, parent: PropertyKey[], root: unknown): WireIssue[] {
  const path = [...parent, ...issue.path]
  if (issue.code === 'invalid_union') {
    // An alternative that took the value itself and stumbled inside it is the one that was meant.
    const meant = issue.errors.find((errors) => errors.every((error) => error.path.length > 0))
    if (meant) return meant.flatMap((error) => readable(error, path, root))
  }
  return [{ path: showPath(path), expected: expectation(issue), received: typeAt(root, path) }]
}

function expectation(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' | ')
    case 'invalid_format':
      return issue.pattern === undefined ? issue.format : `string matching ${issue.pattern}`
    case 'too_big':
      return `${issue.origin} of at most ${issue.maximum}`
    case 'too_small':
      return `${issue.origin} of at least ${issue.minimum}`
    case 'unrecognized_keys':
      return 'no other keys'
    case 'invalid_union':
      // The first issue of each alternative is about the type; what follows, about a value that has it.
      return issue.errors.flatMap(([first]) => (first ? [expectation(first)] : [])).join(' | ')
    default:
      return 'a valid value'
  }
}

function typeAt(root: unknown, path: PropertyKey[]): string {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return 'nothing'
    value = Object.getOwnPropertyDescriptor(value, key)?.value
  }
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'string' ? `string of length ${value.length}` : typeof value
}

// A key that is no plain name is data (a URL in the answer of `exists`), so it is not shown.
function showPath(path: PropertyKey[]): string {
  return path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`
    const name = String(key)
    if (!/^[a-z_]\w{0,40}$/i.test(name)) return `${shown}[a key of length ${name.length}]`
    return shown === '' ? name : `${shown}.${name}`
  }, '')
}
