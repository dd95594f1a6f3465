import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Wallabag } from 'wallabag-sdk'
import type {
  createSync,
  StoreChanges,
  SyncRecord,
  SyncRecords,
  SyncStore,
} from 'wallabag-sdk/sync'
import type { Random } from '../random.js'
import type { World } from '../world.js'
import { handOn } from './hand.js'
import type { MakePlace } from './history.js'

/** The package, perhaps with one of its rules changed. */
export interface Package {
  readonly Wallabag: typeof Wallabag
  readonly createSync: typeof createSync
}

class Killed extends Error {}

/** What makes stores on one place, and ends it. */
export interface Opened {
  store(): SyncStore
  end(): void
}

/** What makes several store objects of the same records, that know nothing of who lives. */
export function sharedMemory(): Opened {
  const records = new Map<string, string>()
  let turn: Promise<unknown> = Promise.resolve()
  const open = () => {
    const store: SyncStore = {
      get: (keys) => keys.map((key): SyncRecord => JSON.parse(records.get(key) ?? 'null')),
      keys: (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)),
      write(changes) {
        for (const [key, record] of changes) {
          if (record) records.set(key, JSON.stringify(record))
          else records.delete(key)
        }
      },
      queue(task) {
        const mine = turn.then(() => task(store))
        turn = mine.catch(() => undefined)
        return mine
      },
    }
    return store
  }
  return { store: open, end() {} }
}

/** A store of which a process ends at some of its writes. */
function mortal(inner: SyncStore, isTime: () => boolean): SyncStore {
  const dying = (records: SyncRecords): SyncRecords => ({
    get: (keys) => records.get(keys),
    keys: (prefix) => records.keys(prefix),
    write(changes: StoreChanges) {
      if (isTime()) throw new Killed()
      return records.write(changes)
    },
  })
  const { queue } = inner
  return {
    ...inner,
    ...dying(inner),
    ...(queue && { queue: (task) => queue((records) => task(dying(records))) }),
  }
}

/** Hands in this process, each with a store of its own on one place. */
export function inProcess(
  { Wallabag: Client, createSync: make }: Package,
  open: () => Opened,
): MakePlace {
  return async (world: World, random: Random, trouble: () => number) => {
    const { store, end } = open()
    const { url, credentials: auth, fetch } = world.fake
    // One signs in for all: what they share is the store.
    const client = new Client({ url, auth, fetch, retry: { limit: 0 }, saveSettleTime: 1 })
    return {
      async hand() {
        return handOn(
          make,
          client,
          mortal(store(), () => random.chance(trouble() / 3)),
        )
      },
      async end() {
        end()
      },
    }
  }
}

/** Stores on one folder or file of a folder, which goes with them. */
export function inFolder(store: (folder: string) => SyncStore & { close?(): void }): () => Opened {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'wallabag-several-'))
    const opened: { close?(): void }[] = []
    return {
      store() {
        const made = store(folder)
        opened.push(made)
        return made
      },
      end() {
        for (const { close } of opened) close?.()
        rmSync(folder, { recursive: true })
      },
    }
  }
}
