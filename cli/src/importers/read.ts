import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, posix } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { isFolder } from '../account/paths.js'
import { CliError, exit } from '../exit.js'
import { isGzip } from '../output/own-file.js'
import { isZip, membersOf } from './archive.js'
import { type Document, type ExportFile, readDocument } from './document.js'
import type { Reader } from './reader.js'
import { bookmarks } from './readers/bookmarks.js'
import { fitting, misfit, readerOf } from './readers.js'
import type { Row } from './row.js'

export interface Export {
  /** All rows, in the order of the files. */
  readonly rows: readonly Row[]
  /** Each file with its format. */
  readonly files: readonly {
    readonly name: string
    readonly format: string
    readonly rows: number
  }[]
  /** Remarks about the files: what was left out or is damaged. */
  readonly remarks: readonly string[]
}

/** How exports are read. */
export interface ReadOptions {
  /** The service that they come from. It is detected if not given. */
  readonly service?: string | undefined
  /** A reader for CSV files whose columns the user has named. */
  readonly columns?: Reader | undefined
  /** Asks which of several matching readers to use. */
  readonly choose?: (file: string, readers: readonly Reader[]) => Promise<Reader>
}

/**
 * Reads exports.
 *
 * @param paths - Files, folders and zip archives, or `-` for standard input.
 * @throws CliError if something cannot be read, is not an export (of this service), or has no
 * links.
 */
