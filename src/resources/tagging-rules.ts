import type { RequestOptions } from '../http/scope.js'
import type { TaggingRule } from '../models/tagging-rule.js'
import { exportTaggingRules } from '../operations/account.js'
import type { ApiCall } from '../operations/call.js'
import type { Context } from '../operations/context.js'

/**
 * The rules by which the server tags entries on its own; the API cannot change them.
 *
 * @example
 * ```ts
 * const rules = await wallabag.taggingRules.list()
 * ```
 */
export class TaggingRules {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Lists the rules; servers from 2.4.0.
   *
   * @param request - Signal and timeouts.
   * @returns The rules.
   * @throws WallabagError with code `not_found_route` from a server that is older.
   *
   * @example
   * ```ts
   * for (const { rule, tags } of await wallabag.taggingRules.list()) console.log(rule, tags)
   * ```
   */
  list(request?: RequestOptions): ApiCall<TaggingRule[]> {
    return this.#context.call(request, (scope) => exportTaggingRules(this.#context.api, scope))
  }
}
