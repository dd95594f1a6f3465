import { describeNumber, describeSecret, expected, noSuch } from '../errors/index.js'
import { monotonic, type Scope } from './wait.js'

/** Options of a single call: the last argument of every method. */
export interface RequestOptions {
  /** Ends the call when it aborts. */
  signal?: AbortSignal | undefined
  /** How long one attempt may take with its body, or a file may be silent, in milliseconds; the client's own unless told. */
  timeout?: number | undefined
  /** How long the whole call may take with all its requests, retries, pauses and the file it gives, in milliseconds. */
  totalTimeout?: number | undefined
}

/** Opens the scope of one call; what the call leaves open is the client's. */
export function openScope(given: RequestOptions | undefined, client: RequestOptions): Scope {
  const options = given ?? {}
  checkRequestOptions(options)
  const { signal, timeout, totalTimeout } = filledIn(options, client)
  return { signal, timeout, deadline: monotonic() + (totalTimeout ?? Number.POSITIVE_INFINITY) }
}

/** The same options with what they leave open, or give as `undefined`, from others. */
export function filledIn(options: RequestOptions, defaults: RequestOptions): RequestOptions {
  return {
    signal: options.signal ?? defaults.signal,
    timeout: options.timeout ?? defaults.timeout,
    totalTimeout: options.totalTimeout ?? defaults.totalTimeout,
  }
}

const known: readonly string[] = [
  'signal',
  'timeout',
  'totalTimeout',
] satisfies (keyof RequestOptions)[]

/** Refuses what no call knows, since a misspelt `timeout` would be none, and times and signals that are none. */
export function checkRequestOptions(options: RequestOptions): void {
  checkBounds(options)
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw noSuch('invalid_option', 'option', name, known)
  }
}

/** Refuses times and signals that are none. */
export function checkBounds(options: RequestOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw expected('invalid_option', 'options', 'an object', describeSecret(options))
  }
  checkMilliseconds('timeout', options.timeout)
  checkMilliseconds('totalTimeout', options.totalTimeout)
  const { signal } = options
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw expected('invalid_option', 'signal', 'an AbortSignal', describeSecret(signal))
  }
}

function checkMilliseconds(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value > 0)) return
  throw expected('invalid_option', name, 'milliseconds above 0', describeNumber(value))
}
