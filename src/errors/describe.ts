const longestShown = 80
/**
 * How many secrets are remembered for all clients of the process. Beyond that the oldest are
 * forgotten.
 */
const mostSecrets = 1000

/**
 * The secrets of all clients in this process, so that no message shows one that was passed as
 * input.
 */
const secrets = new Set<string>()

/** Remembers a secret. It is shared by all clients of the process. */
export function rememberSecret(secret: string): void {
  if (secrets.has(secret)) return
  secrets.add(secret)
  const [oldest] = secrets
  if (secrets.size > mostSecrets && oldest !== undefined) secrets.delete(oldest)
}

/**
 * A value as an error message shows it: short and on one line. Values that are not plain, and
 * secrets of a client, are shown by their type.
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

/** A value that may be secret, as an error message shows it: its type and length. */
export function describeSecret(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`
  if (value === null || value === undefined) return String(value)
  return describeKind(value)
}

/**
 * Like `describeSecret`, but shows numbers: they are not secret, and the message must say which
 * number is wrong.
 */
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
