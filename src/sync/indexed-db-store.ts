import type { MaybePromise } from '../auth/token-store.js'
import { describe, expected, InputError, WallabagError } from '../errors/index.js'
import { entryIds, readEntries, resultOf, writeEntries } from './entry-rows.js'
import type { StoreEvent } from './events.js'
import {
  entryKey,
  entryPrefix,
  numberIn,
  type SyncRecord,
  type SyncRecords,
  type SyncStore,
} from './store.js'

/** A store in a browser's IndexedDB. */
export interface IndexedDbStore extends SyncStore {
  /** Closes the database when running operations have ended; a later operation opens it again. */
  close(): Promise<void>
}

/**
 * The version of the database. It has one table, which contains rows of many entries and single
 * records.
 */
const form = 2
const table = 'records'

/**
 * Keeps the local copy of a sync in a browser's IndexedDB, for pages, workers, service workers and
 * extensions. All of them, in all tabs, may use the same name at once: no queued change is lost,
 * one runs at a time (by Web Locks, in a secure context), and each hears what the others do. A
 * change is on the disk before it counts as queued.
 *
 * @param name - The name of the database, one for each account; it is created if it is missing. To
 *   delete it, call `close` and `indexedDB.deleteDatabase(name)`; other tabs close it by
 *   themselves.
 * @returns A store for `createSync`; the database is opened on first use.
 * @throws InputError for an invalid name; on first use with code `unsupported` if there is no
 *   IndexedDB, or a later version of this package has written the database. A write for which there
 *   is no room rejects with a WallabagError with code `store_full`, and nothing of it is kept.
 *
 * @example
 * ```ts
 * const sync = createSync(wallabag, { store: indexedDbStore('articles of me@example.org') })
 * ```
 */
export function indexedDbStore(name: string): IndexedDbStore {
  if (typeof name !== 'string' || name === '') {
    throw expected('invalid_option', 'name', 'the name of a database', describe(name))
  }
  let opening: Promise<IDBDatabase> | null = null
  const database = () => {
    const letGo = () => {
      if (opening === mine) opening = null
    }
    const mine = opening ?? open(name, letGo)
    opening = mine
    mine.catch(letGo)
    return mine
  }
  async function transact<T>(
    mode: IDBTransactionMode,
    task: (records: SyncRecords) => Promise<T>,
  ): Promise<T> {
    const transaction = await begin(database, mode)
    const ended = endOf(transaction)
    try {
      const result = await task(recordsIn(transaction.objectStore(table)))
      await ended
      return result
    } catch (error) {
      await undo(transaction, ended)
      throw isFull(error) || isFull(transaction.error) ? full(name) : error
    }
  }
  let channel: BroadcastChannel | null = null
  const channelNow = () => {
    channel ??= new BroadcastChannel(title(name))
    return channel
  }
  const locks = globalThis.navigator?.locks
  return {
    get: (keys) => transact('readonly', async (records) => records.get(keys)),
    keys: (prefix) => transact('readonly', async (records) => records.keys(prefix)),
    write: (changes) => transact('readwrite', async (records) => records.write(changes)),
    queue: (task) => transact('readwrite', task),
    ...(locks && { run: (wait) => takeLock(locks, title(name), wait) }),
    tell: (event) => channelNow().postMessage(event),
    listen(listener) {
      const hear = ({ data }: MessageEvent<StoreEvent>) => listener(data)
      const heard = channelNow()
      heard.addEventListener('message', hear)
      return () => heard.removeEventListener('message', hear)
    },
    async close() {
      const closing = opening
      opening = null
      channel?.close()
      channel = null
      // Running operations are finished first, as with the platform's `close`.
      await closing?.then(
        (opened) => opened.close(),
        () => undefined,
      )
    },
  }
}

const title = (name: string) => `wallabag-sdk ${name}`

