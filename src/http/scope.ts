import { aSignal, milliseconds, type OptionRules } from '../errors/index.js'

/** Options of a single call: the last argument of every method. */
export interface RequestOptions {
  /** Ends the call when it aborts. */
  signal?: AbortSignal | undefined
  /**
   * How long one attempt may take, body included, or how long an exported file may pause, in
   * milliseconds (default: the client's).
   */
  timeout?: number | undefined
  /**
   * How long the whole call may take, with all its requests, retries and pauses and the file it
   * returns, in milliseconds.
   */
  totalTimeout?: number | undefined
}

export const requestRules: OptionRules<RequestOptions> = {
  signal: aSignal,
  timeout: milliseconds,
  totalTimeout: milliseconds,
}
