import { aSignal, checkOptions, milliseconds, type OptionRules } from '../errors/index.js'
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

export const requestRules: OptionRules<RequestOptions> = {
  signal: aSignal,
  timeout: milliseconds,
  totalTimeout: milliseconds,
}

/** Refuses what no call knows, and times and signals that are none. */
export function checkRequestOptions(options: RequestOptions): void {
  checkOptions(options, requestRules, { secret: true })
}
