import { isWallabagError } from '../errors/index.js'

/** What web servers take without asking is 8 KB; a proxy before them may add to it. */
const usualBytes = 6000
/** The rest of the line: method, path, names of parameters. */
const aroundQuery = 200

/**
 * How long the query of a mass call may be. The server reads lists from the query (Q26), and what
 * its web server takes is known only when it has refused.
 */
export class UrlLine {
  #bytes = usualBytes

  /** How long a query may be. */
  get query(): number {
    return this.#bytes - aroundQuery
  }

  /**
   * Sends items in one call, or in halves when the server finds the address too long; then nothing
   * was applied.
   *
   * @param unanswered - Makes the error for an item of which the answer says nothing.
   * @returns What each item got: a value, or the error of its call.
   */
  async send<T, V>(
    items: readonly T[],
    call: (part: readonly T[]) => Promise<ReadonlyMap<T, V>>,
    unanswered: () => Error,
  ): Promise<Map<T, Settled<V>>> {
    const all = (settle: (item: T) => Settled<V>) =>
      new Map(items.map((item) => [item, settle(item)]))
    try {
      const answer = await call(items)
      return all((item) => {
        const value = answer.get(item)
        return value === undefined ? { value: null, error: unanswered() } : { value, error: null }
      })
    } catch (reason) {
      const error = reason instanceof Error ? reason : new Error(String(reason))
      const half = Math.ceil(items.length / 2)
      if (items.length < 2 || !isTooLong(error)) return all(() => ({ value: null, error }))
      this.#bytes = Math.max(1000, Math.floor(this.#bytes / 2))
      const first = await this.send(items.slice(0, half), call, unanswered)
      return new Map([...first, ...(await this.send(items.slice(half), call, unanswered))])
    }
  }
}

/** What an item got from a call. */
export type Settled<V> =
  | { readonly value: V; readonly error: null }
  | { readonly value: null; readonly error: Error }

/** Web servers say 414 or 431, some of them an HTML 400; Wallabag itself has no 400 for these calls. */
export function isTooLong(error: unknown): boolean {
  return isWallabagError(error) && [400, 413, 414, 431].includes(error.status ?? 0)
}
