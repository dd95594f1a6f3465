const longestShown = 80

/**
 * A value as an error message may show it: short, on one line, and never more than its type for
 * what is not a plain value.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    const shown = value.length > longestShown ? `${value.slice(0, longestShown)}…` : value
    return value === '' ? 'an empty string' : `the string ${JSON.stringify(shown)}`
  }
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return `the ${typeof value} ${String(value)}`
  }
  return describeKind(value)
}

/** A value as an error message may show it when it may be secret: its type and length alone. */
export function describeSecret(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`
  if (value === null || value === undefined) return String(value)
  return describeKind(value)
}

function describeKind(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
