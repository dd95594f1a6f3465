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
  // As text: it takes a third of the memory, and nobody can change a record that he was given.
  const records = new Map<string, string>()
  return {
    get: (keys) => keys.map((key) => parse(records.get(key))),
    keys: (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)),
    write(changes) {
      for (const [key, record] of changes) {
        if (record === null) records.delete(key)
        else records.set(key, JSON.stringify(record))
      }
    },
  }
}

function parse(text: string | undefined): SyncRecord | undefined {
  return text === undefined ? undefined : JSON.parse(text)
}
