import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parts } from '../api/chunks.js'
import { describe, expected } from '../errors/index.js'
import type { SyncRecord, SyncStore } from '../sync/store.js'
import { takeFileLock, withFileLock } from './file-lock.js'
import { makePrivateFolder, sweep, writePrivateFile } from './private-files.js'
import { checkPath, hasCode, makeFolder, namesIn } from './system.js'

const readersAtOnce = 64

/**
 * Keeps the local copy of a sync as JSON files: one for each entry in `entry/`, one for each
 * content in `content/`, the queued changes in `change/`, and `state.json` and `queue.json`. Each
 * file is replaced in one step, so the process may end at any moment, and a queued change is on the
 * disk before it counts as queued. If the power may fail during a run, use `sqliteStore` instead.
 * Several processes may share a folder; lock files make them take turns. Only the owner can read
 * folders and files (0700, 0600), except on Windows, which has no such modes.
 *
 * @param folder - A folder for nothing else, which is created if it is missing.
 * @returns A store for `createSync`.
 * @throws InputError for an invalid path.
 *
 * @example
 * ```ts
 * import { folderStore } from 'wallabag-sdk/node'
 * import { createSync } from 'wallabag-sdk/sync'
 * const sync = createSync(wallabag, { store: folderStore('/home/me/articles') })
 * ```
 */
export function folderStore(folder: string): SyncStore {
  checkPath('invalid_option', 'folder', folder)
  const root = resolve(folder)
  const store: SyncStore = {
    async queue(task) {
      await makeFolder(root, 0o700)
      return withFileLock(join(root, 'queue.lock'), () => task(store))
    },
    async run(wait) {
      await makeFolder(root, 0o700)
      const release = await takeRun(join(root, 'run.lock'), wait)
      // Removes what killed processes left when they took a lock.
      if (release) for (const name of ['queue', 'run']) await sweep(join(root, name))
      return release
    },
    async get(keys) {
      const records: (SyncRecord | null)[] = []
      for (const part of parts(keys, readersAtOnce)) {
        records.push(...(await Promise.all(part.map((key) => read(pathOf(root, key))))))
      }
      return records
    },
    async keys(prefix) {
      const [kind = ''] = prefix.split('/')
      const names = await namesIn(join(root, kind))
      // Other files may be in the folder, such as copies, or files that cloud services and systems
      // add.
      const own = names.filter((name) => /^\d+\.json$/.test(name))
      return own.map((name) => `${kind}/${name.slice(0, -'.json'.length)}`)
    },
    async write(changes) {
      for (const [key, record] of changes) {
        const path = pathOf(root, key)
        if (!record) await rm(path, { force: true })
        // Entries can be read from the server again, but a queued change exists only here.
        else if (isQueued(key)) await writeDurably(path, JSON.stringify(record))
        else await replace(path, JSON.stringify(record))
      }
    },
  }
  return store
}

/** Takes the turn to run in a store that processes share. */
export async function takeRun(
  path: string,
  wait: { readonly signal: AbortSignal | undefined } | null,
): Promise<(() => Promise<void>) | null> {
  return takeFileLock(path, wait ? Infinity : 0, wait?.signal)
}

/** Records that cannot be read from the server again. */
const isQueued = (key: string) => key.startsWith('change/') || key === 'state'

/**
 * The path of a record. A key is a kind, or a kind and a number, so it cannot lead out of the
 * folder.
 */
function pathOf(folder: string, key: string): string {
  if (/^[a-z]+(?:\/\d+)?$/.test(key)) return join(folder, `${key}.json`)
  throw expected('invalid_input', 'key', 'one of a sync', describe(key))
}

async function read(path: string): Promise<SyncRecord | null> {
  try {
    return parseRecord(await readFile(path, 'utf8'))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/** Parses a record. One that a power failure truncated is reported as damaged. */
export function parseRecord(text: string): SyncRecord {
  try {
    const record: SyncRecord | null = JSON.parse(text)
    return record?.kind ? record : { kind: 'damaged' }
  } catch {
    return { kind: 'damaged' }
  }
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeInto(dirname(path), temporary, text)
    await rename(temporary, path)
  } catch (error) {
    // Especially on a full disk: the remains of repeated attempts would fill it for good.
    await rm(temporary, { force: true })
    throw error
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await makePrivateFolder(dirname(path))
  await writePrivateFile(path, text)
}

/** Writes a file that only its owner can read, and creates its folder if needed. */
async function writeInto(folder: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 })
  } catch (error) {
    // Checking for the folder before each write would be slower.
    if (!hasCode(error, 'ENOENT')) throw error
    await makePrivateFolder(folder)
    await writeFile(path, text, { mode: 0o600 })
  }
}
