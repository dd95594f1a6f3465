import type { Version } from '../state/version.js'
import { csvFile } from './csv.js'
import type { ExportedEntry } from './entry.js'
import { epubFile } from './epub.js'
import { fileNameOf } from './filename.js'
import { markdownFile } from './markdown.js'
import { mobiFile } from './mobi.js'
import { pdfFile } from './pdf.js'
import { jsonFile, xmlFile } from './serialized.js'
import { textFile } from './text.js'

export type { ExportedEntry } from './entry.js'

/** An exported file and the headers of its answer. */
export interface ExportedFile {
  body: Uint8Array | string
  contentType: string
  /** The other headers of the answer, with names in lower case. */
  headers: Record<string, string>
  filename: string
}

interface Format {
  contentType: string
  headers: Record<string, string>
  write: (entry: ExportedEntry, at: Date, version: Version) => Uint8Array | string
}

const TEXT: Record<string, string> = { 'content-transfer-encoding': 'UTF-8' }
const BINARY: Record<string, string> = {
  'content-description': 'File Transfer',
  'content-transfer-encoding': 'binary',
}
const BYTES = { 'accept-ranges': 'bytes', ...BINARY }

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['json', { contentType: 'application/json', headers: TEXT, write: jsonFile }],
  ['xml', { contentType: 'application/xml', headers: TEXT, write: xmlFile }],
  ['csv', { contentType: 'application/csv', headers: TEXT, write: csvFile }],
  ['txt', { contentType: 'text/plain; charset=UTF-8', headers: TEXT, write: textFile }],
  ['md', { contentType: 'text/markdown; charset=UTF-8', headers: TEXT, write: markdownFile }],
  ['epub', { contentType: 'application/epub+zip', headers: BINARY, write: epubFile }],
  ['pdf', { contentType: 'application/pdf', headers: BINARY, write: pdfFile }],
  ['mobi', { contentType: 'application/x-mobipocket-ebook', headers: BYTES, write: mobiFile }],
])

/** The formats that only one version has (quirk 51). */
const ONLY: Readonly<Record<string, Version>> = { mobi: '2.6.14', md: '2.7.0-dev' }

/**
 * Exports an entry as the server does (quirk 60). The time in a book is that of the entry's last
 * change, so that the same entry always results in the same bytes.
 *
 * @param entry the entry, under the names of the wire
 * @param format The suffix of the path. Its case does not matter, because PHP's method names ignore
 *   case
 * @param version The version of the server: 2.7.0-dev no longer has `mobi`, and adds `md` (quirk 51)
 * @returns Null if this version lacks the format: then the server answers 500 with HTML
 * @example exportEntry(entry, 'csv', '2.6.14')?.filename // 'Some title.csv'
 */
export function exportEntry(
  entry: ExportedEntry,
  format: string,
  version: Version,
): ExportedFile | null {
  const extension = format.toLowerCase()
  const found = FORMATS.get(extension)
  if (found === undefined || (ONLY[extension] ?? version) !== version) return null
  const updatedAt = new Date(entry.updated_at.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  const filename = fileNameOf(entry.title, extension)
  return {
    body: found.write(entry, updatedAt, version),
    contentType: found.contentType,
    headers: { ...found.headers, 'content-disposition': `attachment; filename="${filename}"` },
    filename,
  }
}
