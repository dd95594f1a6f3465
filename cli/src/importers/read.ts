import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError, exit } from '../exit.js'
import { browser, instapaper, pocket, raindrop, readwise, urls } from './formats.js'
import { omnivore } from './omnivore.js'
import type { Row } from './row.js'

type ReadFile = (text: string, file: string) => Row[]

/** The services whose exports can be read. */
export const readers = {
  pocket,
  instapaper,
  omnivore,
  raindrop,
  readwise,
  browser,
  urls,
} satisfies Record<string, ReadFile>

/** The name of a service, as it is typed. */
export type Format = keyof typeof readers

/** Which files of a folder belong to an export. */
const members: Partial<Record<Format, RegExp>> = {
  pocket: /^part_\d+\.csv$/,
  omnivore: /^metadata_.*\.json$/,
}

/**
 * Reads exports.
 *
 * @param format - The service they come from.
 * @param paths - Files, or folders of services that export several.
 * @returns All rows in the order of the files.
 * @throws CliError for what cannot be read, or is no export of this service.
 */
export async function readExport(format: Format, paths: readonly string[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const path of paths) {
    for (const file of await filesIn(format, path)) {
      const before = rows.length
      for (const row of readers[format](await readText(file), file)) {
        rows.push({ ...row, row: before + row.row })
      }
    }
  }
  return rows
}

async function filesIn(format: Format, path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return [path]
  const member = members[format]
  const names = member ? (await readdir(path)).filter((name) => member.test(name)) : []
  if (names.length === 0) {
    throw new CliError(`${path} is a folder, and holds no export of ${format}.`, exit.usage)
  }
  return names
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(path, name))
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${error.code}).`, exit.usage)
  })
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) {
    throw new CliError(`${file} is a zip archive. Unpack it and give what is inside.`, exit.usage)
  }
  const text = new TextDecoder().decode(bytes)
  // A title that was cut within a letter is no reason to take the rest for something else.
  const isOther = text.includes('\uFFFD') && !/[\u0080-\uFFFC]/.test(text)
  return isOther ? new TextDecoder('windows-1252').decode(bytes) : text
}
