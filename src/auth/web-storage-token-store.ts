import { describeSecret, expected, isObject } from '../errors/index.js'
import { type MaybePromise, parseTokens, type TokenStore } from './token-store.js'

/** `localStorage`, or a storage with the same methods, which may be asynchronous. */
export interface WebStorage {
  /** Returns the text under a key. */
  getItem(key: string): MaybePromise<string | null | undefined>
  /** Stores a text. */
  setItem(key: string, value: string): unknown
  /** Deletes a text. */
  removeItem(key: string): unknown
}

/** An extension's `storage.local` or `storage.session`. */
export interface ExtensionStorage {
  /** Returns an object with the value under the key. */
  get(key: string): Promise<Record<string, unknown>>
  /** Stores every value of an object under its name. */
  set(items: Record<string, unknown>): Promise<void>
  /** Deletes a value. */
  remove(key: string): Promise<void>
}

/**
 * Keeps tokens in a browser's storage. Tabs and workers that share it take turns by Web Locks,
 * which pages on plain http do not have.
 *
 * Any script on a page can read its `localStorage`, and so the tokens. On pages with scripts from
 * elsewhere keep them in memory (the default), and in an extension in `storage.session`.
 *
 * @param storage - `localStorage`, an asynchronous one of the same form, or an extension's
 *   `storage.local` or `storage.session`.
 * @returns A store for the option `tokenStore`.
 * @throws InputError for anything else.
 *
 * @example
 * ```ts
 * const tokenStore = webStorageTokenStore(localStorage)
 * const auth = { clientId, clientSecret, username, password }
 * new Wallabag({ url: 'https://read.example.org', auth, tokenStore })
 * ```
 */
export function webStorageTokenStore(storage: WebStorage | ExtensionStorage): TokenStore {
  const texts = textsIn(storage)
  const locks = globalThis.navigator?.locks
  return {
    async get(key) {
      return parseTokens(await texts.get(key))
    },
    async set(key, tokens) {
      await texts.set(key, JSON.stringify(tokens))
    },
    async delete(key) {
      await texts.delete(key)
    },
    ...(locks && { lock: (key, task) => locks.request(key, task) }),
  }
}

interface Texts {
  get(key: string): MaybePromise<unknown>
  set(key: string, text: string): unknown
  delete(key: string): unknown
}

function textsIn(storage: WebStorage | ExtensionStorage): Texts {
  if (isObject(storage) && 'getItem' in storage) {
    return {
      get: (key) => storage.getItem(key),
      set: (key, text) => storage.setItem(key, text),
      delete: (key) => storage.removeItem(key),
    }
  }
  if (isObject(storage) && 'remove' in storage) {
    return {
      get: async (key) => (await storage.get(key))[key],
      set: (key, text) => storage.set({ [key]: text }),
      delete: (key) => storage.remove(key),
    }
  }
  const what = 'one like localStorage or storage.local'
  throw expected('invalid_option', 'storage', what, describeSecret(storage))
}
