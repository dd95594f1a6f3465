import { WallabagError } from '../errors/index.js'
import { newId } from '../http/observer.js'
import type { Redactor } from '../http/redact.js'
import type { Send } from '../http/transport.js'
import { monotonic, type Scope } from '../http/wait.js'
import { hash } from '../values/hash.js'
import {
  hideSecrets,
  type KeptAuth,
  mergeCredentials,
  type SignInCredentials,
} from './credentials.js'
import type { LockedStore } from './locked-store.js'
import { type Grant, isRefusal, requestToken } from './token-endpoint.js'
import { HeldTokens } from './token-life.js'
import type { StoredTokens } from './token-store.js'

/**
 * The time limit of an attempt in milliseconds. Renewals do not use the timeouts of the caller,
 * because one that is cut off after it was sent may have used up the refresh token.
 */
const longestAttempt = 60_000
const longestRenewal = 120_000

export interface RenewerParts {
  readonly auth: KeptAuth
  readonly kept: LockedStore
  readonly send: Send
  readonly baseUrl: string
  readonly redactor: Redactor
}

/** Gets new tokens: first from the store, then with the refresh token, then with the password. */
export class Renewer {
  readonly #parts: RenewerParts
  #auth: KeptAuth
  #key: string
  /** The secrets that the server refused, with the error. A refused secret is not sent again. */
  readonly #refused = new Map<string, WallabagError>()
  /** The refresh token from the options, until it is used up. */
  #givenToken: string | undefined

  constructor(parts: RenewerParts) {
    this.#parts = parts
    this.#auth = parts.auth
    this.#key = keyOf(parts.baseUrl, parts.auth)
    this.#givenToken = parts.auth.refreshToken
  }

