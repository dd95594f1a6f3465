import { open as openFile } from 'node:fs/promises'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { InputError } from '../errors/index.js'
import type { SyncRecord, SyncStore } from '../sync/store.js'
import { hasModes } from './private-files.js'
import { checkPath } from './system.js'

/** A store in a SQLite database. */
export interface SqliteStore extends SyncStore {
  /** Closes the database once what was asked for is answered; what is asked for later opens it again. */
  close(): void
}

interface Database {
  readonly connection: DatabaseSync
  readonly get: StatementSync
  readonly keys: StatementSync
  readonly put: StatementSync
  readonly drop: StatementSync
}

/**
 * Keeps what a sync knows in a SQLite database, by the `node:sqlite` of Node 22.5 and later (before
 * 22.13 it has to be asked for with `--experimental-sqlite`): one table `records` of `key` and
 * `value`, with a JSON text in each row, so that SQL can look into it:
 * `SELECT value ->> '$.entry.title' FROM records WHERE key LIKE 'entry/%'`.
 *
 * @param path - The database file; it is made, readable for its owner alone, when it is missing. `:memory:` keeps it in memory.
 * @returns A store for `createSync`; the database is opened when it is first used.
 * @throws InputError for what is no path, and when it is first used with code `unsupported` on a
 *   platform without `node:sqlite`.
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
  let opening: Promise<Database> | null = null
  let opened: Database | null = null
  const opens = () => {
    if (opening) return opening
    const mine = open(path)
    const end = (database: Database | null) => {
      // A store that was closed meanwhile has nothing to do with it any more.
      if (opening !== mine) return
      opened = database
      opening = null
    }
    mine.then(end, () => end(null))
    opening = mine
    return mine
  }
  return {
    async get(keys) {
      const { get } = opened ?? (await opens())
      return keys.map((key) => recordIn(get.get(key)))
    },
    async keys(prefix) {
      // Up to the prefix with its last character raised by one: a range, which the index serves.
      const end =
        prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
      const rows = (opened ?? (await opens())).keys.all(prefix, end)
      return rows.map(({ key }) => String(key))
    },
    async write(changes) {
      const { connection, put, drop } = opened ?? (await opens())
      connection.exec('BEGIN IMMEDIATE')
      try {
        for (const [key, record] of changes) {
          if (record) put.run(key, JSON.stringify(record))
          else drop.run(key)
        }
        connection.exec('COMMIT')
      } catch (error) {
        endTransaction(connection)
        throw error
      }
    },
    close() {
      opened?.connection.close()
      // Those who wait for it do what they have to do first.
      opening?.then(
        ({ connection }) => connection.close(),
        () => undefined,
      )
      opened = null
      opening = null
    },
  }
}

/** On a full disk SQLite has ended it by itself, and what it says of that would hide why. */
function endTransaction(connection: DatabaseSync): void {
  try {
    connection.exec('ROLLBACK')
  } catch {
    // What went wrong before is what counts.
  }
}

async function open(path: string): Promise<Database> {
  const { DatabaseSync: Connection } = await load()
  await makePrivate(path)
  const connection = new Connection(path)
  connection.exec('PRAGMA journal_mode = WAL')
  connection.exec('CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, value TEXT NOT NULL)')
  return {
    connection,
    get: connection.prepare('SELECT value FROM records WHERE key = ?'),
    keys: connection.prepare('SELECT key FROM records WHERE key >= ? AND key < ?'),
    put: connection.prepare('INSERT OR REPLACE INTO records (key, value) VALUES (?, ?)'),
    drop: connection.prepare('DELETE FROM records WHERE key = ?'),
  }
}

/** SQLite gives the files beside it the mode of the database. */
async function makePrivate(path: string): Promise<void> {
  if (path === ':memory:' || !hasModes) return
  const file = await openFile(path, 'a', 0o600)
  // Some file systems have no modes.
  await file.chmod(0o600).catch(() => undefined)
  await file.close()
}

/** Only when it is wanted: Node 20 has none, and the rest of this module is for it too. */
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
  return typeof value === 'string' ? JSON.parse(value) : null
}
