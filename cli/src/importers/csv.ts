import { CsvError, parse } from 'csv-parse/sync'
import { CliError, exit } from '../exit.js'

/** A record of a CSV file, by the lower-case names of its columns. */
export type CsvRecord = Readonly<Record<string, string | undefined>>

/**
 * Reads a CSV file with a head line, forgiving what exports get wrong: byte order marks, rows that
 * are too short or too long, quotes within cells.
 *
 * @throws CliError when a column is missing, since it is another kind of file then, and when the
 *   file breaks off within quotes.
 */
export function readCsv(text: string, needed: readonly string[]): CsvRecord[] {
  try {
    return parseCsv(text, needed)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new CliError(`The file cannot be read as CSV: ${error.message}`, exit.usage)
  }
}

function parseCsv(text: string, needed: readonly string[]): CsvRecord[] {
  return parse(text, {
    bom: true,
    columns: (names: string[]) => {
      const found = names.map((name) => name.trim().toLowerCase())
      const missing = needed.filter((name) => !found.includes(name))
      if (missing.length === 0) return found
      throw new CliError(
        `The file has no column “${missing.join('”, “')}”; it has: ${found.join(', ')}.`,
        exit.usage,
      )
    },
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  })
}
