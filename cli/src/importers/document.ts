import { CliError, exit } from '../exit.js'
import { type Csv, columnsOf, isAddress, missingHead, readCsv } from './csv.js'
import { decode } from './encoding.js'
import { type Html, readLinks } from './links.js'
import { isObject } from './reader.js'

/** A file of an export. */
export interface ExportFile {
  /** The name in messages. */
  readonly name: string
  readonly bytes: () => Promise<Uint8Array>
  /** Returns another file by its path relative to this one, or `null` if there is none. */
  readonly beside: (path: string) => ExportFile | null
}

/** A file that was parsed according to its form. */
export type Document = Parsed & {
  /** Whether the encoding is a guess: the file does not state one, and is not UTF-8. */
  readonly isGuess: boolean
}

type Parsed =
  | (Csv & Named & { readonly form: 'csv' })
  | (Html & Named & { readonly form: 'html' })
  | (Named & { readonly form: 'json'; readonly value: unknown })
  | (Named & { readonly form: 'text' | 'xml'; readonly text: string })

interface Named {
  readonly file: ExportFile
}

/**
 * Detects the form of a file and parses it.
 *
 * @param isCsv - Whether to read it as CSV whatever it looks like.
 * @throws CliError for damaged JSON or CSV.
 */
export async function readDocument(file: ExportFile, isCsv = false): Promise<Document> {
  try {
    const { text, isGuess } = decode(await file.bytes())
    return { ...parse(file, text, isCsv), isGuess }
  } catch (error) {
    if (error instanceof CliError) throw error
    const why = error instanceof Error ? error.message : error
    throw new CliError(`${file.name} is damaged, or breaks off: ${why}`, exit.usage)
  }
}

function parse(file: ExportFile, text: string, isCsv: boolean): Parsed {
  if (isCsv) return { form: 'csv', file, ...readCsv(text) }
  const beginning = /\S[\s\S]?/.exec(text)?.[0] ?? ''
  if (isJson.test(text)) return { form: 'json', file, value: readJson(text) }
  if (isXml.test(text)) return { form: 'xml', file, text }
  if (/^<[!a-z?]/i.test(beginning) && !/^<https?:/i.test(text.trimStart())) {
    return { form: 'html', file, ...readLinks(text) }
  }
  if (isTable(text)) return { form: 'csv', file, ...readCsv(text) }
  const head = /\.[ct]sv(\.gz)?$/i.test(file.name) ? missingHead(text) : null
  if (head === null) return { form: 'text', file, text }
  const table = readCsv(`${head}\n${text.trimStart()}`)
  const warnings = [...table.warnings, `it has no head line; read as ${head}`]
  return { form: 'csv', file, ...table, warnings }
}

/**
 * Matches XML, but not HTML that begins with an XML declaration. A file that begins with `<posts>`
 * is Pinboard's, whatever it contains.
 */
const isXml =
  /^\s*<\?xml[^>]*>\s*(?:<posts[\s>]|(?![\s\S]{0,2000}<(?:!doctype\s+(?:html|netscape)|html|dl|a)[\s>]))/i

/** The beginning of a JSON object or list. `[Title](https://…)` and `[x]` are neither. */
const isJson = /^\s*(\{|\[\s*([{["\]\d-]|true|false|null)(?!\s*\]\())/

/** Parses JSON, or JSON lines into a list. A damaged line stays a string and is reported later. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    const values = lines.map(objectIn)
    // This also applies if the file breaks off within its last line.
    if (lines.length < 2 || values.filter(isObject).length < lines.length / 2) throw error
    return values
  }
}

function objectIn(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}

/**
 * Whether the first line has several column names or only the one for addresses. An address
 * followed by a title is not a header.
 */
function isTable(text: string): boolean {
  const columns = columnsOf(text)
  if (columns.length === 1) return columns.some(isAddress)
  return columns.length > 1 && !columns.some((name) => name.includes('://'))
}
