import { type ErrorDetails, WallabagError } from './wallabag-error.js'

/**
 * The caller's own signal ended the call: `name` is `AbortError`, as everywhere on the platform,
 * and `cause` is the signal's reason.
 *
 * @example
 * ```ts
 * const call = wallabag.tags.list({ signal: AbortSignal.abort() })
 * await call.catch((error: unknown) => isWallabagError(error) && error.code) // 'aborted'
 * ```
 */
export class AbortError extends WallabagError {
  override readonly name: string = 'AbortError'

  /**
   * Makes an abort error.
   *
   * @param what - What was going on, such as `GET /api/tags`.
   * @param details - The rest, with the signal's reason as `cause`.
   *
   * @example
   * ```ts
   * new AbortError('GET /api/tags', { cause: signal.reason })
   * ```
   */
  constructor(what: string, details: ErrorDetails = {}) {
    super('aborted', `${what} was aborted by its signal.`, details)
    Object.defineProperty(this, 'name', { enumerable: false })
  }
}
