import type { CsvRecord } from './csv.js'
import type { Document } from './document.js'
import type { Html, Link } from './links.js'
import { type Known, type Row, rowOf } from './row.js'

/** Reads one format of one service. */
export interface Reader {
  /** The service, as it is typed. */
  readonly service: string
  /** The format in words, as in “Pocket’s CSV”. */
  readonly format: string
  /** Whether it is a CSV format, which can be read without some of its columns. */
  readonly isTable?: true
  /** Whether a file has this format. */
  fits(document: Document): boolean
  /** The rows of a file that fits. */
  rows(document: Document): Row[] | Promise<Row[]>
  /** What of a file that fits is not read. */
  warnings?(document: Document): string[]
}

type Names = Pick<Reader, 'service' | 'format'>

/** A reader of CSV files with these columns, at least. */
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

/** A reader of HTML files. */
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

/** A row for each link; one whose tag is damaged is told as such. */
export function rowsOfLinks(
  links: readonly Link[],
  read: (link: Link, url: string) => Omit<Known, 'url'>,
): Row[] {
  return links.map((link, index) => {
    const url = link.attributes['href']?.trim() ?? ''
    // A quote that is not closed takes in the next name.
    const isBroken = link.isBroken || /\s[\w-]+=/.test(url)
    const broken = isBroken ? `The link is damaged: ${link.isBroken ? link.text : url}` : null
    return rowOf(index + 1, { url, ...read(link, url), broken })
  })
}

/**
 * A reader of JSON files.
 *
 * @param find - Gives the items, or `null` for a file that is another one. What is no object is told as
 *   a row that cannot be read.
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

/** An object of a JSON file, which may hold anything under any name. */
export class Item {
  readonly value: object

  constructor(value: object) {
    this.value = value
  }

  /** What is under a name. */
  get(name: string): unknown {
    return Object.hasOwn(this.value, name) ? Reflect.get(this.value, name) : undefined
  }

  /** A text, or a number as text; empty for anything else. */
  text(name: string): string {
    const value = this.get(name)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }

  /** Whether it is true, or a number or word that says so. */
  is(name: string): boolean {
    const value = this.get(name)
    return (
      value === true || value === 1 || (typeof value === 'string' && /^(1|true|yes)$/i.test(value))
    )
  }

  /** The objects of a list. */
  items(name: string): Item[] {
    const list = this.get(name)
    return Array.isArray(list) ? list.filter(isObject).map((value) => new Item(value)) : []
  }

  /** An object. */
  item(name: string): Item {
    const value = this.get(name)
    return new Item(isObject(value) ? value : {})
  }
}

/** Whether a value is an object. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list whose first objects have one of these names; `null` for anything else. */
export function listWith(value: unknown, ...names: readonly string[]): readonly unknown[] | null {
  if (!Array.isArray(value)) return null
  const first: unknown = value.find(isObject)
  return isObject(first) && names.every((name) => Object.hasOwn(first, name)) ? value : null
}
