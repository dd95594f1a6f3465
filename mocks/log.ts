/** A request that the fake has received, including token requests. */
export interface LoggedRequest {
  method: string
  /** The path without the query. */
  path: string
  query: URLSearchParams
  /** Names are in lower case. */
  headers: Record<string, string>
  /** The body as text. */
  body: string
  /** The status of the answer. It is 0 before the answer, and if a fault prevented it. */
  status: number
  /** The fake's clock in milliseconds. */
  at: number
}

/**
 * The log of requests: an array that can be cleared.
 *
 * @example
 * const writes = fake.requests.filter(({ method }) => method !== 'GET')
 */
export class RequestLog extends Array<LoggedRequest> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /**
   * Deletes all logged requests.
   *
   * @example
   * fake.requests.clear()
   */
  clear(): void {
    this.length = 0
  }
}
