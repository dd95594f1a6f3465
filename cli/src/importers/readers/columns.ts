import { CliError, exit } from '../../exit.js'
import { type Csv, type CsvRecord, longestShown } from '../csv.js'
import { readDate } from '../date.js'
import type { Document } from '../document.js'
import { isObject, type Reader } from '../reader.js'
import { isYes, listOf, nonEmpty, pieces, type Row, rowOf, titleOf } from '../row.js'

/** The fields of a row, with the column names that are recognised without `--columns`. */
const fields = {
  url: /^(url|uri|link|href|address)$/,
  title: /^(title|name)$/,
  tags: /^(tags?|labels?|keywords)$/,
  folder: /^(folders?|collections?|categor(y|ies)|lists?)$/,
  date: /^((date|time)[ _]?(added|saved|created)?|(created|added|saved)([ _]?(at|on|date|time))?|timestamp)$/,
  archived: /^(is[ _])?(archived?|read)([ _]?at)?$/,
  starred: /^(is[ _])?(starred|marked|favou?rited?s?)$/,
  notes: /^(notes?|comments?|description|annotations?)$/,
} as const

type Field = keyof typeof fields
const names = Object.keys(fields) as Field[]

type Table = Pick<Csv, 'columns' | 'records' | 'damaged'>

/** Any CSV file with recognisable column names. */
export const anyCsv: Reader = {
  ...tableReader('csv', 'a CSV file', csvTable),
  warnings(document) {
    const unknown = unknownColumns(csvTable(document))
    if (unknown.length === 0) return []
    return [`not taken over: ${unknown.join(', ')}; --columns says what a column is`]
  },
}

/** Any JSON list of objects with recognisable property names. */
export const anyJson: Reader = {
  ...tableReader('json', 'a list in JSON', jsonTable),
  warnings(document) {
    const unknown = unknownColumns(jsonTable(document))
    return unknown.length === 0 ? [] : [`not taken over: ${unknown.join(', ')}`]
  },
}

function tableReader(
  service: string,
  format: string,
  tableOf: (document: Document) => Table | null,
): Reader {
  return {
    service,
    format,
    fits: (document) => tableOf(document)?.columns.some((name) => fields.url.test(name)) ?? false,
    rows: (document) => rowsOf(tableOf(document), (field, name) => fields[field].test(name)),
  }
}

function csvTable(document: Document): Table | null {
  return document.form === 'csv' ? document : null
}

function jsonTable(document: Document): Table | null {
  const list = document.form === 'json' ? listIn(document.value) : null
  if (!list) return null
  const records = list.map((item) => {
    const fields = Object.entries(isObject(item) ? item : {})
    return Object.fromEntries(fields.map(([name, value]) => [nameOf(name), cellOf(value)]))
  })
  const damaged = new Map<number, string>()
  for (const [at, item] of list.entries()) {
    if (!isObject(item)) damaged.set(at, String(JSON.stringify(item)).slice(0, longestShown))
  }
  return { columns: [...new Set(records.flatMap(Object.keys))], records, damaged }
}

/**
 * Returns a list, the only list in an object, or an object that is an item itself. An address
 * becomes an item with only an address.
 */
function listIn(value: unknown): readonly unknown[] | null {
  if (isObject(value) && Object.keys(value).some((name) => fields.url.test(nameOf(name)))) {
    return [value]
  }
  const lists = isObject(value) ? Object.values(value).filter(Array.isArray) : [value]
  const [list, ...others] = lists
  if (!Array.isArray(list) || others.length > 0) return null
  return list.map((item: unknown) =>
    typeof item === 'string' && /^https?:\/\/\S+$/i.test(item) ? { url: item } : item,
  )
}

/** Splits labels at commas or, if there is none, at semicolons or vertical bars. */
function labelsIn(text = ''): string[] {
  const separator = [',', ';', '|'].find((one) => text.includes(one)) ?? ','
  if (text.trim().startsWith('{')) return namesOf(text)
  return text.trim().startsWith('[') ? listOf(text) : pieces(text, separator)
}

/**
 * Returns the names of labels that are written as the keys of an object, `{"label": {…}}`, or like
 * a database array, `{one,"two words"}`.
 */
function namesOf(text: string): string[] {
  try {
    return Object.keys(JSON.parse(text))
  } catch {
    return pieces(text.replace(/[{}"]/g, ''), ',')
  }
}

/** Converts `addedAt` to `added at`. */
function nameOf(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}

/** Returns the columns that are not recognised and have values. */
function unknownColumns(table: Table | null): string[] {
  const { columns = [], records = [] } = table ?? {}
  return columns.filter(
    (name) =>
      !names.some((field) => fields[field].test(name)) &&
      records.some((record) => (record[name] ?? '').trim() !== ''),
  )
}

/**
 * Creates a reader for CSV files whose columns the user names: `url=Link,title=Name`.
 *
 * @throws CliError for an unknown field, or if no column has the address.
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
      const there = csvTable(document)?.columns ?? []
      const missing = [...named.values()].filter((column) => !there.includes(column))
      if (missing.length > 0) {
        throw new CliError(
          `${document.file.name} has no column “${missing.join('”, “')}”; it has: ${there.join(', ')}.`,
          exit.usage,
        )
      }
      return rowsOf(csvTable(document), (field, name) => named.get(field) === name)
    },
  }
}

/** Whether a cell says so: a yes, the word itself, or the time at which it was read. */
function isArchived(text: string): boolean {
  return isYes(text) || /^(archived?|read)$/i.test(text.trim()) || readDate(text) !== null
}

function rowsOf(table: Table | null, isColumn: (field: Field, name: string) => boolean): Row[] {
  if (!table) return []
  const columnsOf = (field: Field) => table.columns.filter((name) => isColumn(field, name))
  const columns = new Map(names.map((field) => [field, columnsOf(field)]))
  const cells = (record: CsvRecord, field: Field) =>
    (columns.get(field) ?? []).map((name) => record[name])
  // If several columns are used for a field, each row may have its value in any of them.
  const cell = (record: CsvRecord, field: Field) => {
    const all = cells(record, field)
    return all.find((value) => value?.trim()) ?? all[0]
  }
  return table.records.map((record, index) => {
    const url = cell(record, 'url')?.trim() ?? ''
    const archived = cell(record, 'archived')
    const damage = table.damaged.get(index)
    return rowOf(index + 1, {
      url,
      title: titleOf(cell(record, 'title'), url),
      tags: [
        ...cells(record, 'folder').flatMap((path) => pieces(path, '/')),
        ...cells(record, 'tags').flatMap(labelsIn),
      ],
      savedAt: readDate(cell(record, 'date')),
      archived: archived === undefined ? null : isArchived(archived),
      starred: isYes(cell(record, 'starred')),
      notes: nonEmpty(cells(record, 'notes')),
      broken: damage === undefined ? null : `The row is damaged: ${damage}`,
    })
  })
}
