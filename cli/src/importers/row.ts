/** One link of an export, as the file has it. */
export interface Row {
  /** Its place in the file, from 1. */
  readonly row: number
  /** The address, which may be anything at all. */
  readonly url: string
  readonly title: string | null
  readonly tags: readonly string[]
  readonly archived: boolean
  readonly starred: boolean
  /** When it was saved in the service it comes from. */
  readonly savedAt: Date | null
  readonly publishedAt: Date | null
  readonly authors: readonly string[]
  /** The file that holds the article as HTML, where the export has it. */
  readonly contentFile: string | null
}

/** A row, of which most exports say little. */
export function rowOf(row: number, url: string, known: Partial<Row>): Row {
  return {
    row,
    url: url.trim(),
    title: null,
    tags: [],
    archived: false,
    starred: false,
    savedAt: null,
    publishedAt: null,
    authors: [],
    contentFile: null,
    ...known,
  }
}

/** A title, unless it is empty or only the address again, as Pocket writes it for “none”. */
export function titleOf(text: string | undefined, url: string): string | null {
  const title = text?.replace(/\s+/g, ' ').trim() ?? ''
  return title === '' || title === url.trim() ? null : title
}

/** Pieces of a text between separators, without empty ones. */
export function pieces(text: string | undefined, separator: string): string[] {
  return (text ?? '')
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
}