export async function readExport(
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<Export> {
  const rows: Row[] = []
  const files: Export['files'][number][] = []
  const remarks: string[] = []
  for (const path of paths) {
    const { members, isFolder, others } = await filesAt(path)
    if (others.length > 0) remarks.push(leftOut(path, others))
    for (const file of members) {
      // A folder may contain other files too, but a file that the user names must be an export.
      const read = await readFileAs(file, options, isFolder ? remarks : null)
      if (!read) continue
      const before = rows.length
      for (const row of read.rows) rows.push({ ...row, row: before + row.row })
      files.push({ name: file.name, format: read.format, rows: read.rows.length })
      remarks.push(...read.warnings.map((warning) => `${file.name}: ${warning}`))
    }
    if (isFolder && files.length === 0) {
      throw new CliError([`${path} holds no export.`, ...remarks].join('\n  '), exit.usage)
    }
  }
  return { rows, files, remarks }
}

interface ReadFile {
  readonly rows: readonly Row[]
  readonly format: string
  readonly warnings: readonly string[]
}

async function readFileAs(
  file: ExportFile,
  options: ReadOptions,
  remarks: string[] | null,
): Promise<ReadFile | null> {
  try {
    const document = await readDocument(file, options.columns !== undefined)
    const reader = await chosen(document, options)
    // Some services put the saved pages beside their list.
    if (remarks && reader === bookmarks && document.form === 'html' && !document.isList) {
      throw new CliError(`${file.name} is a web page, and not a list of bookmarks.`, exit.usage)
    }
    const rows = await reader.rows(document)
    if (rows.length === 0) throw new CliError(`There are no links in ${file.name}.`, exit.usage)
    const damage = document.form === 'csv' ? document.warnings : []
    const guess = document.isGuess ? [westernLetters] : []
    const warnings = [...guess, ...damage, ...(reader.warnings?.(document) ?? [])]
    return { rows, format: reader.format, warnings }
  } catch (thrown) {
    // The engine gives up on a line of many megabytes, and on deeply nested JSON.
    const error =
      thrown instanceof RangeError
        ? new CliError(
            `${file.name} has a part that is too long or too deeply nested (${thrown.message}). Remove that part, and import the file again.`,
            exit.usage,
          )
        : thrown
    if (!remarks || !(error instanceof CliError)) throw error
    remarks.push(`Left out: ${error.message}`)
    return null
  }
}

const westernLetters =
  'it is not UTF-8, and is read as Western European text. If titles look wrong, save it as UTF-8'

async function chosen(document: Document, options: ReadOptions): Promise<Reader> {
  const { service, columns, choose } = options
  if (columns) return columns
  if (service !== undefined) {
    const reader = readerOf(service, document)
    if (reader) return reader
    throw misfit(document, service)
  }
  const [first, ...others] = fitting(document)
  if (!first) throw misfit(document, null)
  if (others.length === 0) return first
  if (choose) return choose(document.file.name, [first, ...others])
  throw ambiguous(document.file.name, [first, ...others])
}

/** The error for a file with several possible formats when the user cannot be asked. */
export function ambiguous(name: string, readers: readonly Reader[]): CliError {
  const formats = readers.map(({ format }) => format).join(' or ')
  const [{ service } = { service: 'SERVICE' }] = readers
  return new CliError(
    `${name} may be ${formats}. Say which: wallabag import ${service} ${name}`,
    exit.usage,
  )
}

/** The remark about files in a folder or an archive that cannot contain links. */
function leftOut(path: string, names: readonly string[]): string {
  const more = names.length - mostNamed
  const rest = more > 0 ? ` and ${more} more` : ''
  return `Left out of ${path}, because they are not exports: ${names.slice(0, mostNamed).join(', ')}${rest}`
}

const mostNamed = 3

interface FilesAt {
  readonly members: readonly ExportFile[]
  /** Whether the files come from a folder or an archive and were not named. */
  readonly isFolder: boolean
  /** The names of other files beside them. */
  readonly others: readonly string[]
}

async function filesAt(path: string): Promise<FilesAt> {
  if (path === '-') return unpackedFile('standard input', await buffer(process.stdin), () => null)
  if (await isFolder(path)) return { ...(await filesInFolder(path)), isFolder: true }
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${error.code}).`, exit.usage)
  })
  return unpackedFile(path, bytes, (beside) => fileOnDisk(join(dirname(path), beside)))
}

/** Returns a file, unpacked if it is compressed, or the files in an archive. */
async function unpackedFile(
  name: string,
  bytes: Uint8Array,
  beside: ExportFile['beside'],
  depth = 0,
): Promise<FilesAt> {
  try {
    if (isZip(bytes)) return { ...(await filesInZip(name, bytes, depth)), isFolder: true }
    const plain = isGzip(bytes) ? await promisify(gunzip)(bytes) : bytes
    if (Buffer.from(plain.subarray(257, 262)).toString() === 'ustar') {
      throw new CliError(`${name} is a tar archive. Unpack it, and import the folder.`, exit.usage)
    }
    if (Buffer.from(plain.subarray(0, 7)).toString() === 'mozLz40') {
      throw new CliError(
        `${name} is a backup that only Firefox can unpack. In Firefox, choose “Manage bookmarks”, “Import and Backup”, “Backup…” to write JSON.`,
        exit.usage,
      )
    }
    return { members: [{ name, bytes: async () => plain, beside }], isFolder: false, others: [] }
  } catch (error) {
    if (error instanceof CliError) throw error
    const why = error instanceof Error ? error.message : error
    throw new CliError(`${name} is damaged, or breaks off: ${why}`, exit.usage)
  }
}

/** The file names that may be exports. */
const isExport = /\.(csv|jsonl?|html?|txt|tsv|xml|md|markdown)(\.gz)?$|\.zip$|(^|\/)bookmarks$/i

/**
 * Separates files that may have links from other files. Files that Omnivore's reader reads by
 * itself are in neither list.
 */
function sorted(paths: readonly string[]): { exports: string[]; others: string[] } {
  const isOmnivore = paths.some((path) => /(^|\/)metadata_\d+_to_\d+\.json$/.test(path))
  const all = paths.filter((path) => !isOmnivore || !/(^|\/)(content|highlights)\//i.test(path))
  // In Pocket's export, this folder has lists that were shared with others.
  const isOurs = (path: string) => isExport.test(path) && !/(^|\/)collections\//i.test(path)
  return {
    exports: all.filter(isOurs).sort(byNumber),
    others: all.filter((path) => !isOurs(path)),
  }
}

async function filesInFolder(folder: string): Promise<Omit<FilesAt, 'isFolder'>> {
  const found = await readdir(folder, { withFileTypes: true })
  const shown = found.filter(({ name }) => !name.startsWith('.'))
  const { exports, others } = sorted(
    shown.map((one) => (one.isDirectory() ? `${one.name}/` : one.name)),
  )
  const files = exports.flatMap((name) => fileOnDisk(join(folder, name)) ?? [])
  return { members: await unpackedFiles(files, 1), others }
}

async function filesInZip(
  name: string,
  bytes: Uint8Array,
  depth: number,
): Promise<Omit<FilesAt, 'isFolder'>> {
  const members = new Map((await membersOf(bytes)).map((member) => [member.path, member]))
  if (members.has('xl/workbook.xml')) {
    throw new CliError(
      `${name} is a workbook of Excel. Save it as CSV, and import that.`,
      exit.usage,
    )
  }
  const fileOf = (path: string): ExportFile | null => {
    const member = members.get(path)
    if (!member) return null
    return {
      name: `${name}: ${path}`,
      bytes: member.bytes,
      beside: (other) => fileOf(posix.join(posix.dirname(path), other)),
    }
  }
  const { exports, others } = sorted([...members.keys()])
  const files = exports.flatMap((path) => fileOf(path) ?? [])
  return { members: await unpackedFiles(files, depth + 1), others }
}

/** How deeply archives may be nested. An archive that contains itself would otherwise never end. */
const deepest = 3

/**
 * Replaces packed files by their contents. A file that cannot be unpacked reports the reason when
 * it is read.
 */
async function unpackedFiles(files: readonly ExportFile[], depth: number): Promise<ExportFile[]> {
  const all = await Promise.all(
    files.map(async (file) => {
      const { name, beside } = file
      if (!/\.(zip|gz)$/i.test(name)) return [file]
      try {
        if (depth > deepest)
          throw new CliError(`${name} is too deeply nested in archives.`, exit.usage)
        return (await unpackedFile(name, await file.bytes(), beside, depth)).members
      } catch (error) {
        return [{ name, beside, bytes: () => Promise.reject(error) }]
      }
    }),
  )
  return all.flat()
}

function fileOnDisk(path: string): ExportFile | null {
  if (!existsSync(path)) return null
  return {
    name: path,
    bytes: () => readFile(path),
    beside: (other) => fileOnDisk(join(dirname(path), other)),
  }
}

/** Sorts `part_2` before `part_10`. */
function byNumber(one: string, other: string): number {
  return basename(one).localeCompare(basename(other), 'en', { numeric: true })
}
