import { aSignal, milliseconds, type OptionRules } from '../errors/index.js'

/** Options of a single call: the last argument of every method. */
export interface RequestOptions {
  /** Ends the call when it aborts. */
  signal?: AbortSignal | undefined
  /** How long one attempt may take with its body, or a file may be silent, in milliseconds (default: the client's own). */
  timeout?: number | undefined
  /** How long the whole call may take with all its requests, retries, pauses and the file it gives, in milliseconds. */
  totalTimeout?: number | undefined
}

/** What the options of a call must be. */
export const requestRules: OptionRules<RequestOptions> = {
  signal: aSignal,
  timeout: milliseconds,
  totalTimeout: milliseconds,
}