  /**
   * Gets other tokens than the current ones.
   *
   * @param begin - Called when it is this renewal's turn.
   * @throws WallabagError that is a refusal if nothing is left to try.
   */
  renew(held: StoredTokens | null, begin: () => void): Promise<HeldTokens> {
    return this.#parts.kept.withLock(this.#key, () => {
      begin()
      return this.#renewAlone(held)
    })
  }

  /**
   * Signs in with other credentials. They replace the previous ones once the server accepts them.
   */
  signIn(given: SignInCredentials, begin: () => void): Promise<HeldTokens> {
    const auth = mergeCredentials(this.#auth, given)
    const key = keyOf(this.#parts.baseUrl, auth)
    hideSecrets(auth, this.#parts.redactor)
    return this.#parts.kept.withLock(key, async () => {
      begin()
      const grant = given.refreshToken === undefined ? passwordGrant(auth) : null
      const granted = grant ?? { type: 'refresh_token', refreshToken: given.refreshToken ?? '' }
      // An explicit sign-in is sent even if the server refused the same secrets before.
      this.#refused.delete(requestKey(auth, granted))
      const held = await this.#requestTokens(auth, key, granted)
      this.#auth = auth
      this.#key = key
      this.#givenToken = undefined
      return held
    })
  }

  /** Allows refused secrets to be sent again, because the owner explicitly asks for it. */
  forgive(): void {
    this.#refused.clear()
  }

  /** Forgets the tokens in the store. */
  forget(): Promise<void> {
    const { kept } = this.#parts
    return kept.withLock(this.#key, () => kept.forget(this.#key))
  }

  async #renewAlone(held: StoredTokens | null): Promise<HeldTokens> {
    const stored = await this.#parts.kept.read(this.#key)
    const adopted = adoptable(stored, held)
    if (adopted) return adopted
    // The refresh token of the older tokens was most likely used up to get the newer ones.
    const pairs = stored && held && isNewer(held, stored) ? [held, stored] : [stored, held]
    const candidates = [...pairs.map((pair) => pair?.refreshToken), this.#givenToken]
    let refusal: WallabagError | null = null
    for (const refreshToken of new Set(candidates)) {
      if (!refreshToken) continue
      const outcome = await this.#refresh(refreshToken, held)
      if (outcome instanceof HeldTokens) return outcome
      refusal ??= outcome
    }
    const grant = passwordGrant(this.#auth)
    if (grant) return this.#requestTokens(this.#auth, this.#key, grant)
    throw refusal ?? nothingLeft()
  }

  /**
   * Uses the refresh token. If the server refuses it, returns the error, because another token or
   * the password may still work.
   */
  async #refresh(refreshToken: string, held: StoredTokens | null) {
    if (!(await this.#parts.kept.maySend(this.#key, refreshToken))) return interrupted()
    try {
      return await this.#requestTokens(this.#auth, this.#key, {
        type: 'refresh_token',
        refreshToken,
      })
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'refresh_expired') throw error
      // Another process that does not use our lock may have used up the token and stored the new
      // ones.
      return adoptable(await this.#parts.kept.read(this.#key), held) ?? error
    }
  }

  async #requestTokens(auth: KeptAuth, account: string, grant: Grant): Promise<HeldTokens> {
    const { send, redactor, kept } = this.#parts
    const key = requestKey(auth, grant)
    const refusal = this.#refused.get(key)
    if (refusal) throw refusal
    const scope: Scope = {
      id: newId(),
      signal: undefined,
      // A sign-in with a password can be aborted without losing anything, so it uses the client's
      // timeout.
      timeout: grant.type === 'password' ? undefined : longestAttempt,
      deadline: monotonic() + longestRenewal,
    }
    try {
      const granted = await requestToken(send, redactor, auth, grant, scope)
      const { accessToken, lifetime, serverNow } = granted
      // If the server gives no new refresh token, the old one stays valid.
      const old = grant.type === 'refresh_token' ? grant.refreshToken : null
      const refreshToken = granted.refreshToken ?? old
      if (old !== refreshToken && old === this.#givenToken) this.#givenToken = undefined
      const tokens = { accessToken, refreshToken, expiresAt: serverNow + lifetime }
      await kept.keep(account, tokens)
      this.#refused.clear()
      return new HeldTokens(tokens, lifetime)
    } catch (error) {
      if (isRefusal(error)) this.#refused.set(key, error)
      throw error
    }
  }
}

/** The stored tokens, if another process got them later than ours and they have not expired. */
function adoptable(stored: StoredTokens | null, held: StoredTokens | null): HeldTokens | null {
  if (!stored || stored.expiresAt <= Date.now()) return null
  if (!held) return new HeldTokens(stored)
  const other = stored.accessToken !== held.accessToken
  return other && !isNewer(held, stored) ? new HeldTokens(stored) : null
}

/**
 * Whether ours are newer, for example after the store failed. Servers give whole seconds, so equal
 * times do not count.
 */
function isNewer(held: StoredTokens, stored: StoredTokens): boolean {
  return held.expiresAt > stored.expiresAt
}

function passwordGrant({ username, password }: KeptAuth): Grant | null {
  return username === undefined ? null : { type: 'password', username, password }
}

/**
 * Everything that is sent: the same password may be wrong for one user name or client and right for
 * another.
 */
function requestKey({ clientId, clientSecret }: KeptAuth, grant: Grant): string {
  return JSON.stringify([clientId, clientSecret, grant])
}

function nothingLeft(): WallabagError {
  return new WallabagError(
    'refresh_expired',
    'Signing in: every known refresh token has been used.',
    { hint: 'Pass `username` and `password`, or a new `refreshToken`.' },
  )
}

function interrupted(): WallabagError {
  return new WallabagError(
    'refresh_expired',
    'Signing in: another process was about to use the refresh token and never reported back.',
    {
      hint: 'It may be used up, so it is not sent again: pass `username` and `password`, or sign in again.',
    },
  )
}

/**
 * The key of an account in the store. It is a hash, so it reveals nothing. Without a user name the
 * refresh token identifies the account, because two accounts of one client must not share a key.
 */
function keyOf(baseUrl: string, { clientId, username, refreshToken }: KeptAuth): string {
  const account = JSON.stringify([baseUrl, clientId, username ?? refreshToken])
  return `wallabag-${hash(account)}`
}
