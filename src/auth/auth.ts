import { WallabagError } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import type { Authorizer } from '../http/transport.js'
import type { Scope } from '../http/wait.js'
import type { SignInCredentials } from './credentials.js'

/**
 * Provides the tokens of a client's calls. The owner of the client can sign in and out through it.
 */
export interface SignIn extends Authorizer {
  readonly status: AuthStatus
  /** Signs in, with other credentials if they are given. */
  signIn(scope: Scope, credentials: SignInCredentials | undefined): Promise<void>
  /** Forgets the tokens. Every call fails until the next sign-in. */
  signOut(): Promise<void>
  /** Resolves when no renewal runs. */
  settled(): Promise<void>
}

/** The error of calls after `signOut`. */
export function signedOut(): WallabagError {
  return new WallabagError('signed_out', 'The client was signed out.', {
    hint: 'Call `auth.signIn()` to go on.',
  })
}

/** The state of a client's sign-in; nothing in it is secret. */
export interface AuthStatus {
  /** Whether there is a token that has not been refused. */
  readonly signedIn: boolean
  /**
   * When the access token expires; `null` when there is none, or when `getAccessToken` supplies it.
   */
  readonly expiresAt: Date | null
  /** Why calls fail without being sent, as an error code; `null` while all is well. */
  readonly reason: string | null
}

/** The part of a client's context that `Auth` needs. */
interface ScopeOpener {
  scope(options: RequestOptions | undefined): Scope
}

/**
 * The sign-in of a client. The client signs in by itself; use this to see the state, or to sign in
 * or out explicitly.
 *
 * @example
 * ```ts
 * await wallabag.auth.signIn() // now, and not with the first call
 * console.log(wallabag.auth.status().signedIn) // true
 * ```
 */
export class Auth {
  readonly #signIn: SignIn
  readonly #context: ScopeOpener

  /** @internal */
  constructor(signIn: SignIn, context: ScopeOpener) {
    this.#signIn = signIn
    this.#context = context
  }

  /**
   * Signs in now instead of with the first call, or again after a sign-in was refused. If there is
   * a token already, nothing is sent. If you pass credentials they are tried at once: if the server
   * accepts them they replace the previous ones, and if it refuses them nothing changes.
   *
   * @param credentials - Other credentials; fields that are left out stay as they are.
   * @param request - Signal and timeouts of the waiting; a sign-in that was sent is not cut short.
   * @throws WallabagError with code `bad_credentials`, `bad_client` or `refresh_expired`.
   * @throws InputError for incomplete credentials.
   *
   * @example
   * ```ts
   * await wallabag.auth.signIn({ password })
   * ```
   */
  async signIn(credentials?: SignInCredentials, request?: RequestOptions): Promise<void> {
    await this.#signIn.signIn(this.#context.scope(request), credentials)
  }

  /**
   * Forgets the tokens, here and in the store. Every call then fails with `signed_out` until the
   * next `signIn`. On the server the tokens stay valid until they expire: the API cannot revoke
   * them.
   *
   * @example
   * ```ts
   * await wallabag.auth.signOut()
   * ```
   */
  async signOut(): Promise<void> {
    await this.#signIn.signOut()
  }

  /**
   * The state of the sign-in, without a request.
   *
   * @returns Whether there is a token, when it expires, and why there is none.
   *
   * @example
   * ```ts
   * console.log(wallabag.auth.status().signedIn)
   * ```
   */
  status(): AuthStatus {
    return this.#signIn.status
  }

  /** @internal Resolves when no renewal runs. */
  async settled(): Promise<void> {
    await this.#signIn.settled()
  }
}
