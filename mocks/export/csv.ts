import type { ExportedEntry } from './entry.js'

const HEADER = ['Title', 'URL', 'Content', 'Tags', 'MIME Type', 'Language', 'Creation date']

/** Quotes as PHP's fputcsv does. Where a backslash escapes, a quote after one is not doubled. */
function field(value: string, escapes: boolean): string {
  if (!(escapes ? /[;"\\\n\r\t ]/ : /[;"\n\r\t ]/).test(value)) return value
  let escaped = false
  let quoted = ''
  for (const sign of value) {
    quoted += sign === '"' && !escaped ? '""' : sign
    escaped = escapes && sign === '\\'
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
 * @param version 2.7.0-dev gives fputcsv no character that escapes
 */
export function csvFile(entry: ExportedEntry, version: '2.6.14' | '2.7.0-dev'): string {
  const row = [
    entry.title ?? '',
    entry.url ?? '',
    (entry.content ?? '').replace(/[\r\n]/g, ''),
    entry.tags.map((tag) => tag.label).join(', '),
    entry.mimetype ?? '',
    entry.language ?? '',
    creationDate(entry.created_at),
  ]
  return [HEADER, row]
    .map((fields) => `${fields.map((value) => field(value, version === '2.6.14')).join(';')}\n`)
    .join('')
}
