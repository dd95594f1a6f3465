const longestShown = 80
/** As many secrets as the clients of one process may have at a time; beyond it the oldest are forgotten. */
const mostSecrets = 1000

/** The secrets of the clients in this process, so that no message repeats one that turns up as input. */
const secrets = new Set<string>()

/** Remembers a secret for as long as its client may live. */
export function rememberSecret(secret: string): void {
  if (secrets.has(secret)) return
  secrets.add(secret)
  const [oldest] = secrets
  if (secrets.size > mostSecrets && oldest !== undefined) secrets.delete(oldest)
}

/**
 * A value as an error message may show it: short, on one line, and never more than its type for
 * what is not a plain value, or for a secret of a client.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    if (value === '') return 'an empty string'
    if (holdsSecret(value)) return describeSecret(value)
    const shown = value.length > longestShown ? `${value.slice(0, longestShown)}…` : value
    return `the string ${JSON.stringify(shown)}`
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

/** The same where a number is expected: one is no secret, and its value is what is wrong with it. */
export function describeNumber(value: unknown): string {
  return typeof value === 'number' ? describe(value) : describeSecret(value)
}

function holdsSecret(text: string): boolean {
  return [...secrets].some((secret) => text.includes(secret))
}

function describeKind(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
