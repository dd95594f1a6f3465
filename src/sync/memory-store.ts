import type { SyncRecord, SyncStore } from './store.js'

/**
 * A store that lives as long as the process: for tests, and for tools that begin anew each time.
 *
 * @returns A store, empty.
 *
 * @example
 * ```ts
 * const sync = createSync(wallabag, { store: memoryStore() })
 * ```
 */
export function memoryStore(): SyncStore {
  const records = new Map<string, SyncRecord>()
  return {
    get: (keys) => keys.map((key) => records.get(key)),
    keys: (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)),
    write(changes) {
      for (const [key, record] of changes) {
        if (record === null) records.delete(key)
        else records.set(key, record)
      }
    },
  }
}
