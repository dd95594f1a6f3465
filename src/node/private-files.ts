import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode, isAlive, makeFolder, namesIn } from './system.js'

/** Windows has no such modes: there the folder's inherited access list says who may read. */
export const hasModes = process.platform !== 'win32'

/** Makes a folder that only its owner can look into; one that is there already is tightened. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700)
  const found = await lstat(folder)
  if (!found.isDirectory()) throw new Error(`${folder} is a link or a file, not a folder`)
  if (!hasModes) return
  if (found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`)
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Where Windows has no such flag there is nothing to add. */
const noFollow = constants.O_NOFOLLOW ?? 0

/**
 * Reads a small file whole, or gives `null` when there is none.
 *
 * @throws Error for a link, and for a file that belongs to somebody else.
 */
export async function readPrivateFile(path: string): Promise<string | null> {
  const file = await openToRead(path)
  if (!file) return null
  try {
    const { uid, mode } = await file.stat()
    if (hasModes && uid !== process.getuid?.()) throw new Error(`${path} belongs to another user`)
    // Some file systems have no modes; where secrets are, the folder is tightened, or refused.
    if (hasModes && (mode & 0o077) !== 0) await file.chmod(0o600).catch(() => undefined)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/**
 * Replaces a file in one step: whoever reads it, and whatever kills us, there is the old text or
 * the new one. A link in its place is replaced, not followed.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const folder = dirname(path)
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | noFollow
  const file = await open(temporary, flags, 0o600)
  try {
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    // A full disk is met when an open file is written, and then no error says which.
    if (error instanceof Error && 'code' in error && !('path' in error)) {
      Object.assign(error, { path, message: `${error.message} '${path}'` })
    }
    throw error
  }
  await syncFolder(folder)
}

async function openToRead(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | noFollow)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    if (hasCode(error, 'ELOOP')) throw new Error(`${path} is a link, which is not followed`)
    throw error
  }
}

/** Makes the new name itself survive a power cut; Windows cannot, and some file systems refuse. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY)
    await handle.sync().finally(() => handle.close())
  } catch {
    // The file is whole either way; only its name might be the old one after a power cut.
  }
}

/**
 * Removes what was left behind, by writers and for their locks, when they were killed between two
 * steps.
 *
 * @param names - The names in the folder, read unless given: there may be thousands of other files.
 */
export async function sweep(path: string, names?: readonly string[]): Promise<void> {
  const prefix = `${basename(path)}.`
  for (const name of names ?? (await namesIn(dirname(path)))) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : ''
    const pid = /^(?:lock\.)?(\d+)\.\w+\.tmp$/.exec(rest)?.[1]
    if (!pid || isAlive(Number(pid))) continue
    await rm(join(dirname(path), name), { recursive: true, force: true })
  }
}
