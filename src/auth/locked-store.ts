import { WallabagError } from '../errors/index.js'
import type { ErrorConverter } from '../http/error-maker.js'
import type { Observer } from '../http/observer.js'
import type { Redactor } from '../http/redact.js'
import { atMost, inTurn } from '../http/wait.js'
import { isStoredTokens, type StoredTokens, type TokenStore } from './token-store.js'

/** A store that does not answer must not keep a call from signing in. */
const longestStoreCall = 10_000
/** Longer than the renewal of another process can take, for which a lock has to be waited. */
const longestLock = 200_000

/** What a locked store needs. */
export interface LockedStoreParts {
  readonly store: TokenStore
  readonly convert: ErrorConverter
  readonly redactor: Redactor
  readonly observer: Observer
}

/**
 * The tokens in a store, under its lock. A store that fails costs a sign-in at the next start and a warning now,
 * never the call.
 */
export class LockedStore {
  readonly #parts: LockedStoreParts

  constructor(parts: LockedStoreParts) {
    this.#parts = parts
  }

  /** The pair under a key, or `null` when there is none that makes sense. */
  async read(key: string): Promise<StoredTokens | null> {
    const found = await this.#try('read from', () => this.#parts.store.get(key))
    if (!isStoredTokens(found)) return null
    this.#parts.redactor.addToken(found.accessToken)
    this.#parts.redactor.addToken(found.refreshToken)
    return found
  }

  /** Keeps a pair. */
  async keep(key: string, tokens: StoredTokens): Promise<void> {
    await this.#try('kept in', () => this.#parts.store.set(key, { ...tokens }))
  }

  /** Forgets a pair. */
  async forget(key: string): Promise<void> {
    await this.#try('deleted from', () => this.#parts.store.delete(key))
  }

  /** Whether a refresh token may be sent; a store that cannot be asked must not be guessed about. */
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
   * Runs a task while nobody else runs one for this key: by the store's own lock, which other
   * processes see, or in turn within this process. A lock that cannot be had is a warning, and one
   * that fails afterwards is nothing: the task's result may be the only copy of new tokens.
   */
  async alone<T>(key: string, task: () => Promise<T>): Promise<T> {
    const { store } = this.#parts
    if (!store.lock) return inTurn(store, key, task)
    let running: Promise<T> | null = null
    let end: () => void = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const once = () => {
      running ??= task().finally(end)
      return running
    }
    try {
      // A lock may never be given, and never be given back.
      const locked = store.lock(key, once)
      const released = ended.then(() => atMost(longestStoreCall, locked))
      await Promise.race([atMost(longestLock, locked), released])
    } catch (error) {
      if (!running) this.warn('The token store could not be locked', error)
    }
    return once()
  }

  /** Logs a warning; the error is shown by its cleared message. */
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
