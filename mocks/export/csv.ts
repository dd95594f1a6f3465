import { fputcsv } from '../php/csv.js'
import type { Version } from '../state/version.js'
import type { ExportedEntry } from './entry.js'

const HEADER = ['Title', 'URL', 'Content', 'Tags', 'MIME Type', 'Language', 'Creation date']

/** The date with the day first, on a 12-hour clock without am or pm (quirk 50). */
function creationDate(date: string): string {
  const [, year, month, day, hour, rest] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d)(:\d\d:\d\d)/.exec(date) ?? []
  return `${day}/${month}/${year} ${String(Number(hour) % 12 || 12).padStart(2, '0')}${rest}`
}

/**
 * The CSV export: a header line and one line, separated by semicolons.
 *
 * @param entry the entry to export; line breaks of its content are left out, as the server does
 * @param version In 2.7.0-dev fputcsv has no escape character
 */
export function csvFile(entry: ExportedEntry, _at: Date, version: Version): string {
  const row = [
    entry.title ?? '',
    entry.url ?? '',
    (entry.content ?? '').replace(/[\r\n]/g, ''),
    entry.tags.map((tag) => tag.label).join(', '),
    entry.mimetype ?? '',
    entry.language ?? '',
    creationDate(entry.created_at),
  ]
  const escapes = version === '2.6.14'
  return fputcsv(HEADER, ';', escapes) + fputcsv(row, ';', escapes)
}
