import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { getInfo, type ServerInfo } from '../api/version-gate.js'
import type { RequestOptions } from '../http/scope.js'
import { createApiClient, type NewApiClient } from './api-client.js'
import {
  type ApiClient,
  type RegisteredUser,
  type Registration,
  registerUser,
  registrationToWire,
} from './registration.js'

/**
 * The server itself.
 *
 * @example
 * ```ts
 * const { version } = await wallabag.server.info()
 * ```
 */
export class Server {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Asks the server what it is; needs no sign-in, and sends no token.
   *
   * @param request - Signal and timeouts.
   * @returns Name, version, and whether it takes registrations; servers from 2.4.0.
   * @throws WallabagError with code `not_wallabag` when something else answers there, and
   *   `unexpected_shape` when that speaks JSON as well.
   *
   * @example
   * ```ts
   * const { version } = await wallabag.server.info()
   * ```
   */
  info(request?: RequestOptions): ApiCall<ServerInfo> {
    return this.#context.call(request, (scope) => getInfo(this.#context.api, scope))
  }

  /**
   * Makes an account, where the server's administrator lets anybody do so; needs no sign-in.
   *
   * @param registration - Name, password and e-mail address of the account.
   * @param request - Signal and timeouts.
   * @returns The account. It can be used at once, but not with the client in it: make one with
   *   `createApiClient`.
   * @throws InputError for a password of under 8 characters, or an empty name or address.
   * @throws WallabagError with code `forbidden` when registration is closed, `refused_by_server` when
   *   the name or the address is taken.
   *
   * @example
   * ```ts
   * const user = await wallabag.server.register({
   *   username: 'ada',
   *   password: 'correct horse',
   *   email: 'ada@example.org',
   * })
   * ```
   */
  register(registration: Registration, request?: RequestOptions): ApiCall<RegisteredUser> {
    return this.#context.call(request, async (scope) =>
      registerUser(this.#context.api, registrationToWire(registration), scope),
    )
  }

  /**
   * Makes an API client for an account. The API cannot, so this logs in to the web pages and fills in
   * the form. It works neither in a web page, nor for accounts with a second factor, nor where a
   * single sign-on stands before the login page: there, make the client by hand.
   *
   * @param input - The account's login name and password, and a name for the client.
   * @param request - Signal and timeouts.
   * @returns The client. `clientSecret` is there but never printed or copied.
   * @throws WallabagError with code `bad_credentials`, `unsupported` for a second factor,
   *   `not_wallabag` when the login page is not Wallabag's.
   *
   * @example
   * ```ts
   * const client = await wallabag.server.createApiClient({ username, password, name: 'my script' })
   * const auth = { clientId: client.clientId, clientSecret: client.clientSecret, username, password }
   * ```
   */
  createApiClient(input: NewApiClient, request?: RequestOptions): ApiCall<ApiClient> {
    return this.#context.call(request, (scope) => createApiClient(this.#context.api, input, scope))
  }
}
