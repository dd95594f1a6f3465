import { isToken } from '../http/headers.js'
import { parseJson } from '../http/json.js'

/** The tokens of one account, as a store keeps them. Everything in it is secret. */
export interface StoredTokens {
  /** The bearer token. */
  accessToken: string
  /** The single-use token that gets the next pair, or `null` when the server gave none. */
  refreshToken: string | null
  /** When the access token ends, in milliseconds since 1970 on the server's clock as far as it is known. */
  expiresAt: number
}

/**
 * Where tokens survive: three methods, so that a `Map` or anything like Keyv fits as it is. The key
 * is a hash of server, client and user, so one store serves many accounts.
 */
export interface TokenStore {
  /** The tokens under a key; `undefined` or `null` when there are none. */
  get(key: string): MaybePromise<StoredTokens | null | undefined>
  /** Keeps tokens under a key. */
  set(key: string, tokens: StoredTokens): unknown
  /** Forgets the tokens under a key. */
  delete(key: string): unknown
  /**
   * Runs a task while no other holder of the same store and key runs one, in this process or
   * another. A store that several processes share must have it, since refresh tokens are single
   * use; within one process the SDK keeps the order itself.
   */
  lock?<T>(key: string, task: () => Promise<T>): Promise<T>
  /**
   * Is told, under the lock, of a refresh token that is about to be sent, and says whether it may
   * be: `false` when another holder of the lock was told so and never came back, since a refresh
   * token works once. A store for several machines needs it; a lock that ends with its process does
   * not. When it rejects nothing is sent, and the call fails with `network`.
   */
  beforeRefresh?(key: string, refreshToken: string): MaybePromise<boolean>
}

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>

/** Whether what a store gave back is a pair of tokens; stores are edited, migrated and damaged. */
export function isStoredTokens(value: unknown): value is StoredTokens {
  return (
    typeof value === 'object' &&
    value !== null &&
    'accessToken' in value &&
    isToken(value.accessToken) &&
    'refreshToken' in value &&
    (value.refreshToken === null || isToken(value.refreshToken)) &&
    'expiresAt' in value &&
    Number.isFinite(value.expiresAt)
  )
}

/** The tokens that a store keeps as text, or `null` for what others wrote in their place. */
export function parseTokens(text: unknown): StoredTokens | null {
  const value = typeof text === 'string' ? parseJson(text) : null
  return isStoredTokens(value) ? value : null
}
