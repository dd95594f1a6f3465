import { isRecord } from '../contract/check.js'
import { isToken } from '../http/headers.js'
import { parseJson } from '../http/json.js'

/** The tokens of one account, as a store keeps them. All of this is secret. */
export interface StoredTokens {
  /** The bearer token. */
  accessToken: string
  /** The single-use token that gets the next pair, or `null` if the server gave none. */
  refreshToken: string | null
  /**
   * When the access token expires, in milliseconds since 1970, by the server's clock as far as it
   * is known.
   */
  expiresAt: number
}

/**
 * Where tokens are kept between runs. Only three methods are required, so a `Map` or a Keyv works.
 * The key is a hash of server, client and user, so one store serves many accounts.
 */
export interface TokenStore {
  /** Returns the tokens under a key; `undefined` or `null` if there are none. */
  get(key: string): MaybePromise<StoredTokens | null | undefined>
  /** Stores tokens under a key. */
  set(key: string, tokens: StoredTokens): unknown
  /** Deletes the tokens under a key. */
  delete(key: string): unknown
  /**
   * Runs a task while nobody else runs one for the same key, in this process or another. A store
   * that several processes share needs it, because a refresh token works only once; within one
   * process the SDK takes care of that itself.
   */
  lock?<T>(key: string, task: () => Promise<T>): Promise<T>
  /**
   * Called under the lock before a refresh token is sent; returns whether it may be sent. It
   * returns `false` when an earlier holder of the lock announced the same token and never came
   * back, because a refresh token works only once. A store for several machines needs this; one
   * whose lock ends with its process does not. If it rejects, nothing is sent, and the call fails
   * with `network`.
   */
  beforeRefresh?(key: string, refreshToken: string): MaybePromise<boolean>
}

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>

/**
 * Whether a value from a store is a pair of tokens. Stored data may be edited, migrated or damaged.
 */
export function isStoredTokens(value: unknown): value is StoredTokens {
  return (
    isRecord(value) &&
    isToken(value['accessToken']) &&
    (value['refreshToken'] === null || isToken(value['refreshToken'])) &&
    Number.isFinite(value['expiresAt'])
  )
}

/** Parses stored tokens. Returns `null` for any other text. */
export function parseTokens(text: unknown): StoredTokens | null {
  const value = typeof text === 'string' ? parseJson(text) : null
  return isStoredTokens(value) ? value : null
}
