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
  /** What surrounds a part that stands out; nothing where the format has no such thing. */
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
  /** What stands before an item; every other list has the other mark, to stay apart. */
  bullet(isOther: boolean): string
  number(value: number, isOther: boolean): string
  /** What stands before what a term means. */
  readonly definition: string
  table(rows: readonly Row[]): Verbatim
}
