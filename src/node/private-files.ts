import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode, isAlive, makeFolder, namesIn, namingFile } from './system.js'

/** Windows has no file modes. There the access rights are inherited from the folder. */
export const hasModes = process.platform !== 'win32'

/** Creates a folder that only its owner can read. The mode of an existing folder is changed. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700)
  const found = await lstat(folder)
  if (!found.isDirectory()) throw new Error(`${folder} is a link or a file, not a folder`)
  if (!hasModes) return
  if (found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`)
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Windows does not have this flag. */
const noFollow = constants.O_NOFOLLOW ?? 0

/**
 * Reads a small file, or returns `null` if it does not exist.
 *
 * @throws Error for a symbolic link, and for a file of another user.
 */
export async function readPrivateFile(path: string): Promise<string | null> {
  const file = await openToRead(path)
  if (!file) return null
  try {
    const { uid, mode } = await file.stat()
    if (hasModes && uid !== process.getuid?.()) throw new Error(`${path} belongs to another user`)
    // Some file systems have no modes. Stores of secrets make their folder private, or refuse it.
    if (hasModes && (mode & 0o077) !== 0) await file.chmod(0o600).catch(() => undefined)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/**
 * Replaces a file in one step: a reader gets the old or the new text, even if the process is
 * killed. A symbolic link is replaced and not followed.
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
    throw namingFile(error, path)
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

/**
 * Makes a rename survive a power failure. Windows cannot do this, and some file systems refuse it.
 */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY)
    await handle.sync().finally(() => handle.close())
  } catch {
    // The file is complete either way. After a power failure only its old content might be back.
  }
}

/**
 * Removes files that writers and locks left when they were killed between two steps.
 *
 * @param names - The names in the folder. Pass them to avoid reading a folder with thousands of files
 *   again.
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
