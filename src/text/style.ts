/** The kinds of emphasis. */
export type Emphasis = 'strong' | 'emphasis' | 'strike'

/** The written cells of a row, and whether it is a heading. */
export interface Row {
  readonly cells: readonly string[]
  readonly isHeading: boolean
}

/** Lines that are not changed. */
export interface Verbatim {
  readonly lines: readonly string[]
  /** How many lines at the start make no sense on their own. */
  readonly head: number
  /** The line that must follow if the lines are cut. */
  readonly closing?: string | undefined
}

/** How a format writes the parts of an article. */
export interface Style {
  /** Escapes text. */
  text(raw: string): string
  /** The marks around emphasised text; empty if the format has none. */
  readonly marks: Readonly<Record<Emphasis, string>>
  code(raw: string, inTable: boolean): string
  /**
   * The start of a link, and the text before it, changed so that the link does not become a
   * picture.
   */
  readonly opensLink: string
  beforeLink(text: string): string
  /** The end of a link. `text` is its text. */
  closesLink(url: string, text: string): string
  readonly lineBreak: string
  /** Escapes the lines of a paragraph so that none begins a list or another block. */
  paragraph(text: string): string
  heading(level: number, text: string): string
  preformatted(code: string, language: string): Verbatim
  readonly rule: string
  /** The mark of an item; adjacent lists use different marks, so that they stay separate. */
  bullet(isOther: boolean): string
  number(value: number, isOther: boolean): string
  /** The prefix of the definition of a term. */
  readonly definition: string
  table(rows: readonly Row[]): Verbatim
}
