import { WallabagError } from '../errors/index.js'
import type { ErrorConverter } from '../http/error-maker.js'
import type { Observer } from '../http/observer.js'
import type { Redactor } from '../http/redact.js'
import { atMost, deferred, inTurn } from '../http/wait.js'
import { isStoredTokens, type StoredTokens, type TokenStore } from './token-store.js'

/**
 * The longest time for a call to the store. A store that does not answer must not block the
 * sign-in.
 */
const longestStoreCall = 10_000
/** The longest wait for the lock. It is longer than another process can take for a renewal. */
const longestLock = 200_000

export interface LockedStoreParts {
  readonly store: TokenStore
  readonly convert: ErrorConverter
  readonly redactor: Redactor
  readonly observer: Observer
}

/**
 * Reads and writes the tokens in a store, under its lock. If the store fails, the call still
 * succeeds: there is a warning, and the next start has to sign in again.
 */
export class LockedStore {
  readonly #parts: LockedStoreParts

  constructor(parts: LockedStoreParts) {
    this.#parts = parts
  }

  /** The tokens under a key, or `null` if there are none or they are damaged. */
  async read(key: string): Promise<StoredTokens | null> {
    const found = await this.#try('read from', () => this.#parts.store.get(key))
    if (!isStoredTokens(found)) return null
    this.#parts.redactor.addToken(found.accessToken)
    this.#parts.redactor.addToken(found.refreshToken)
    return found
  }

  /** Stores the tokens. */
  async keep(key: string, tokens: StoredTokens): Promise<void> {
    await this.#try('kept in', () => this.#parts.store.set(key, { ...tokens }))
  }

  /** Deletes the tokens. */
  async forget(key: string): Promise<void> {
    await this.#try('deleted from', () => this.#parts.store.delete(key))
  }

  /**
   * Whether a refresh token may be sent. If the store cannot tell, the call fails, because the
   * token may already be used up.
   */
  async maySend(key: string, refreshToken: string): Promise<boolean> {
    const { store, convert } = this.#parts
    try {
      return (await atMost(longestStoreCall, store.beforeRefresh?.(key, refreshToken))) !== false
    } catch (error) {
      const said = convert.stripped(error).message
      throw new WallabagError('network', `Signing in: the token store failed: ${said}`, {
        hint: 'The refresh token was not sent; try again once the store is back.',
      })
    }
  }

  /**
   * Runs a task while no other task for this key runs: under the lock of the store, which other
   * processes respect, or else one after another within this process. If the lock cannot be had, a
   * warning is logged and the task runs without it. If the lock fails after the task, that is
   * ignored, because the result may be the only copy of new tokens.
   */
  async withLock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const { store } = this.#parts
    if (!store.lock) return inTurn(store, key, task)
    let running: Promise<T> | null = null
    const ended = deferred()
    const once = () => {
      running ??= task().finally(ended.resolve)
      return running
    }
    try {
      // The store may never give the lock, or never release it.
      const locked = store.lock(key, once)
      const released = ended.promise.then(() => atMost(longestStoreCall, locked))
      await Promise.race([atMost(longestLock, locked), released])
    } catch (error) {
      if (!running) this.warn('The token store could not be locked', error)
    }
    return once()
  }

  /** Logs a warning with the message of the error, without secrets. */
  warn(what: string, error: unknown): void {
    this.#parts.observer.logger?.warn(`${what}: ${this.#parts.convert.stripped(error).message}`)
  }

  async #try(what: string, run: () => unknown): Promise<unknown> {
    try {
      return await atMost(longestStoreCall, run())
    } catch (error) {
      this.warn(`The tokens could not be ${what} the token store`, error)
      return null
    }
  }
}
