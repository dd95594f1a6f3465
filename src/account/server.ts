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
   * Reads what the server says about itself; needs no sign-in, and sends no token.
   *
   * @param request - Signal and timeouts.
   * @returns Name, version, and whether registration is open; needs Wallabag 2.4.0.
   * @throws WallabagError with code `not_wallabag` when something else answers there, or
   *   `unexpected_shape` when that answers with JSON.
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
   * Creates an account, if the server's administrator has opened registration; needs no sign-in.
   *
   * @param registration - Name, password and e-mail address of the account.
   * @param request - Signal and timeouts.
   * @returns The account, which can be used at once. Its `client` cannot sign in with a password:
   *   make one with `createApiClient`.
   * @throws InputError for a password of under 8 characters, or an empty name or address.
   * @throws WallabagError with code `forbidden` when registration is closed, or `refused_by_server`
   *   when the name or the address is taken.
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
   * Creates an API client for an account. The API has no call for this, so it logs in to the web
   * pages and fills in the form. It does not work in a browser, for accounts with two-factor
   * authentication, or behind a single sign-on: create the client by hand there.
   *
   * @param input - The account's login name and password, and a name for the client.
   * @param request - Signal and timeouts.
   * @returns The client. You can read its `clientSecret`, but it is never printed or copied.
   * @throws WallabagError with code `bad_credentials`, `unsupported` for an account with two-factor
   *   authentication, or `not_wallabag` when the login page is not Wallabag's.
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
