import { createHash, randomBytes } from 'node:crypto'
import { access, link, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ExportedFile } from '../entries/export.js'
import { describe, expected, WallabagError } from '../errors/index.js'
import { type ExportSink, FileNames, safeFileName, withoutHtml } from '../jobs/export-files.js'
import { ExportList, keyOf } from './export-list.js'
import { withFileLock } from './file-lock.js'
import { sweep } from './private-files.js'
import { checkPath, hasCode, makeFolder, namesIn, namingFile } from './system.js'

/**
 * Writes exported files to a folder, each completely or not at all. The folder is created if it is
 * missing. A list beside the files, `.wallabag-exports.jsonl`, records which entry each file was
 * exported from; `skipExisting` uses it.
 *
 * @param folder - The path of the folder.
 * @returns A sink for `entries.exportMany`.
 * @throws InputError for an invalid path.
 *
 * @example
 * ```ts
 * import { folderSink } from 'wallabag-sdk/node'
 * await wallabag.entries.exportMany({ starred: true }, 'epub', folderSink('/tmp/shelf'))
 * ```
 */
export function folderSink(folder: string): ExportSink {
  checkPath('invalid_input', 'folder', folder)
  const root = resolve(folder)
  const list = new ExportList(join(root, listName))
  let left: Promise<string[]> | null = null
  return {
    has: (name) => exists(pathIn(root, name)),
    async find(of) {
      const name = await list.find(of)
      return name !== null && (await exists(pathIn(root, name))) ? name : null
    },
    keep: (name, of) => list.add(name, of),
    async alone(of, task) {
      await makeFolder(root)
      return withFileLock(join(root, `.${sha1(keyOf(of))}.lock`), task)
    },
    async write(name, content) {
      const path = pathIn(root, name)
      left ??= partsIn(root)
      let isFirst = true
      await writeUnder(path, content, await left, async () => {
        if (!isFirst) throw taken(path)
        isFirst = false
        return path
      })
    },
  }
}

/** The name of the list of exported files. */
const listName = '.wallabag-exports.jsonl'

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

/** The prefix of the temporary names of a file. It has the same length for every file. */
function partOf(path: string): string {
  return join(dirname(path), `.${sha1(basename(path))}`)
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}

/**
 * The temporary files that killed processes may have left. Read once, because the folder may
 * contain thousands of files.
 */
async function partsIn(root: string): Promise<string[]> {
  return (await namesIn(root)).filter((name) => name.endsWith('.tmp'))
}

/**
 * Writes a file under a temporary name, and renames it when it is complete. Taking the name fails
 * if another task or process has it. Then the next path is tried.
 *
 * @param named - A path in the folder, from which the temporary names are derived, so that those of a
 *   killed process are found again.
 * @param left - The temporary names in the folder.
 * @param next - Yields the paths to try, one after another.
 */
async function writeUnder(
  named: string,
  content: ReadableStream<Uint8Array>,
  left: readonly string[],
  next: () => Promise<string>,
): Promise<string> {
  await makeFolder(dirname(named))
  const part = partOf(named)
  await sweep(part, left)
  const temporary = `${part}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeWhole(temporary, content)
    for (;;) {
      const path = await next()
      if (await takeName(temporary, path)) return path
    }
  } catch (error) {
    throw namingFile(error, named)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function writeWhole(path: string, content: ReadableStream<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Gives the file a name, and returns whether that succeeded. A hard link fails if the name is
 * taken, whereas a rename would replace the other file.
 */
async function takeName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    // Some file systems do not support hard links. There, two processes can still take the same
    // name.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].some((code) => hasCode(error, code)))
      throw error
    if (await exists(path)) return false
    await rename(temporary, path)
    return true
  }
}

function taken(path: string): WallabagError {
  return new WallabagError('already_exists', `${path} already exists: another writer created it.`)
}

/** Joins a name to the folder. The names of a job are safe, but other callers may pass any name. */
function pathIn(root: string, name: string): string {
  if (name !== '' && name === basename(name) && !/[/\\]/.test(name) && !/^\.+$/.test(name)) {
    return join(root, name)
  }
  throw expected('invalid_input', 'name', 'one without folders', describe(name))
}

/** A name with a harmless extension. */
const suggested = /^(.*)\.([a-z0-9]{1,8})$/is

/** The files being written, in the form in which Windows and macOS compare names. */
const writing = new Set<string>()

/**
 * Writes an exported file to a folder, completely or not at all. It gets the name that the server
 * suggests, in a form that every system accepts; if the name is taken, a number is added.
 *
 * @param file - The result of `entries.export`.
 * @param folder - The path of the folder, which is created if it is missing.
 * @returns The path of the file.
 * @throws WallabagError if the transfer breaks off, or an HTML page comes instead of a file; then
 *   nothing is written.
 *
 * @example
 * ```ts
 * import { saveExport } from 'wallabag-sdk/node'
 * const path = await saveExport(await wallabag.entries.export(1, 'epub'), '/tmp/shelf')
 * ```
 */
export async function saveExport(file: ExportedFile, folder: string): Promise<string> {
  const content = withoutHtml(file.stream)
  const mine: string[] = []
  try {
    checkPath('invalid_input', 'folder', folder)
    const root = resolve(folder)
    const [, stem = file.filename, extension = 'bin'] = suggested.exec(file.filename) ?? []
    const has = async (name: string) => {
      const key = pathIn(root, name).toLowerCase()
      if (writing.has(key)) return true
      // Added before anything is awaited, because other calls look for a name at the same time.
      writing.add(key)
      mine.push(key)
      const there = await namesIn(root)
      return there.some((other) => other.toLowerCase() === name.toLowerCase())
    }
    const names = new FileNames({ has }, extension)
    const named = pathIn(root, safeFileName(stem, 'entry'))
    const path = await writeUnder(named, content, await partsIn(root), async () =>
      pathIn(root, await names.reserve(stem, 'entry')),
    )
    return join(folder, basename(path))
  } catch (error) {
    await content.cancel().catch(() => undefined)
    throw error
  } finally {
    for (const key of mine) writing.delete(key)
  }
}
