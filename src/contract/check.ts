/** A mismatch in a value. It never contains the value itself, which may be a secret. */
export interface WireIssue {
  /** The path, e.g. `_embedded.items[3].title`. Empty for the whole value. */
  path: string
  /** What is expected. */
  expected: string
  /** The type of the value, and the length of a string. */
  received: string
}

type Key = string | number

/** The mismatches found so far, and the path to the object that is being checked. */
export interface Report {
  readonly issues: (Omit<WireIssue, 'path'> & { path: readonly Key[]; ofForm: boolean })[]
  readonly path: readonly Key[]
}

/**
 * Checks a value. Without a report it returns `false` at the first mismatch, which is fast. With a
 * report it records each mismatch, continues, and returns `true`.
 */
export type Check = (value: unknown, report?: Report, key?: Key) => boolean

/** All mismatches of a value. */
export function issuesIn(value: unknown, check: Check): WireIssue[] {
  const report: Report = { issues: [], path: [] }
  check(value, report)
  return report.issues.map(({ path, expected, received }) => {
    return { path: showPath(path), expected, received }
  })
}

/** Whether a value is an object with fields. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Records a mismatch of the type, or of the form if the type is right. */
export function wrong(
  expected: string,
  value: unknown,
  report?: Report,
  key?: Key,
  ofForm = false,
): boolean {
  report?.issues.push({ path: pathTo(report, key), expected, received: typeOf(value), ofForm })
  return report !== undefined
}

/** The report for the fields of an object or the items of a list. */
export const inside = (report: Report | undefined, key: Key | undefined): Report | undefined =>
  report && { issues: report.issues, path: pathTo(report, key) }

const pathTo = ({ path }: Report, key: Key | undefined): readonly Key[] =>
  key === undefined ? path : [...path, key]

export const any: Check = () => true

export const text: Check = (value, report, key) =>
  typeof value === 'string' || wrong('string', value, report, key)

export const number: Check = (value, report, key) =>
  Number.isFinite(value) || wrong('number', value, report, key)

export const int: Check = (value, report, key) =>
  Number.isSafeInteger(value) ||
  wrong(typeof value === 'number' ? 'int' : 'number', value, report, key)

export const bool: Check = (value, report, key) =>
  typeof value === 'boolean' || wrong('boolean', value, report, key)

/** Accepts what a check accepts, or a missing field. */
export const optional = (check: Check): Check => {
  return (value, report, key) => value === undefined || check(value, report, key)
}

/** Accepts what a check accepts, or `null`. */
export const nullable = (check: Check): Check => {
  return (value, report, key) => value === null || check(value, report, key)
}

/** Accepts what a check accepts, `null`, or a missing field. */
export const nullish = (check: Check): Check => {
  return (value, report, key) => value == null || check(value, report, key)
}

/** Accepts text that matches a pattern. */
export const pattern = (regex: RegExp): Check => {
  return (value, report, key) => {
    if (typeof value !== 'string') return wrong('string', value, report, key)
    return regex.test(value) || wrong(`string matching ${regex}`, value, report, key, true)
  }
}

/** Accepts one of these values. */
export const oneOf = (...values: readonly unknown[]): Check => {
  return (value, report, key) =>
    values.includes(value) || wrong(values.map(String).join(' | '), value, report, key)
}

/** Accepts an object with these fields. It may have others. */
export const object = (fields: Readonly<Record<string, Check>>): Check => {
  const rows = Object.entries(fields)
  return (value, report, key) => {
    if (!isRecord(value)) return wrong('object', value, report, key)
    const within = inside(report, key)
    return rows.every(([name, check]) => check(value[name], within, name))
  }
}

/** Accepts a list with a limited number of items. */
export const list = (item: Check, most = Infinity): Check => {
  return (value, report, key) => {
    if (!Array.isArray(value)) return wrong('array', value, report, key)
    if (value.length > most) return wrong(`array of at most ${most}`, value, report, key)
    const within = inside(report, key)
    return value.every((one, index) => item(one, within, index))
  }
}

/** Accepts an object with any keys. */
export const map = (item: Check): Check => {
  return (value, report, key) => {
    if (!isRecord(value)) return wrong('object', value, report, key)
    const within = inside(report, key)
    return Object.entries(value).every(([name, one]) => item(one, within, name))
  }
}

/**
 * Accepts what one of several checks accepts. If none does, the report comes from the check that
 * accepts the type of the value and fails in its form or deeper.
 */
export const either = (...checks: readonly Check[]): Check => {
  return (value, report, key) => {
    if (checks.some((check) => check(value))) return true
    if (!report) return false
    const path = pathTo(report, key)
    const tried = checks.map((check) => {
      const alone: Report = { issues: [], path }
      check(value, alone)
      return alone.issues
    })
    const meant = tried.find((issues) =>
      issues.every((one) => one.ofForm || one.path.length > path.length),
    )
    if (!meant) {
      return wrong(tried.map(([first]) => first?.expected).join(' | '), value, report, key)
    }
    report.issues.push(...meant)
    return true
  }
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'string' ? `string of length ${value.length}` : typeof value
}

// A key that is not a plain name is data, such as a URL in the answer of `exists`, so it is not
// shown.
function showPath(path: readonly Key[]): string {
  return path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`
    if (!/^[a-z_]\w{0,40}$/i.test(key)) return `${shown}[a key of length ${key.length}]`
    return shown === '' ? key : `${shown}.${key}`
  }, '')
}
