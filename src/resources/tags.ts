import type { RequestOptions } from '../http/scope.js'
import type { TagWithCount } from '../models/tag.js'
import { listTags } from '../operations/tags.js'
import type { ApiCall } from './call.js'
import type { ResourceContext } from './context.js'

/** The tags of the user's entries. */
export class Tags {
  readonly #context: ResourceContext

  /** @internal */
  constructor(context: ResourceContext) {
    this.#context = context
  }

  /**
   * Lists all tags in use, in alphabetical order.
   *
   * @param request - Signal and timeouts.
   * @returns The tags, each with the number of entries that have it.
   * @throws WallabagError for everything that is not an answer.
   *
   * @example
   * ```ts
   * for (const tag of await wallabag.tags.list()) console.log(tag.label, tag.entryCount)
   * ```
   */
  list(request?: RequestOptions): ApiCall<TagWithCount[]> {
    return this.#context.call(request, (scope) => listTags(this.#context.api, scope))
  }
}
