import * as z from 'zod/mini'
import type { WireIssue } from '../../src/contract/check.js'

/** What zod finds: that a value is right, or all that is wrong with it in the words of the SDK. */
export type Validation<T> = { ok: true; value: T } | { ok: false; issues: WireIssue[] }

/** Checks a value by zod, for schemas of which no check is shipped and as the oracle of those that are. */
export function validate<T extends z.ZodMiniType>(
  schema: T,
  value: unknown,
): Validation<z.input<T>> {
  if (fits(schema, value)) return { ok: true, value }
  const issues = z.safeParse(schema, value).error?.issues ?? []
  return { ok: false, issues: issues.flatMap((issue) => readable(issue, [], value)) }
}

/** Whether zod says that a value fits, without making a copy of it. */
function fits<T extends z.ZodMiniType>(schema: T, value: unknown): value is z.input<T> {
  return z.validate(schema, value)
}

type Issue = z.core.$ZodIssue

function readable(issue: Issue, parent: PropertyKey[], root: unknown): WireIssue[] {
  const path = [...parent, ...issue.path]
  if (issue.code === 'invalid_union') {
    // An alternative that took the value itself and stumbled inside it is the one that was meant.
    const meant = issue.errors.find((errors) => errors.every((error) => error.path.length > 0))
    if (meant) return meant.flatMap((error) => readable(error, path, root))
  }
  return [{ path: shown(path), expected: expectation(issue), received: typeAt(root, path) }]
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'record' ? 'object' : issue.expected
    case 'invalid_value':
      return issue.values.map(String).join(' | ')
    case 'invalid_format':
      return issue.pattern === undefined ? issue.format : `string matching ${issue.pattern}`
    case 'too_small':
    case 'too_big':
      // Whole numbers that JavaScript cannot count exactly have a code of their own.
      return issue.origin === 'int' ? 'int' : bound(issue)
    case 'unrecognized_keys':
      return 'no other keys'
    case 'invalid_union':
      // The first issue of each alternative is about the type; what follows, about a value that has it.
      return issue.errors.flatMap(([first]) => (first ? [expectation(first)] : [])).join(' | ')
    default:
      throw new TypeError(`no words for ${issue.code}`)
  }
}

function bound(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  return issue.code === 'too_big'
    ? `${issue.origin} of at most ${issue.maximum}`
    : `${issue.origin} of at least ${issue.minimum}`
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

function shown(path: PropertyKey[]): string {
  return path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`
    const name = String(key)
    if (!/^[a-z_]\w{0,40}$/i.test(name)) return `${before}[a key of length ${name.length}]`
    return before === '' ? name : `${before}.${name}`
  }, '')
}
