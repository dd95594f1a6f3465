import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
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
      // What processes left behind that were killed while they took a lock.
      if (release) for (const name of ['queue', 'run']) await sweep(join(root, name))
      return release
    },
    async get(keys) {
      const records: (SyncRecord | null)[] = []
      for (let start = 0; start < keys.length; start += readersAtOnce) {
        const part = keys.slice(start, start + readersAtOnce)
        records.push(...(await Promise.all(part.map((key) => read(pathOf(root, key))))))
      }
      return records
    },
    async keys(prefix) {
      const [kind = ''] = prefix.split('/')
      const names = await namesIn(join(root, kind))
      // Others put files there too: copies, and what clouds and systems keep beside each file.
      const own = names.filter((name) => /^\d+\.json$/.test(name))
      return own.map((name) => `${kind}/${name.slice(0, -'.json'.length)}`)
    },
    async write(changes) {
      for (const [key, record] of changes) {
        const path = pathOf(root, key)
        if (!record) await rm(path, { force: true })
        // Entries can be read from the server again; a queued change is nowhere else.
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
  return takeFileLock(path, wait ? Number.POSITIVE_INFINITY : 0, wait?.signal)
}

/** What a server cannot give back. */
const isQueued = (key: string) => key.startsWith('change/') || key === 'state'

/** A key is a kind, or a kind and a number: nothing that leads out of the folder. */
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

/** A record as it was written; one that a power cut truncated is reported as damaged. */
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
    // On a full disk above all: a piece of each try would fill it for good.
    await rm(temporary, { force: true })
    throw error
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await makePrivateFolder(dirname(path))
  await writePrivateFile(path, text)
}

/** What somebody reads is nobody else's affair: folders and files are their owner's alone. */
async function writeInto(folder: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 })
  } catch (error) {
    // Looking for the folder each time would cost more.
    if (!hasCode(error, 'ENOENT')) throw error
    await makePrivateFolder(folder)
    await writeFile(path, text, { mode: 0o600 })
  }
}
