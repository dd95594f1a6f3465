import { CliError, exit } from '../../exit.js'
import type { CsvRecord } from '../csv.js'
import { readDate } from '../date.js'
import type { Document } from '../document.js'
import type { Reader } from '../reader.js'
import { isYes, listOf, nonEmpty, type Row, rowOf, titleOf } from '../row.js'

/** What a column may be, with the names under which it is found when nobody says. */
const fields = {
  url: /^(url|uri|link|href|address)$/,
  title: /^(title|name)$/,
  tags: /^(tags?|labels?|keywords)$/,
  date: /^((date|time)[ _]?(added|saved|created)?|(created|added|saved)([ _]?(at|on|date|time))?|timestamp)$/,
  archived: /^(archived?|is_archived|read)$/,
  starred: /^(starred|favou?rites?|is_starred)$/,
  notes: /^(notes?|comments?|description|annotations?)$/,
} as const

type Field = keyof typeof fields
const names = Object.keys(fields) as Field[]

/** Any CSV file whose columns are named as one would name them. */
export const anyCsv: Reader = {
  service: 'csv',
  format: 'a CSV file',
  fits: (document) =>
    document.form === 'csv' && document.columns.some((name) => fields.url.test(name)),
  rows: (document) => rowsOf(document, (field, name) => fields[field].test(name)),
  warnings(document) {
    const columns = document.form === 'csv' ? document.columns : []
    const unknown = columns.filter((name) => !names.some((field) => fields[field].test(name)))
    if (unknown.length === 0) return []
    return [`not taken over: ${unknown.join(', ')}; --columns says what a column is`]
  },
}

/**
 * A reader of CSV files by columns that somebody names: `url=Link,title=Name`.
 *
 * @throws CliError for a field that is none, or no column for the address.
 */
export function namedColumns(text: string): Reader {
  const named = new Map<string, string>()
  for (const pair of text.split(',')) {
    const [, field = '', column = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(pair) ?? []
    if (!Object.hasOwn(fields, field)) {
      throw new CliError(
        `--columns is a list such as url=Link,title=Name,tags=Labels; “${pair}” is none of ` +
          `${Object.keys(fields).join(', ')} with the name of a column.`,
        exit.usage,
      )
    }
    named.set(field, column.toLowerCase())
  }
  if (!named.has('url'))
    throw new CliError('--columns must say which column is the url.', exit.usage)
  return {
    service: 'csv',
    format: 'a CSV file',
    fits: (document) => document.form === 'csv',
    rows(document) {
      const there = document.form === 'csv' ? document.columns : []
      const missing = [...named.values()].filter((column) => !there.includes(column))
      if (missing.length > 0) {
        throw new CliError(
          `${document.file.name} has no column “${missing.join('”, “')}”; it has: ${there.join(', ')}.`,
          exit.usage,
        )
      }
      return rowsOf(document, (field, name) => named.get(field) === name)
    },
  }
}

function rowsOf(document: Document, isColumn: (field: Field, name: string) => boolean): Row[] {
  if (document.form !== 'csv') return []
  const columnsOf = (field: Field) => document.columns.filter((name) => isColumn(field, name))
  const columns = new Map(names.map((field) => [field, columnsOf(field)]))
  const cells = (record: CsvRecord, field: Field) =>
    (columns.get(field) ?? []).map((name) => record[name])
  const cell = (record: CsvRecord, field: Field) => cells(record, field)[0]
  return document.records.map((record, index) => {
    const url = cell(record, 'url')?.trim() ?? ''
    const archived = cell(record, 'archived')
    const damage = document.damaged.get(index)
    return rowOf(index + 1, {
      url,
      title: titleOf(cell(record, 'title'), url),
      tags: cells(record, 'tags').flatMap(listOf),
      savedAt: readDate(cell(record, 'date')),
      archived:
        archived === undefined ? null : isYes(archived) || /^archived?$/i.test(archived.trim()),
      starred: isYes(cell(record, 'starred')),
      notes: nonEmpty(cells(record, 'notes')),
      broken: damage === undefined ? null : `The row is damaged: ${damage}`,
    })
  })
}
