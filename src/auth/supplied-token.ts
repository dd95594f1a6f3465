import { describeSecret, WallabagError } from '../errors/index.js'
import type { ErrorConverter } from '../http/convert.js'
import type { Authorizer } from '../http/parts.js'
import type { Redactor } from '../http/redact.js'
import type { SuppliedTokenAuth } from './credentials.js'

/** Authorises with the tokens of a function; it keeps them and renews them, we only ask. */
export class SuppliedToken implements Authorizer {
  readonly #ask: SuppliedTokenAuth['getAccessToken']
  readonly #redactor: Redactor
  readonly #convert: ErrorConverter
  #refused: string | null = null

  constructor(auth: SuppliedTokenAuth, redactor: Redactor, convert: ErrorConverter) {
    this.#ask = auth.getAccessToken
    this.#redactor = redactor
    this.#convert = convert
  }

  async token(): Promise<string> {
    const token: unknown = await this.#given()
    if (typeof token !== 'string' || token === '') {
      throw new WallabagError(
        'signed_out',
        `getAccessToken: expected a token, received ${describeSecret(token)}.`,
      )
    }
    if (token === this.#refused) {
      throw new WallabagError(
        'token_revoked',
        'getAccessToken gave the token that the server has just refused.',
        {
          hint: 'The function is told the refused token and must get a new one.',
          status: 401,
        },
      )
    }
    this.#redactor.add(token)
    return token
  }

  accepted(): void {}

  unanswered(): void {}

  async refused(token: string): Promise<void> {
    this.#refused = token
  }

  async #given(): Promise<unknown> {
    try {
      return await this.#ask({ refused: this.#refused })
    } catch (error) {
      throw new WallabagError('signed_out', 'getAccessToken failed.', {
        hint: 'The cause says why; it is the function of your own.',
        cause: this.#convert.stripped(error),
      })
    }
  }
}
