import type { RequestOptions } from '../http/scope.js'
import type { User } from '../models/user.js'
import { getUser } from '../operations/account.js'
import type { ApiCall } from '../operations/call.js'
import type { Context } from '../operations/context.js'

/**
 * The account that is signed in.
 *
 * @example
 * ```ts
 * const { email } = await wallabag.user.get()
 * ```
 */
export class UserAccount {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Reads the account that is signed in.
   *
   * @param request - Signal and timeouts.
   * @returns The account.
   * @throws WallabagError for everything that is not an answer.
   *
   * @example
   * ```ts
   * const { username } = await wallabag.user.get()
   * ```
   */
  get(request?: RequestOptions): ApiCall<User> {
    return this.#context.call(request, (scope) => getUser(this.#context.api, scope))
  }
}
