import { CsvError, parse } from 'csv-parse/sync'

/** A record of a CSV file, by column name in lower case. */
export type CsvRecord = Readonly<Record<string, string | undefined>>

/** A CSV file. */
export interface Csv {
  readonly columns: readonly string[]
  readonly records: readonly CsvRecord[]
  /** The damaged records, by index, with their text. */
  readonly damaged: ReadonlyMap<number, string>
  /** What is wrong with the file, in words. */
  readonly warnings: readonly string[]
}

const separators = [',', ';', '\t', '|']

/** Returns the column names in the first line of a text. */
export function columnsOf(text: string): string[] {
  const [line = ''] = withoutWord(text).split(/\r?\n|\r/, 1)
  return cells(line, separatorOf(line)).map(nameOf)
}

/**
 * Reads a CSV file with a header. It tolerates common mistakes of exports: rows that are too short
 * or too long, quotes inside cells, and a quote that is never closed and would swallow the
 * following rows.
 */
export function readCsv(text: string): Csv {
  const trimmed = withoutWord(text)
  const [line = ''] = trimmed.split(/\r?\n|\r/, 1)
  const separator = separatorOf(line)
  const warnings: string[] = []
  const [head = [], ...all] = parsed(trimmed, separator, warnings)
  const columns = told(head.map(nameOf))
  const address = columns.findIndex(isAddress)
  const headLine = head.join(separator)
  // Files that were joined repeat the header in the middle.
  const others = all.filter((row) => row.join(separator) !== headLine)
  // If the only column is the address, a comma is part of the address.
  const rows = columns.length === 1 ? others.map((row) => [row.join(separator)]) : others
  const whole = rows.flatMap((row) =>
    row.length < columns.length || row.some(hasLines)
      ? released(row, columns.length, address, separator)
      : [row],
  )
  const damaged = new Map<number, string>()
  // If all rows are too long, the header is too short.
  const hasShort = whole.length === 1 || whole.some((row) => row.length <= columns.length)
  for (const [at, row] of whole.entries()) {
    const isCut = hasShort && isCutAddress(row, columns.length, address)
    const why = isCut ? `an address with “${separator}” must be in quotes: ` : ''
    if (isCut || isDamaged(row, columns.length, address))
      damaged.set(at, why + row.join(separator).slice(0, longestShown))
  }
  const last = whole.at(-1)
  if (last && last.length - 1 === address) {
    const isShort = whole.every((row) => row === last || row.length > last.length)
    const isOpen = warnings.length > 0 && hasOpenQuote(trimmed)
    if (isOpen) damaged.set(whole.length - 1, last.join(separator))
    else if (isShort && whole.length > 1 && !/[\r\n]$/.test(text)) {
      warnings.push(`it ends within its last row, whose address may be cut: ${last.at(-1)}`)
    }
  }
  // A row gets as many fields as it has cells: every row may be shorter than a very long header.
  const records = whole.map((row) =>
    Object.fromEntries(columns.slice(0, row.length).map((name, at) => [name, row[at]])),
  )
  return { columns, records, damaged, warnings }
}

/**
 * Returns a header for a table without one, if its first line has an address in one of several
 * cells. The first other cell with text is the title. Returns `null` for any other text.
 */
export function missingHead(text: string): string | null {
  const [line = ''] = withoutWord(text).split(/\r?\n|\r/, 1)
  const separator = separatorOf(line)
  const row = cells(line, separator).map((cell) => cell.trim())
  const address = row.findIndex((cell) => /^https?:\/\/\S+$/i.test(cell))
  if (address === -1 || row.length < 2) return null
  const title = row.findIndex((cell, at) => at !== address && cell !== '')
  const names = row.map((_, at) => {
    if (at === address) return 'url'
    return at === title ? 'title' : `column ${at + 1}`
  })
  return names.join(separator)
}

/**
 * Removes a comment before the header, and a first line such as `sep=;` for Excel, because the
 * separator is detected anyway.
 */
function withoutWord(text: string): string {
  const table = text.trimStart().replace(/^(#\s[^\r\n]*[\r\n]+)+/, '')
  return table.replace(/^"?sep=.?"?\s*?(\r\n|\n|\r)\s*/i, '')
}

/** How many characters of a damaged record are shown. */
export const longestShown = 4000

/**
 * Whether an address is in the wrong cell: its own cell has none, or a quote has shifted the cells.
 */
function isDamaged(row: string[], columns: number, address: number): boolean {
  // Without a known column name, the user says which column has the address.
  if (address === -1) return false
  const isElsewhere = row.some((cell, at) => at !== address && cell.includes('://'))
  const isThere = /^[a-z][a-z0-9+.-]*:\/*[^\s/]/i.test(row[address] ?? '')
  return isElsewhere && (!isThere || (row.length !== columns && row.some(hasLines)))
}

/**
 * Whether a row has more cells than columns because of a separator that may be in its address. An
 * address has no blanks, so one before a cell with a blank, or before an empty one, is whole.
 */
function isCutAddress(row: string[], columns: number, address: number): boolean {
  const isLong = row.slice(columns).some((cell) => cell !== '')
  return address !== -1 && isLong && /^[^\s"]+$/.test(row[address + 1] ?? '')
}

/** Whether a quote that is never closed begins in the last line. */
function hasOpenQuote(text: string): boolean {
  return (linesOf(text).at(-1)?.split('"').length ?? 1) % 2 === 0
}

/** Returns the separator of a header: the one that occurs most often. */
function separatorOf(line: string): string {
  const counts = separators.map((separator) => line.split(separator).length)
  return separators[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Numbers columns with the same name, because the second would otherwise replace the first. */
function told(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

function nameOf(cell: string): string {
  return cell.trim().toLowerCase()
}

function parsed(text: string, separator: string, warnings: string[]): string[][] {
  const options = {
    delimiter: separator,
    // Files that were joined may have several kinds of line endings.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  }
  try {
    return parse(text, options)
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error
    warnings.push('a quote is never closed')
    return parse(`${text}"`, options)
  }
}

function hasLines(cell: string): boolean {
  return /[\r\n]/.test(cell)
}

/**
 * Splits a row into the rows that an unclosed quote has merged into one cell. Returns other rows
 * unchanged.
 */
function released(row: string[], columns: number, address: number, separator: string): string[][] {
  const isRow = (one: string[]) =>
    one.length === columns && /^https?:\/\//i.test(one[address] ?? '')
  const hasRows = row.some((cell, at) => {
    const [first = '', ...others] = linesOf(cell)
    const isMerged = others.length > 0 || row.length < columns
    const isBegun =
      isMerged && at <= address && isRow([...row.slice(0, at), ...cells(first, separator)])
    return isBegun || others.some((line) => isRow(cells(line, separator)))
  })
  if (!hasRows) return [row]
  const lines = linesOf(row.join(separator)).filter((line) => line !== '')
  return lines.map((line) => cells(line, separator))
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n|\r/)
}

/** Whether a column name is one that is used for addresses. */
export const isAddress = (column: string) => /^(url|uri|link|href|address)$/.test(column)

function cells(line: string, separator: string): string[] {
  // A parser for each line of a long note would take longer than everything else.
  if (!line.includes('"')) return line.split(separator)
  try {
    const [row = []]: string[][] = parse(line, {
      delimiter: separator,
      relax_quotes: true,
      relax_column_count: true,
    })
    return row
  } catch {
    return line.split(separator)
  }
}
