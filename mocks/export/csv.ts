import type { ExportedEntry } from './entry.js'

const HEADER = ['Title', 'URL', 'Content', 'Tags', 'MIME Type', 'Language', 'Creation date']

/** Quotes as PHP's fputcsv does: a quote after a backslash is not doubled. */
function field(value: string): string {
  if (!/[;"\\\n\r\t ]/.test(value)) return value
  let escaped = false
  let quoted = ''
  for (const sign of value) {
    quoted += sign === '"' && !escaped ? '""' : sign
    escaped = sign === '\\'
  }
  return `"${quoted}"`
}

/** Day first, and the hour of a 12-hour clock without am or pm (quirk 50). */
function creationDate(date: string): string {
  const [, year, month, day, hour, rest] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d)(:\d\d:\d\d)/.exec(date) ?? []
  return `${day}/${month}/${year} ${String(Number(hour) % 12 || 12).padStart(2, '0')}${rest}`
}

/**
 * The CSV export: a header line and one line, separated by semicolons.
 *
 * @param entry the entry to export; line breaks of its content are left out, as the server does
 */
export function csvFile(entry: ExportedEntry): string {
  const row = [
    entry.title ?? '',
    entry.url ?? '',
    (entry.content ?? '').replace(/[\r\n]/g, ''),
    entry.tags.map((tag) => tag.label).join(', '),
    entry.mimetype ?? '',
    entry.language ?? '',
    creationDate(entry.created_at),
  ]
  return [HEADER, row].map((fields) => `${fields.map(field).join(';')}\n`).join('')
}
