import { describeSecret, InputError, isWallabagError, WallabagError } from '../errors/index.js'
import type { ErrorConverter } from '../http/error-maker.js'
import { isToken } from '../http/headers.js'
import type { Redactor } from '../http/redact.js'
import { type Scope, within } from '../http/wait.js'
import { type AuthStatus, type SignIn, signedOut } from './auth.js'
import type { SuppliedTokenAuth } from './credentials.js'

/** Uses the tokens that a function supplies. The function caches and renews them. */
export class SuppliedToken implements SignIn {
  readonly #ask: SuppliedTokenAuth['getAccessToken']
  readonly #redactor: Redactor
  readonly #convert: ErrorConverter
  /** The running call of the function, and how many calls wait for it. */
  #asking: { readonly answer: Promise<string>; waiting: number } | null = null
  #refused: string | null = null
  #signedOut: WallabagError | null = null

  constructor(auth: SuppliedTokenAuth, redactor: Redactor, convert: ErrorConverter) {
    this.#ask = auth.getAccessToken
    this.#redactor = redactor
    this.#convert = convert
  }

  async token(scope: Scope): Promise<string> {
    if (this.#signedOut) throw this.#signedOut
    // Concurrent calls share one result: the function may be slow, and may rotate tokens.
    const asking = this.#asking ?? { answer: this.#given(), waiting: 0 }
    this.#asking = asking
    asking.waiting += 1
    try {
      return await within(asking.answer, scope, 'Waiting for getAccessToken')
    } catch (error) {
      // After a call waited in vain, the next one calls the function again.
      if (isWallabagError(error) && error.code === 'timeout') asking.waiting = 0
      throw error
    } finally {
      asking.waiting -= 1
      if (asking.waiting <= 0 && this.#asking === asking) this.#asking = null
    }
  }

  claim(token: string): boolean {
    return this.#signedOut === null && token !== this.#refused
  }

  accepted(): void {}

  unanswered(): void {}

  refused(token: string, scope: Scope): Promise<string> {
    this.#refused = token
    return this.token(scope)
  }

  async signIn(scope: Scope, credentials: object | undefined): Promise<void> {
    if (credentials !== undefined) {
      throw new InputError(
        'unsupported',
        'auth.signIn: with `getAccessToken` the client has no credentials of its own.',
      )
    }
    this.#signedOut = null
    await this.token(scope)
  }

  async signOut(): Promise<void> {
    this.#signedOut = signedOut()
  }

  /** There is nothing to wait for: the function belongs to the user and may never return. */
  async settled(): Promise<void> {}

  get status(): AuthStatus {
    const reason = this.#signedOut?.code ?? null
    return { signedIn: reason === null, expiresAt: null, reason }
  }

  async #given(): Promise<string> {
    const refused = this.#refused
    const token = await this.#answer(refused)
    if (!isToken(token)) {
      throw new WallabagError(
        'signed_out',
        `getAccessToken: expected a token, received ${describeSecret(token)}.`,
      )
    }
    this.#redactor.addToken(token)
    if (token === refused) {
      throw new WallabagError(
        'token_revoked',
        'getAccessToken returned the token that the server has just rejected.',
        { hint: 'It is passed the rejected token and must return a new one.', status: 401 },
      )
    }
    // The server refused this token while the function ran, so the function could not know.
    if (token === this.#refused) return this.#given()
    return token
  }

  async #answer(refused: string | null): Promise<unknown> {
    try {
      return await this.#ask({ refused })
    } catch (error) {
      throw new WallabagError('signed_out', 'getAccessToken failed.', {
        hint: 'See `cause`: the function that you passed failed.',
        cause: this.#convert.stripped(error),
      })
    }
  }
}
