/** What makes a part of a line stand out. */
export type Emphasis = 'strong' | 'emphasis' | 'strike'

/** How the cells of a row were written, and whether it is a heading. */
export interface Row {
  readonly cells: readonly string[]
  readonly isHeading: boolean
}

/** Lines that are kept as they are. */
export interface Verbatim {
  readonly lines: readonly string[]
  /** How many of them make no sense alone. */
  readonly head: number
  /** What has to follow, wherever the lines are cut. */
  readonly closing?: string | undefined
}

/** How a format writes what an article is made of. */
export interface Style {
  /** Text that stays text. */
  text(raw: string): string
  /** The marks around emphasised text; empty if the format has none. */
  readonly marks: Readonly<Record<Emphasis, string>>
  code(raw: string, inTable: boolean): string
  /** What begins a link, and what stands before it so that it is no more than a link. */
  readonly opensLink: string
  beforeLink(text: string): string
  /** What ends it; `text` is what lies between. */
  closesLink(url: string, text: string): string
  readonly lineBreak: string
  /** The lines of a paragraph so that none of them begins something else. */
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
