import { join, resolve } from 'node:path'
import { FileNames } from '../jobs/file-names.js'
import { withoutHtml } from '../jobs/without-html.js'
import type { ExportedFile } from '../models/export.js'
import { folderSink } from './folder-sink.js'

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
