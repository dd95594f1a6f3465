import { open as openFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { InputError } from '../errors/index.js'
import { inTurn } from '../http/wait.js'
import type { SyncRecord, SyncRecords, SyncStore } from '../sync/store.js'
import { parseRecord, takeRun } from './folder-store.js'
import { hasModes } from './private-files.js'
import { checkPath } from './system.js'

/** A store in a SQLite database. */
export interface SqliteStore extends SyncStore {
  /** Closes the database when running operations have ended; a later operation opens it again. */
  close(): void
}

interface Database {
  readonly connection: DatabaseSync
  readonly records: SyncRecords
}

/** A connection that is opened on first use, and closed when nobody uses it any more. */
interface Handle {
  readonly opening: Promise<Database>
  opened: Database | null
  users: number
  isClosed: boolean
}

/**
 * Keeps the local copy of a sync in a SQLite database, with `node:sqlite` of Node 22.5 or later
 * (before 22.13 start Node with `--experimental-sqlite`). One table `records` has a `key` and a
 * `value` with JSON, so that you can query it with SQL: `SELECT value ->> '$.entry.title' FROM
 * records WHERE key LIKE 'entry/%'`.
 *
 * @param path - The database file, which is created if it is missing, readable only by its owner.
 *   `:memory:` keeps it in memory.
 * @returns A store for `createSync`; the database is opened on first use.
 * @throws InputError for an invalid path, and on first use with code `unsupported` on a platform
 *   without `node:sqlite`.
 *
 * @example
 * ```ts
 * import { sqliteStore } from 'wallabag-sdk/node'
 * import { createSync } from 'wallabag-sdk/sync'
 * const store = sqliteStore('/home/me/articles.db')
 * const sync = createSync(wallabag, { store })
 * store.close()
 * ```
 */
export function sqliteStore(path: string): SqliteStore {
  checkPath('invalid_option', 'path', path)
  const lock = `${resolve(path)}.run.lock`
  let current: Handle | null = null
  const handleNow = (): Handle => {
    if (current) return current
    const handle: Handle = { opening: open(path), opened: null, users: 0, isClosed: false }
    handle.opening.then(
      (database) => {
        handle.opened = database
      },
      () => {
        if (current === handle) current = null
      },
    )
    current = handle
    return handle
  }
  const use = async <T>(task: (database: Database) => T | Promise<T>): Promise<T> => {
    const handle = handleNow()
    handle.users += 1
    try {
      return await task(await handle.opening)
    } finally {
      handle.users -= 1
      closeUnused(handle)
    }
  }
  // A connection has one transaction at a time, and other reads must not see its changes.
  const alone = <T>(task: (database: Database) => Promise<T>) =>
    use((database) => inTurn(database, 'turn', () => task(database)))
  const queue = <T>(task: (records: SyncRecords) => Promise<T>) =>
    alone((database) => transaction(database, task))
  return {
    queue,
    // A database in memory is not shared.
    ...(path !== ':memory:' && { run: (wait) => use(() => takeRun(lock, wait)) }),
    get: (keys) => alone(async ({ records }) => records.get(keys)),
    keys: (prefix) => alone(async ({ records }) => records.keys(prefix)),
    write: (changes) => queue(async (records) => records.write(changes)),
    close() {
      const handle = current
      current = null
      if (!handle) return
      handle.isClosed = true
      closeUnused(handle)
    },
  }
}

function closeUnused({ isClosed, users, opened }: Handle): void {
  if (isClosed && users === 0) opened?.connection.close()
}

/** The longest time that others may block writing, in milliseconds. */
const longestWait = 60_000

/**
 * How long SQLite itself waits, in milliseconds. The thread is blocked meanwhile, and the other
 * writer may be in the same thread.
 */
const busyTimeout = 10

/** Repeats a task while others write. */
async function whenFree<T>(task: () => T): Promise<T> {
  for (const until = performance.now() + longestWait; ; ) {
    try {
      return task()
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
      await sleep(1 + Math.random() * 20)
    }
  }
}

/** Whether the error is SQLITE_BUSY or one of its variants. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  return (code & 0xff) === 5
}

/** Runs a task in a transaction. */
async function transaction<T>(
  { connection, records }: Database,
  task: (records: SyncRecords) => Promise<T>,
): Promise<T> {
  await whenFree(() => connection.exec('BEGIN IMMEDIATE'))
  try {
    const result = await task(records)
    connection.exec('COMMIT')
    return result
  } catch (error) {
    endTransaction(connection)
    throw error
  }
}

/**
 * Rolls back. If the disk is full, SQLite has already done so, and its error for this would hide
 * the cause.
 */
function endTransaction(connection: DatabaseSync): void {
  try {
    connection.exec('ROLLBACK')
  } catch {
    // The error that led here is reported.
  }
}

async function open(path: string): Promise<Database> {
  const { DatabaseSync: Connection } = await load()
  await makePrivate(path)
  const connection = new Connection(path)
  try {
    connection.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
    await whenFree(() => connection.exec('PRAGMA journal_mode = WAL'))
    // A commit waits until the data is on the disk.
    connection.exec('PRAGMA synchronous = FULL')
    const table = 'CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, value TEXT NOT NULL)'
    await whenFree(() => connection.exec(table))
    return { connection, records: recordsIn(connection) }
  } catch (error) {
    connection.close()
    throw error
  }
}

function recordsIn(connection: DatabaseSync): SyncRecords {
  const get = connection.prepare('SELECT value FROM records WHERE key = ?')
  const keys = connection.prepare('SELECT key FROM records WHERE key >= ? AND key < ?')
  const put = connection.prepare('INSERT OR REPLACE INTO records (key, value) VALUES (?, ?)')
  const drop = connection.prepare('DELETE FROM records WHERE key = ?')
  return {
    get: (names) => names.map((key) => recordIn(get.get(key))),
    keys(prefix) {
      // The end of the range is the prefix with its last character incremented, so that the index
      // is used.
      const end =
        prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
      return keys.all(prefix, end).map(({ key }) => String(key))
    },
    write(changes) {
      for (const [key, record] of changes) {
        if (record) put.run(key, JSON.stringify(record))
        else drop.run(key)
      }
    },
  }
}

/** Makes the database private. SQLite gives its other files the same mode. */
async function makePrivate(path: string): Promise<void> {
  if (path === ':memory:' || !hasModes) return
  const file = await openFile(path, 'a', 0o600)
  // Some file systems have no modes.
  await file.chmod(0o600).catch(() => undefined)
  await file.close()
}

/**
 * Loads `node:sqlite` on demand, because Node 20 does not have it and the rest of this module must
 * work there.
 */
async function load(): Promise<typeof import('node:sqlite')> {
  try {
    return await import('node:sqlite')
  } catch {
    throw new InputError(
      'unsupported',
      'sqliteStore needs `node:sqlite`, which this platform does not have.',
      'Use Node 22.5 or later (before 22.13 with `--experimental-sqlite`), or `folderStore`.',
    )
  }
}

function recordIn(row: Record<string, unknown> | undefined): SyncRecord | null {
  const value = row?.['value']
  return typeof value === 'string' ? parseRecord(value) : null
}
