import type { CsvRecord } from './csv.js'
import type { Document } from './document.js'
import type { Html, Link } from './links.js'
import { type Known, type Row, rowOf } from './row.js'

/** Reads one format of one service. */
export interface Reader {
  /** The name of the service on the command line. */
  readonly service: string
  /** The format in words, such as “Pocket’s CSV”. */
  readonly format: string
  /** Whether it is a CSV format that can be read even if some columns are missing. */
  readonly isTable?: true
  /** Whether a file has this format. */
  fits(document: Document): boolean
  /** Returns the rows of a file that fits. */
  rows(document: Document): Row[] | Promise<Row[]>
  /** Returns warnings about the parts of a file that are not read. */
  warnings?(document: Document): string[]
}

type Names = Pick<Reader, 'service' | 'format'>

/** Creates a reader for CSV files that have at least these columns. */
export function csvReader(
  names: Names & { readonly columns: readonly string[]; readonly address?: string },
  read: (record: CsvRecord, url: string) => Omit<Known, 'url'>,
): Reader {
  const { columns, address = 'url', ...named } = names
  return {
    ...named,
    isTable: true,
    fits: (document) =>
      document.form === 'csv' && columns.every((name) => document.columns.includes(name)),
    rows: (document) =>
      document.form === 'csv'
        ? document.records.map((record, index) => {
            const url = record[address]?.trim() ?? ''
            const damage = document.damaged.get(index)
            const known = read(record, url)
            const broken = damage === undefined ? known.broken : `The row is damaged: ${damage}`
            return rowOf(index + 1, { url, ...known, broken: broken ?? null })
          })
        : [],
  }
}

/** Creates a reader for HTML files. */
export function htmlReader(
  names: Names & { readonly fits: (html: Document & { form: 'html' }) => boolean },
  read: (link: Link, url: string, html: Html) => Omit<Known, 'url'>,
): Reader {
  const { fits, ...named } = names
  return {
    ...named,
    fits: (document) => document.form === 'html' && document.links.length > 0 && fits(document),
    rows: (document) =>
      document.form === 'html'
        ? rowsOfLinks(document.links, (link, url) => read(link, url, document))
        : [],
  }
}

/** Returns a row for each link. A link with a damaged tag becomes a broken row. */
export function rowsOfLinks(
  links: readonly Link[],
  read: (link: Link, url: string) => Omit<Known, 'url'>,
): Row[] {
  return links.map((link, index) => {
    const url = link.attributes['href']?.trim() ?? ''
    // After an unclosed quote, the value contains the name of the next attribute.
    const isBroken = link.isBroken || /\s[\w-]+=/.test(url)
    const broken = isBroken ? `The link is damaged: ${link.isBroken ? link.text : url}` : null
    return rowOf(index + 1, { url, ...read(link, url), broken })
  })
}

/**
 * Creates a reader for JSON files.
 *
 * @param find - Returns the items, or `null` if the file has another format. An item that is not an
 * object becomes a broken row.
 */
export function jsonReader(
  names: Names,
  find: (value: unknown) => readonly unknown[] | null,
  read: (item: Item, document: Document) => Known,
): Reader {
  return {
    ...names,
    fits: (document) => document.form === 'json' && find(document.value) !== null,
    rows(document) {
      const items = (document.form === 'json' && find(document.value)) || []
      return items.map((item, index) =>
        isObject(item)
          ? rowOf(index + 1, read(new Item(item), document))
          : rowOf(index + 1, { url: '', broken: 'It is not an item of an export.' }),
      )
    },
  }
}

/** An object of a JSON file, whose properties may have any type. */
export class Item {
  readonly value: object

  constructor(value: object) {
    this.value = value
  }

  /** Returns the value of a property. */
  get(name: string): unknown {
    return Object.hasOwn(this.value, name) ? Reflect.get(this.value, name) : undefined
  }

  /** Returns a string, or a number as a string; an empty string for anything else. */
  text(name: string): string {
    const value = this.get(name)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }

  /** Whether the value is true, 1, or a word that means yes. */
  is(name: string): boolean {
    const value = this.get(name)
    return (
      value === true || value === 1 || (typeof value === 'string' && /^(1|true|yes)$/i.test(value))
    )
  }

  /** Returns the objects of a list. */
  items(name: string): Item[] {
    const list = this.get(name)
    return Array.isArray(list) ? list.filter(isObject).map((value) => new Item(value)) : []
  }

  /** Returns the object under a name, or an empty one. */
  item(name: string): Item {
    const value = this.get(name)
    return new Item(isObject(value) ? value : {})
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns a list whose first object has all these names, and `null` for anything else. */
export function listWith(value: unknown, ...names: readonly string[]): readonly unknown[] | null {
  if (!Array.isArray(value)) return null
  const first: unknown = value.find(isObject)
  return isObject(first) && names.every((name) => Object.hasOwn(first, name)) ? value : null
}
