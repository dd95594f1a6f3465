import { createHash, randomBytes } from 'node:crypto'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ExportedFile } from '../entries/export.js'
import { describe, expected } from '../errors/index.js'
import { type ExportSink, FileNames, withoutHtml } from '../jobs/export-files.js'
import { ExportList } from './export-list.js'
import { sweep } from './private-files.js'
import { checkPath, namesIn } from './system.js'

/**
 * Writes exported files into a folder: each whole or not at all, under a temporary name until it is
 * there. The folder is made when it is missing. Which entry a file is of is kept in a list beside the
 * files, `.wallabag-exports.jsonl`: by it `skipExisting` knows what was exported before.
 *
 * @param folder - The path of the folder.
 * @returns A sink for `entries.exportMany`.
 * @throws InputError for what is no path.
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
    async write(name, content) {
      const path = pathIn(root, name)
      await mkdir(root, { recursive: true })
      const part = partOf(path)
      const temporary = `${part}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
      left ??= partsIn(root)
      await sweep(part, await left)
      try {
        await writeWhole(temporary, content)
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
  }
}

/** The list of what was exported into a folder. */
const listName = '.wallabag-exports.jsonl'

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

/** How the temporary names for a file begin, which are as long for every name. */
function partOf(path: string): string {
  return join(dirname(path), `.${createHash('sha1').update(basename(path)).digest('hex')}`)
}

/** What killed processes may have left; read once, since the folder may hold thousands of files. */
async function partsIn(root: string): Promise<string[]> {
  return (await namesIn(root)).filter((name) => name.endsWith('.tmp'))
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

/** Names come from a job and are safe; this holds whoever calls. */
function pathIn(root: string, name: string): string {
  if (name !== '' && name === basename(name) && !/[/\\]/.test(name) && !/^\.+$/.test(name)) {
    return join(root, name)
  }
  throw expected('invalid_input', 'name', 'one without folders', describe(name))
}

/** A name and an extension of which nothing need be feared. */
const suggested = /^(.*)\.([a-z0-9]{1,8})$/is

/** The files that are being written, as the file systems of Windows and macOS compare them. */
const writing = new Set<string>()

/**
 * Writes an exported file into a folder, whole or not at all, under the name that the server suggests
 * made safe for every system; a name that is taken gets a number.
 *
 * @param file - What `entries.export` gave.
 * @param folder - The path of the folder; it is made when it is missing.
 * @returns The path of the file.
 * @throws WallabagError when the file breaks off, or is an HTML page; then there is no file.
 *
 * @example
 * ```ts
 * import { saveExport } from 'wallabag-sdk/node'
 * const path = await saveExport(await wallabag.entries.export(1, 'epub'), '/tmp/shelf')
 * ```
 */
export async function saveExport(file: ExportedFile, folder: string): Promise<string> {
  const content = withoutHtml(file.stream)
  try {
    const sink = folderSink(folder)
    const keyOf = (name: string) => resolve(folder, name).toLowerCase()
    const has = async (name: string) => {
      const key = keyOf(name)
      if (writing.has(key)) return true
      // Before anything is awaited: others look for a name at the same time.
      writing.add(key)
      const exists = await sink.has(name)
      if (exists) writing.delete(key)
      return exists
    }
    const [, stem = file.filename, extension = 'bin'] = suggested.exec(file.filename) ?? []
    const name = await new FileNames({ has }, extension).reserve(stem, 'entry')
    await sink.write(name, content).finally(() => writing.delete(keyOf(name)))
    return join(folder, name)
  } catch (error) {
    await content.cancel().catch(() => undefined)
    throw error
  }
}
