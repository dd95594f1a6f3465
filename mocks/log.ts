/** A request that the fake has received, including token requests. */
export interface LoggedRequest {
  method: string
  /** Without the query. */
  path: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Record<string, string>
  /** As text. */
  body: string
  /** The status of the answer; 0 until there is one, or if a fault withheld it. */
  status: number
  /** The fake's clock in milliseconds. */
  at: number
}

/**
 * The log of requests: an array that can be emptied.
 *
 * @example
 * const writes = fake.requests.filter(({ method }) => method !== 'GET')
 */
export class RequestLog extends Array<LoggedRequest> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /**
   * Forgets all requests so far.
   *
   * @example
   * fake.requests.clear()
   */
  clear(): void {
    this.length = 0
  }
}
