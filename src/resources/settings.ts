import type { RequestOptions } from '../http/scope.js'
import type { Settings } from '../models/settings.js'
import { getConfig } from '../operations/account.js'
import type { ApiCall } from '../operations/call.js'
import type { Context } from '../operations/context.js'

/**
 * The settings of the account; the API cannot change them.
 *
 * @example
 * ```ts
 * const { itemsPerPage } = await wallabag.settings.get()
 * ```
 */
export class UserSettings {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Reads the settings; servers from 2.5.0.
   *
   * @param request - Signal and timeouts.
   * @returns The settings. `feedToken` is a secret, so it is there but never printed or copied.
   * @throws WallabagError with code `not_found_route` from a server that is older.
   *
   * @example
   * ```ts
   * const { readingSpeed, feedToken } = await wallabag.settings.get()
   * ```
   */
  get(request?: RequestOptions): ApiCall<Settings> {
    return this.#context.call(request, (scope) => getConfig(this.#context.api, scope))
  }
}
