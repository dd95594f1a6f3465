/** A highlighted passage of an article. */
export interface Highlight {
  readonly quote: string
  /** The note on it. */
  readonly note: string
}

/** One link of an export, unchanged. */
export interface Row {
  /** The position in the file, from 1. */
  readonly row: number
  /** The address. It may be any text. */
  readonly url: string
  readonly title: string | null
  readonly tags: readonly string[]
  /** `null` if the file does not say. */
  readonly archived: boolean | null
  readonly starred: boolean
  /** When it was saved in the service that it comes from. */
  readonly savedAt: Date | null
  readonly publishedAt: Date | null
  readonly authors: readonly string[]
  readonly language: string | null
  /** Returns the article as HTML, if the export has it. */
  readonly content: (() => Promise<string>) | null
  readonly highlights: readonly Highlight[]
  /** Notes about the whole article. */
  readonly notes: readonly string[]
  /** Whether the file has a description of the page, for which Wallabag has no field. */
  readonly hasDescription: boolean
  /** Why it cannot be saved, if the reader knows a reason. */
  readonly broken: string | null
  /** Why it is left out: it is in the bin of its service. */
  readonly leftOut: string | null
}

/** The fields that a reader knows. */
export type Known = Partial<Omit<Row, 'row'>> & { readonly url: string }

/** Creates a row, with defaults for the fields that the reader does not know. */
export function rowOf(row: number, known: Known): Row {
  // As in the URL standard, line breaks within an address are removed, because exports may wrap a
  // long one. A line with another address stays on a line of its own.
  const url = known.url
    .trim()
    .split(/[\t\r\n]+/)
    .reduce((before, next) => before + (/^\s*\w+:\/\//.test(next) ? '\n' : '') + next)
  return {
    title: null,
    tags: [],
    archived: null,
    starred: false,
    savedAt: null,
    publishedAt: null,
    authors: [],
    language: null,
    content: null,
    highlights: [],
    notes: [],
    hasDescription: false,
    broken: null,
    leftOut: null,
    ...known,
    row,
    url,
  }
}

/**
 * Returns the title, or `null` if it is empty or only repeats the address, as in Pocket's export.
 */
export function titleOf(text: string | undefined, url: string): string | null {
  const title = text?.replace(/[\s\p{Cc}]+/gu, ' ').trim() ?? ''
  return title === '' || title === url.trim() ? null : title
}

/** Splits a text, trims the parts and drops empty ones. */
export function pieces(text: string | undefined, separator: string): string[] {
  return nonEmpty((text ?? '').split(separator))
}

/** Trims texts and drops empty ones. */
export function nonEmpty(texts: readonly (string | undefined)[]): string[] {
  return texts.map((text) => text?.trim() ?? '').filter((text) => text !== '')
}

/** Whether a cell means yes. */
export function isYes(text: string | undefined): boolean {
  return /^(true|yes|1|y)$/i.test(text?.trim() ?? '')
}

/** Reads a list of words in JSON, or separated by commas. */
export function listOf(text = ''): string[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return namesIn(value)
  } catch {
    // It is not a JSON list, so the words are separated by commas. Brackets and quotes are the
    // remains of a damaged list.
  }
  if (!text.trim().startsWith('[')) return pieces(text, ',')
  return pieces(text.replace(/[[\]"]/g, ''), ',').map((name) => name.replace(/^'(.*)'$/, '$1'))
}

/** Returns the names in a list of strings or of objects with a name, or in a text with commas. */
export function namesIn(list: unknown): string[] {
  if (typeof list === 'string') return pieces(list, ',')
  if (!Array.isArray(list)) return []
  return nonEmpty(
    list.map((item: unknown) => {
      if (typeof item === 'string' || typeof item === 'number') return String(item)
      if (typeof item !== 'object' || item === null) return ''
      const name: unknown = Reflect.get(item, 'name') ?? Reflect.get(item, 'label')
      return typeof name === 'string' ? name : ''
    }),
  )
}
