import { openScope, type RequestOptions } from '../http/scope.js'
import type { SuppliedToken } from './supplied-token.js'
import { TokenManager } from './token-manager.js'

/** How a client's sign-in is doing; nothing in it is secret. */
export interface AuthStatus {
  /** Whether there is a token that has not been refused. */
  readonly signedIn: boolean
  /** When the access token ends; `null` when there is none, or when somebody else keeps it. */
  readonly expiresAt: Date | null
  /** Why nothing is sent any more, as an error code; `null` while all is well. */
  readonly reason: string | null
}

/** The sign-in of a client. It happens by itself; this is for those who want to see or steer it. */
export class Auth {
  readonly #authorizer: TokenManager | SuppliedToken
  readonly #defaults: RequestOptions

  /** @internal */
  constructor(authorizer: TokenManager | SuppliedToken, defaults: RequestOptions) {
    this.#authorizer = authorizer
    this.#defaults = defaults
  }

  /**
   * Signs in now, and again after a sign-in was refused. Without it the first call does it.
   *
   * @param request - Signal and timeouts of the wait; a sign-in once sent is not cut short.
   * @throws WallabagError with code `bad_credentials`, `bad_client` or `refresh_expired`.
   *
   * @example
   * ```ts
   * await wallabag.auth.signIn()
   * ```
   */
  async signIn(request?: RequestOptions): Promise<void> {
    const scope = openScope(request, this.#defaults)
    if (this.#authorizer instanceof TokenManager) await this.#authorizer.signIn(scope)
    else await this.#authorizer.token()
  }

  /**
   * Forgets the tokens, here and in the store. The server keeps them until they expire: it cannot
   * be told. Every call fails with `signed_out` until the next `signIn`.
   *
   * @example
   * ```ts
   * await wallabag.auth.signOut()
   * ```
   */
  async signOut(): Promise<void> {
    if (this.#authorizer instanceof TokenManager) await this.#authorizer.signOut()
  }

  /**
   * How the sign-in is doing, without asking the server.
   *
   * @returns Whether there is a token, until when, and why not.
   *
   * @example
   * ```ts
   * console.log(wallabag.auth.status().signedIn)
   * ```
   */
  status(): AuthStatus {
    if (!(this.#authorizer instanceof TokenManager)) {
      return { signedIn: true, expiresAt: null, reason: null }
    }
    const { signedIn, expiresAt, reason } = this.#authorizer.status
    return { signedIn, expiresAt, reason: reason?.code ?? null }
  }

  /** Resolves when no renewal runs. */
  async settled(): Promise<void> {
    if (this.#authorizer instanceof TokenManager) await this.#authorizer.settled()
  }
}
