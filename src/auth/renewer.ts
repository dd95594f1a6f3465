import { WallabagError } from '../errors/index.js'
import { monotonic } from '../http/clock.js'
import type { ErrorConverter } from '../http/convert.js'
import type { Observer } from '../http/observer.js'
import type { Redactor } from '../http/redact.js'
import type { Scope } from '../http/scope.js'
import type { Transport } from '../http/transport.js'
import { sha1 } from '../url/sha1.js'
import type { PasswordAuth, RefreshTokenAuth } from './credentials.js'
import { HeldTokens } from './held-tokens.js'
import { type Grant, type Granted, isRefusal, requestToken } from './token-endpoint.js'
import { isStoredTokens, type StoredTokens, type TokenStore } from './token-store.js'

/** A renewal that takes longer than this has failed; it is never cut short by a caller. */
const longestRenewal = 120_000

/** Tokens that were obtained, and whether from the server (`fresh`) or from the store. */
export interface Obtained {
  readonly held: HeldTokens
  readonly fresh: boolean
}

/** What a renewer stands on. */
export interface RenewerParts {
  readonly auth: PasswordAuth | RefreshTokenAuth
  readonly store: TokenStore
  readonly transport: Transport
  readonly baseUrl: string
  readonly convert: ErrorConverter
  readonly redactor: Redactor
  readonly observer: Observer
}

/** Gets new tokens: from the store first, then with the refresh token, then with the password. */
export class Renewer {
  readonly #parts: RenewerParts
  readonly #key: string

  constructor(parts: RenewerParts) {
    this.#parts = parts
    this.#key = keyOf(parts.baseUrl, parts.auth)
  }

  /**
   * Gets a pair that is neither the one in hand nor the one refused.
   *
   * @param held - The pair in hand.
   * @param refused - The access token that the server has refused.
   */
  async renew(held: StoredTokens | null, refused: string | null): Promise<Obtained> {
    const { store } = this.#parts
    const run = () => this.#renewAlone(held, refused)
    return store.lock ? store.lock(this.#key, run) : run()
  }

  /** Forgets the tokens in the store. */
  async forget(): Promise<void> {
    await this.#tryStore('deleted from', () => this.#parts.store.delete(this.#key))
  }

  /** Logs a warning; the error is shown by its cleared message. */
  warn(what: string, error: unknown): void {
    const why = error === null ? '' : `: ${this.#parts.convert.stripped(error).message}`
    this.#parts.observer.logger?.warn(`${what}${why}`)
  }

  async #renewAlone(held: StoredTokens | null, refused: string | null): Promise<Obtained> {
    const stored = await this.#stored()
    const adopted = stored && this.#adopted(stored, held, refused)
    if (adopted) return adopted
    const candidates = [stored?.refreshToken, held?.refreshToken, this.#parts.auth.refreshToken]
    for (const refreshToken of new Set(candidates)) {
      const renewed = refreshToken ? await this.#refresh(refreshToken, held, refused) : null
      if (renewed) return renewed
    }
    const { username, password } = this.#parts.auth
    if (username === undefined) {
      throw new WallabagError(
        'refresh_expired',
        'Signing in: the refresh token is used up or has expired.',
        {
          hint: 'Give `username` and `password`, or a new `refreshToken`.',
        },
      )
    }
    return this.#trade({ type: 'password', username, password })
  }

  /** `null` when the refresh token is dead; the next one, or the password, may still help. */
  async #refresh(refreshToken: string, held: StoredTokens | null, refused: string | null) {
    try {
      return await this.#trade({ type: 'refresh_token', refreshToken })
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'refresh_expired') throw error
      // Another process without our lock may have spent it, and left its new pair in the store.
      const stored = await this.#stored()
      return stored && this.#adopted(stored, held, refused)
    }
  }

  /** The stored pair, when it is news to us and has life left. */
  #adopted(stored: StoredTokens, held: StoredTokens | null, refused: string | null) {
    if (stored.accessToken === held?.accessToken || stored.accessToken === refused) return null
    const left = stored.expiresAt - Date.now()
    if (left <= 0) return null
    return { held: new HeldTokens(stored, left), fresh: false }
  }

  async #trade(grant: Grant): Promise<Obtained> {
    const { transport, redactor, auth } = this.#parts
    const scope: Scope = {
      signal: undefined,
      timeout: undefined,
      deadline: monotonic() + longestRenewal,
    }
    const granted = await requestToken(transport, redactor, auth, grant, scope)
    const tokens = storable(granted, grant)
    await this.#tryStore('kept in', () => this.#parts.store.set(this.#key, { ...tokens }))
    return { held: new HeldTokens(tokens, granted.lifetime), fresh: true }
  }

  async #stored(): Promise<StoredTokens | null> {
    const found: unknown = await this.#tryStore('read from', () => this.#parts.store.get(this.#key))
    if (!isStoredTokens(found)) return null
    this.#parts.redactor.add(found.accessToken)
    this.#parts.redactor.add(found.refreshToken)
    return found
  }

  /** A store that fails costs a sign-in at the next start, never the call. */
  async #tryStore(what: string, run: () => unknown): Promise<unknown> {
    try {
      return await run()
    } catch (error) {
      this.warn(`The tokens could not be ${what} the token store`, error)
      return null
    }
  }
}

function storable(granted: Granted, grant: Grant): StoredTokens {
  const { accessToken, serverNow, lifetime } = granted
  // A server that gives no new refresh token has not spent the old one.
  const old = grant.type === 'refresh_token' ? grant.refreshToken : null
  return {
    accessToken,
    refreshToken: granted.refreshToken ?? old,
    expiresAt: serverNow + lifetime,
  }
}

/** One account has one key, and the key tells nothing of it. */
function keyOf(baseUrl: string, auth: PasswordAuth | RefreshTokenAuth): string {
  const account = JSON.stringify([baseUrl, auth.clientId, auth.username ?? null])
  return `wallabag-${sha1(new TextEncoder().encode(account))}`
}
