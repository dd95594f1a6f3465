/** Words of an article that somebody marked. */
export interface Highlight {
  readonly quote: string
  /** What was written beside it. */
  readonly note: string
}

/** One link of an export, as the file has it. */
export interface Row {
  /** Its place in the file, from 1. */
  readonly row: number
  /** The address, which may be anything at all. */
  readonly url: string
  readonly title: string | null
  readonly tags: readonly string[]
  /** `null` where the file does not say. */
  readonly archived: boolean | null
  readonly starred: boolean
  /** When it was saved in the service it comes from. */
  readonly savedAt: Date | null
  readonly publishedAt: Date | null
  readonly authors: readonly string[]
  readonly language: string | null
  /** Gives the article as HTML, where the export has it. */
  readonly content: (() => Promise<string>) | null
  readonly highlights: readonly Highlight[]
  /** What was written about the whole article. */
  readonly notes: readonly string[]
  /** Whether the file has a description of the page, which Wallabag has no place for. */
  readonly hasDescription: boolean
  /** Why it cannot be saved, where the reader knows. */
  readonly broken: string | null
  /** Why it should not be saved: it is in the bin there. */
  readonly leftOut: string | null
}

/** What a reader knows of a row; most exports say little. */
export type Known = Partial<Omit<Row, 'row'>> & { readonly url: string }

/** A row of what is known. */
export function rowOf(row: number, known: Known): Row {
  // As the standard for addresses does: a long one may be broken into lines.
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

/** A title, unless it is empty or only the address again, as Pocket writes it for “none”. */
export function titleOf(text: string | undefined, url: string): string | null {
  const title = text?.replace(/[\s\p{Cc}]+/gu, ' ').trim() ?? ''
  return title === '' || title === url.trim() ? null : title
}

/** Pieces of a text between separators, without empty ones. */
export function pieces(text: string | undefined, separator: string): string[] {
  return nonEmpty((text ?? '').split(separator))
}

/** Texts without blanks around them, and without empty ones. */
export function nonEmpty(texts: readonly (string | undefined)[]): string[] {
  return texts.map((text) => text?.trim() ?? '').filter((text) => text !== '')
}

/** Whether a cell says yes. */
export function isYes(text: string | undefined): boolean {
  return /^(true|yes|1|y)$/i.test(text?.trim() ?? '')
}

/** A list of words as JSON, or else between commas. */
export function listOf(text = ''): string[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return namesIn(value)
  } catch {
    // Not a JSON list: then words between commas, whose brackets and quotes are what is left of one.
  }
  if (!text.trim().startsWith('[')) return pieces(text, ',')
  return pieces(text.replace(/[[\]"]/g, ''), ',').map((name) => name.replace(/^'(.*)'$/, '$1'))
}

/** The words of a list, or of a text between commas: texts, or objects with a name. */
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
