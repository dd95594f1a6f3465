import type { RequestOptions } from '../http/scope.js'
import type { ServerInfo } from '../models/info.js'
import { getInfo } from '../operations/info.js'
import type { ApiCall } from './call.js'
import type { ResourceContext } from './context.js'

/** The server itself. */
export class Server {
  readonly #context: ResourceContext

  /** @internal */
  constructor(context: ResourceContext) {
    this.#context = context
  }

  /**
   * Asks the server what it is; needs no sign-in, and sends no token.
   *
   * @param request - Signal and timeouts.
   * @returns Name, version, and whether it takes registrations; servers from 2.4.0.
   * @throws WallabagError with code `not_wallabag` when something else answers there.
   *
   * @example
   * ```ts
   * const { version } = await wallabag.server.info()
   * ```
   */
  info(request?: RequestOptions): ApiCall<ServerInfo> {
    return this.#context.call(request, (scope) => getInfo(this.#context.api, scope))
  }
}