async function open(name: string, letGo: () => void): Promise<IDBDatabase> {
  if (typeof indexedDB === 'undefined') {
    throw new InputError(
      'unsupported',
      'indexedDbStore needs IndexedDB, which this platform lacks.',
    )
  }
  const request = indexedDB.open(name, form)
  request.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion === 0) request.result.createObjectStore(table)
    // A failure there aborts the transaction, and so the opening fails.
    else if (request.transaction) gather(request.transaction).catch(() => undefined)
  }
  const opened = await resultOf(request).catch((error: unknown) => {
    if (nameOf(error) !== 'VersionError') throw error
    const message = `The database ${name} was written by a later version of this package.`
    throw new InputError('unsupported', message, 'Use that version, or give another name.')
  })
  // The database is being deleted, or a later version of the package wants to upgrade it.
  opened.onversionchange = () => {
    letGo()
    opened.close()
  }
  opened.onclose = letGo
  return opened
}

/** Converts version 1, in which each entry was a record of its own. */
async function gather(transaction: IDBTransaction): Promise<void> {
  const rows = transaction.objectStore(table)
  const single = startingWith(entryPrefix)
  const keys = (await resultOf(rows.getAllKeys(single))).map(String)
  const records: SyncRecord[] = await resultOf(rows.getAll(single))
  rows.delete(single)
  await writeEntries(
    rows,
    new Map(records.map((record, index) => [numberIn(keys[index] ?? ''), record])),
  )
}

/**
 * Begins a transaction. If the database was closed at the same moment, it opens it and tries again.
 */
async function begin(
  database: () => Promise<IDBDatabase>,
  mode: IDBTransactionMode,
): Promise<IDBTransaction> {
  const start = async () => (await database()).transaction(table, mode, { durability: 'strict' })
  return start().catch((error: unknown) => {
    if (nameOf(error) !== 'InvalidStateError') throw error
    return start()
  })
}

function endOf(transaction: IDBTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was ended.'))
  })
  ended.catch(() => undefined)
  return ended
}

/**
 * Waits for the end of the transaction, because only then the next one sees that nothing was kept.
 */
async function undo(transaction: IDBTransaction, ended: Promise<void>): Promise<void> {
  try {
    transaction.abort()
  } catch {
    // The transaction has already ended.
  }
  await ended.catch(() => undefined)
}

/**
 * The records within one transaction. The transaction ends as soon as something else is awaited.
 */
function recordsIn(rows: IDBObjectStore): SyncRecords {
  return {
    async get(keys) {
      const entries = await readEntries(rows, keys.filter(isOfEntry).map(numberIn))
      const read = (key: string): MaybePromise<SyncRecord | undefined> =>
        isOfEntry(key) ? entries.get(numberIn(key)) : resultOf(rows.get(key))
      return Promise.all(keys.map(read))
    },
    async keys(prefix) {
      const keys = (await resultOf(rows.getAllKeys(startingWith(prefix)))).map(String)
      if (!isOfEntry(prefix) && !entryPrefix.startsWith(prefix)) return keys
      const ofEntries = (await entryIds(rows)).map(entryKey)
      return [...keys, ...ofEntries.filter((key) => key.startsWith(prefix))]
    },
    async write(changes) {
      const entries = new Map<number, SyncRecord | null>()
      for (const [key, record] of changes) {
        // The requests are not awaited: they are done in order, and a failure aborts the
        // transaction.
        if (isOfEntry(key)) entries.set(numberIn(key), record)
        else if (record) rows.put(record, key)
        else rows.delete(key)
      }
      await writeEntries(rows, entries)
    },
  }
}

const isOfEntry = (key: string) => key.startsWith(entryPrefix)

const startingWith = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`)

const nameOf = (error: unknown) => (error instanceof Error ? error.name : '')

const isFull = (error: unknown) => nameOf(error) === 'QuotaExceededError'

function full(name: string): WallabagError {
  const message = `The browser has no room left for the database ${name}: nothing of this write is kept.`
  const hint = 'Free some room; `navigator.storage.estimate()` tells how much is used.'
  return new WallabagError('store_full', message, { hint })
}

/** Takes a Web Lock, which ends with the page that holds it. */
function takeLock(
  locks: LockManager,
  name: string,
  wait: { readonly signal: AbortSignal | undefined } | null,
): Promise<(() => void) | null> {
  const options = !wait ? { ifAvailable: true } : wait.signal ? { signal: wait.signal } : {}
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null) =>
      new Promise<void>((end) => {
        resolve(lock && (() => end()))
        if (!lock) end()
      })
    locks.request(name, options, hold).catch(reject)
  })
}
