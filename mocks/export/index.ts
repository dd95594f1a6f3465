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
  /** The only version with this format; both if absent. */
  only?: Version
}

const TEXT = { 'content-transfer-encoding': 'UTF-8' }
const BINARY = { 'content-description': 'File Transfer', 'content-transfer-encoding': 'binary' }

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['json', { contentType: 'application/json', headers: TEXT, write: jsonFile }],
  ['xml', { contentType: 'application/xml', headers: TEXT, write: xmlFile }],
  [
    'csv',
    {
      contentType: 'application/csv',
      headers: TEXT,
      write: (entry, _, version) => csvFile(entry, version),
    },
  ],
  [
    'txt',
    {
      contentType: 'text/plain; charset=UTF-8',
      headers: TEXT,
      write: (entry) => textFile(entry.title, entry.content),
    },
  ],
  [
    'md',
    {
      contentType: 'text/markdown; charset=UTF-8',
      headers: TEXT,
      write: (entry) => markdownFile(entry.title, entry.content),
      only: '2.7.0-dev',
    },
  ],
  ['epub', { contentType: 'application/epub+zip', headers: BINARY, write: epubFile }],
  ['pdf', { contentType: 'application/pdf', headers: BINARY, write: pdfFile }],
  [
    'mobi',
    {
      contentType: 'application/x-mobipocket-ebook',
      headers: { 'accept-ranges': 'bytes', ...BINARY },
      write: mobiFile,
      only: '2.6.14',
    },
  ],
])

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
  if (found === undefined || (found.only !== undefined && found.only !== version)) return null
  const updatedAt = new Date(entry.updated_at.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  const filename = fileNameOf(entry.title, extension)
  return {
    body: found.write(entry, updatedAt, version),
    contentType: found.contentType,
    headers: { ...found.headers, 'content-disposition': `attachment; filename="${filename}"` },
    filename,
  }
}
