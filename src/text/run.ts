// One block of text with its emphasis and links.
import type { Emphasis, Style } from './style.js'

/** An open emphasis or link. */
interface Mark {
  readonly kind: Emphasis | 'link'
  /** The address of a link. Empty for emphasis. */
  readonly url: string
  /** The index of the piece with its sign, or one of the constants below. */
  at: number
}

/** Its sign will be written before the next letter. */
const waiting = -1
/** Its signs are not written, because Markdown readers would treat them as text. */
const leftOut = -2
/** Its signs are not written, because the same emphasis is already open. */
const inside = -3

/** The opening and closing sign of an emphasis. */
interface Pair {
  readonly kind: Emphasis
  readonly opening: number
  readonly closing: number
  /** Whether code precedes the closing sign. */
  readonly isAfterCode: boolean
}

/** The result of a run. */
export interface Line {
  readonly text: string
  /** The words without signs, if the line may have to be cut. */
  readonly plain: string
  /** The indexes after sentences and after words at which nothing is open. */
  readonly sentences: readonly number[]
  readonly words: readonly number[]
}

const none: number[] = []
const sentenceEnd = /[.!?…]["'”’»)]*(?= )|[。！？]/g

/**
 * The text of one block, with white space as a browser shows it. A sign is written right before the
 * first letter of an emphasis and right after the last, and only if CommonMark recognises it there:
 * a sign next to punctuation needs white space or punctuation on its other side.
 */
export class Run {
  readonly #style: Style
  readonly #inTable: boolean
  readonly #findsStops: boolean
  readonly #marks: Mark[] = []
  /**
   * Signs and the text between them, as long as the signs may still be removed. `#rest` is the text
   * after them.
   */
  #pieces: string[] = []
  #rest = ''
  #length = 0
  #space = false
  #break = false
  /** The last text that was written. */
  #last = ''
  /** Closed after punctuation. A letter right after them would make their signs invalid. */
  #fragile: Pair[] = []
  /** Closed immediately before the current place, the outermost last. */
  #closed: Pair[] = []
  /** Code that may continue. */
  #code = ''
  /** Whether code was written last. More code needs a space before it, to be read as code. */
  #isAfterCode = false
  #plain = ''
  #sentences: number[] = none
  #words: number[] = none

  /**
   * @param style - The format.
   * @param inTable - Whether this is the text of a cell, which is one line.
   * @param findsStops - Whether to record the places where the text may be cut.
   */
  constructor(style: Style, inTable: boolean, findsStops: boolean) {
    this.#style = style
    this.#inTable = inTable
    this.#findsStops = findsStops
    this.clear()
  }

  /** Whether nothing was written yet. */
  get isEmpty(): boolean {
    return this.#length === 0 && this.#code === ''
  }

  /** Whether a link is open. Links cannot be nested. */
  get isInLink(): boolean {
    return this.#marks.some(({ kind }) => kind === 'link')
  }

  text(raw: string): void {
    this.endCode()
    const words = this.#trimmed(raw)
    if (words === '') return
    const text = this.#style.text(words)
    this.#write(text, words, words)
    if (this.#findsStops) this.#findStops(text)
    if (isSpace(raw.charCodeAt(raw.length - 1))) this.#space = true
  }

  code(raw: string): void {
    const words = raw.replace(/\s+/g, ' ')
    if (this.#code === '' && words.startsWith(' ')) this.#space = true
    this.#code += this.#code === '' ? words.trimStart() : words
  }

  /** Writes the collected code. */
  endCode(): void {
    if (this.#code === '') return
    const raw = this.#code.trim()
    const isSpaced = this.#code.endsWith(' ')
    this.#code = ''
    if (this.#isAfterCode) this.#space = true
    if (this.isInLink && raw.includes(']:')) {
      // As code these signs would make a definition of the link at the beginning of a line.
      this.#write(this.#style.text(raw), raw, raw)
    } else if (raw !== '') {
      this.#write(this.#style.code(raw, this.#inTable), '`', raw)
      this.#isAfterCode = true
    }
    if (isSpaced) this.#space = true
  }

  /**
   * Begins a new line.
   *
   * @returns Whether it did. A second break in a row ends the paragraph instead.
   */
  lineBreak(): boolean {
    this.endCode()
    if (this.#break || this.isEmpty) return false
    this.#break = true
    return true
  }

  open(kind: Emphasis | 'link', url = ''): void {
    this.endCode()
    const isInside = this.#marks.some((mark) => mark.kind === kind)
    this.#marks.push({ kind, url, at: isInside ? inside : waiting })
  }

  close(): void {
    this.endCode()
    const mark = this.#marks.pop()
    if (mark !== undefined) this.#end(mark)
  }

  /** Ends the run, and begins another one with the same marks open. */
  take(): Line {
    this.endCode()
    for (let at = this.#marks.length - 1; at >= 0; at--) {
      const mark = this.#marks[at]
      if (mark === undefined || mark.at === inside) continue
      this.#end(mark)
      mark.at = waiting
    }
    const text = this.#pieces.length === 0 ? this.#rest : this.#pieces.join('') + this.#rest
    const line = { text, plain: this.#plain, sentences: this.#sentences, words: this.#words }
    this.clear()
    return line
  }

  /** Clears the run. */
  clear(): void {
    if (this.#pieces.length > 0) this.#pieces = []
    this.#rest = ''
    this.#length = 0
    this.#space = false
    this.#break = false
    this.#last = ''
    this.#settle()
    this.#isAfterCode = false
    if (!this.#findsStops) return
    this.#plain = ''
    this.#sentences = []
    this.#words = []
  }

  /** The words of a text with single spaces. White space before them is recorded. */
  #trimmed(raw: string): string {
    const isOrdinary = !/\s\s|[^\S ]/.test(raw)
    const words = (isOrdinary ? raw : raw.replace(/\s+/g, ' ')).trim()
    if (words === '') this.#space ||= raw !== ''
    else if (isSpace(raw.charCodeAt(0))) this.#space = true
    return words
  }

  #write(text: string, raw: string, plain: string): void {
    if (this.#break || (this.#space && this.#length > 0)) {
      this.#put(this.#break && !this.#inTable ? this.#style.lineBreak : ' ', ' ')
    } else if (this.#fragile.length > 0 && !isPunctuation(raw)) {
      this.#takeBack()
    }
    this.#break = false
    this.#space = false
    if (this.#marks.length > 0) this.#openMarks(raw)
    this.#put(text, raw)
    if (this.#findsStops) this.#plain += plain
  }

  #put(text: string, raw: string): void {
    if (this.#findsStops && raw === ' ') this.#plain += ' '
    this.#isAfterCode = false
    this.#rest += text
    this.#length += text.length
    this.#last = raw
    this.#settle()
  }

  /** Writes a sign so that it can be removed later. */
  #putSign(sign: string): number {
    this.#isAfterCode = false
    this.#length += sign.length
    this.#pieces.push(this.#rest, sign)
    this.#rest = ''
    return this.#pieces.length - 1
  }

  #remove(piece: number): void {
    this.#length -= this.#pieces[piece]?.length ?? 0
    this.#pieces[piece] = ''
  }

  /** Text follows the closed marks, so they are final. */
  #settle(): void {
    if (this.#fragile.length > 0) this.#fragile = []
    if (this.#closed.length > 0) this.#closed = []
  }

  /** Removes the signs that would not be recognised. */
  #takeBack(): void {
    for (const { opening, closing } of this.#fragile) {
      this.#remove(opening)
      this.#remove(closing)
    }
    this.#closed = this.#closed.filter((pair) => !this.#fragile.includes(pair))
  }

  #openMarks(raw: string): void {
    const before = this.#pieces.length
    for (const [index, mark] of this.#marks.entries()) {
      if (mark.at !== waiting) continue
      if (mark.kind === 'link') {
        this.#guardLink()
        mark.at = this.#putSign(this.#style.opensLink)
        this.#last = '['
        this.#settle()
        continue
      }
      const sign = this.#style.marks[mark.kind]
      const closed = this.#closed[this.#closed.length - 1]
      if (sign === '') {
        mark.at = leftOut
      } else if (closed?.kind === mark.kind) {
        // The emphasis continues where it ended.
        this.#remove(closed.closing)
        mark.at = closed.opening
        if (closed.isAfterCode && raw === '`') this.#put(' ', ' ')
        this.#closed.pop()
        this.#fragile = this.#fragile.filter((pair) => pair !== closed)
      } else if (closed !== undefined || !this.#isRead(this.#nextAfter(index, sign) ?? raw)) {
        mark.at = leftOut
      } else if (
        this.#isIn(sign, before) &&
        (this.#pieces.length > before || !/\s$/.test(this.#last))
      ) {
        // Without white space before it, the sign could be read as the end of the open emphasis.
        mark.at = leftOut
      } else {
        mark.at = this.#putSign(sign)
      }
    }
  }

  /** Whether an emphasis with the same sign was opened in a piece before this one. */
  #isIn(sign: string, before: number): boolean {
    return this.#marks.some(
      ({ kind, at }) =>
        kind !== 'link' && at >= 0 && at < before && this.#style.marks[kind][0] === sign[0],
    )
  }

  #guardLink(): void {
    this.#pieces.push(this.#rest)
    this.#rest = ''
    // Signs at the end may still be removed.
    const signs: string[] = ['', ...Object.values(this.#style.marks)]
    const last = this.#pieces.findLastIndex((piece) => !signs.includes(piece))
    const before = this.#pieces[last]
    if (before === undefined) return
    const guarded = this.#style.beforeLink(before)
    this.#length += guarded.length - before.length
    this.#pieces[last] = guarded
  }

  get #endsInPunctuation(): boolean {
    return isPunctuation(lastLetter(this.#last))
  }

  /** Whether an opening sign is recognised before this text. */
  #isRead(next: string): boolean {
    return !isPunctuation(next) || /^\s?$/.test(lastLetter(this.#last)) || this.#endsInPunctuation
  }

  /** The first different sign that will be written after this mark. */
  #nextAfter(index: number, sign: string): string | undefined {
    for (const { kind, at } of this.#marks.slice(index + 1)) {
      if (at !== waiting) continue
      const other = kind === 'link' ? this.#style.opensLink : this.#style.marks[kind]
      if (other !== '' && other[0] !== sign[0]) return other
    }
    return undefined
  }

  #end(mark: Mark): void {
    if (mark.at < 0) return
    if (mark.kind === 'link') {
      const text = this.#pieces.slice(mark.at + 1).join('') + this.#rest
      this.#put(this.#style.closesLink(mark.url, text), ')')
      return
    }
    const isAfterCode = this.#isAfterCode
    const closing = this.#putSign(this.#style.marks[mark.kind])
    const pair = { kind: mark.kind, opening: mark.at, closing, isAfterCode }
    // Another sign counts as punctuation, and equal signs in a row stand or fall together.
    const inner = this.#closed[this.#closed.length - 1]
    const isFragile =
      inner !== undefined &&
      (this.#fragile.includes(inner) ||
        this.#style.marks[inner.kind][0] !== this.#style.marks[mark.kind][0])
    if (isFragile || this.#endsInPunctuation) this.#fragile.push(pair)
    this.#closed.push(pair)
  }

  #findStops(text: string): void {
    if (this.#marks.some(({ at }) => at >= 0)) return
    const start = this.#length - text.length
    for (const match of text.matchAll(sentenceEnd)) {
      this.#sentences.push(start + match.index + match[0].length)
    }
    for (let at = text.indexOf(' '); at !== -1; at = text.indexOf(' ', at + 1)) {
      this.#words.push(start + at)
    }
  }
}

function isSpace(unit: number): boolean {
  return (
    unit === 32 || (unit < 14 && unit > 8) || (unit > 159 && /\s/.test(String.fromCharCode(unit)))
  )
}

/**
 * The last character of a text. A pattern cannot be used, because in V8 14.6 `/\p{S}$/u` does not
 * match surrogate pairs.
 */
function lastLetter(text: string): string {
  const two = text.slice(-2)
  return (two.codePointAt(0) ?? 0) > 0xffff ? two : text.slice(-1)
}

function isPunctuation(text: string): boolean {
  return /^[\p{P}\p{S}]/u.test(text)
}
