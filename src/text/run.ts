// A stretch of text with its emphasis and links, broken into lines.
import type { Emphasis, Style } from './style.js'

/** Something that is open in a run of text: emphasis, or a link. */
interface Mark {
  readonly kind: Emphasis | 'link'
  /** The address of a link; empty for emphasis. */
  readonly url: string
  /** Which piece its sign is, or why there is none. */
  at: number
}

/** Opened when the first letter comes. */
const waiting = -1
/** Not written, because readers of the format would take its signs for text. */
const leftOut = -2
/** Never written: the same is open around it. */
const inside = -3

/** The pieces that opened and closed something. */
interface Pair {
  readonly kind: Emphasis
  readonly opening: number
  readonly closing: number
  /** Whether code stands right before its end. */
  readonly isAfterCode: boolean
}

/** What a run of text became. */
export interface Line {
  readonly text: string
  /** Its words without any signs, if it may have to be cut. */
  readonly plain: string
  /** Where it may end after a sentence, and after a word: nothing is open there. */
  readonly sentences: readonly number[]
  readonly words: readonly number[]
}

const none: number[] = []
const sentenceEnd = /[.!?…]["'”’»)]*(?= )|[。！？]/g

/**
 * The text of one block, with white space as a browser shows it. What stands out is opened right
 * before its first letter and closed right after its last, and only where CommonMark's rule for it
 * (a sign next to punctuation needs white space or punctuation on its other side) lets it be read
 * so.
 */
export class Run {
  readonly #style: Style
  readonly #inTable: boolean
  readonly #findsStops: boolean
  readonly #marks: Mark[] = []
  /** Signs and what lies between them, as far as they may still be taken back; then the rest. */
  #pieces: string[] = []
  #rest = ''
  #length = 0
  #space = false
  #break = false
  /** What was written last, of the article or of a link. */
  #last = ''
  /** Closed behind punctuation: a letter right after it would break it. */
  #fragile: Pair[] = []
  /** What was closed right before this, the outermost last. */
  #closed: Pair[] = []
  /** Code that waits for the rest of it. */
  #code = ''
  /** Whether code was written last: more of it needs a space between, to be read as code. */
  #isAfterCode = false
  #plain = ''
  #sentences: number[] = none
  #words: number[] = none

  /**
   * @param style - The format.
   * @param inTable - Whether it is the text of a cell, which is one line.
   * @param findsStops - Whether the places are wanted where it may end.
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

  /** Whether a link is open, in which there can be no other. */
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

  /** Ends what was told to be code. */
  endCode(): void {
    if (this.#code === '') return
    const raw = this.#code.trim()
    const isSpaced = this.#code.endsWith(' ')
    this.#code = ''
    if (this.#isAfterCode) this.#space = true
    if (raw !== '') {
      this.#write(this.#style.code(raw, this.#inTable), '`', raw)
      this.#isAfterCode = true
    }
    if (isSpaced) this.#space = true
  }

  /**
   * Begins a new line.
   *
   * @returns Whether it does; after another break it is the end of a paragraph.
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

  /** Ends the run and begins another one in which the same is open. */
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

  /** Forgets what was written. */
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

  /** The words of a text, and white space before them told. */
  #trimmed(raw: string): string {
    const isOrdinary = !/[^\S ]| {2}/.test(raw)
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

  /** Writes a sign so that it can be taken back. */
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

  /** What was closed before has something behind it now. */
  #settle(): void {
    if (this.#fragile.length > 0) this.#fragile = []
    if (this.#closed.length > 0) this.#closed = []
  }

  /** Takes back the signs that would not be read as such. */
  #takeBack(): void {
    for (const { opening, closing } of this.#fragile) {
      this.#remove(opening)
      this.#remove(closing)
    }
    this.#closed = []
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
        // It continues where it ended.
        this.#remove(closed.closing)
        mark.at = closed.opening
        if (closed.isAfterCode && raw === '`') this.#put(' ', ' ')
        this.#closed.pop()
        this.#fragile = this.#fragile.filter((pair) => pair !== closed)
      } else if (closed !== undefined || !this.#isRead(this.#nextAfter(index, sign) ?? raw)) {
        mark.at = leftOut
      } else if (this.#isIn(sign, before) && !/\s$/.test(this.#last)) {
        // Without white space before it, it could be read as the end of what is open.
        mark.at = leftOut
      } else {
        mark.at = this.#putSign(sign)
      }
    }
  }

  /** Whether one of the pieces up to there opened something with the same sign. */
  #isIn(sign: string, before: number): boolean {
    return this.#marks.some(
      ({ kind, at }) =>
        kind !== 'link' && at >= 0 && at < before && this.#style.marks[kind][0] === sign[0],
    )
  }

  #guardLink(): void {
    this.#pieces.push(this.#rest)
    this.#rest = ''
    // Signs between may still be taken back.
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

  /** Whether a sign is read as opening something, with this behind it. */
  #isRead(next: string): boolean {
    return !isPunctuation(next) || /^\s?$/.test(lastLetter(this.#last)) || this.#endsInPunctuation
  }

  /** The first other sign that will be written behind this mark, if there is one. */
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
    // Another sign is punctuation too.
    const inner = this.#closed[this.#closed.length - 1]
    const isBehindSign =
      inner !== undefined && this.#style.marks[inner.kind][0] !== this.#style.marks[mark.kind][0]
    if (isBehindSign || this.#endsInPunctuation) this.#fragile.push(pair)
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

/** The last letter of a text, of one unit or two; V8 14.6 finds none of two by a pattern's end (`/\p{S}$/u`). */
function lastLetter(text: string): string {
  const two = text.slice(-2)
  return (two.codePointAt(0) ?? 0) > 0xffff ? two : text.slice(-1)
}

/** Whether a text begins with punctuation. */
function isPunctuation(text: string): boolean {
  return /^[\p{P}\p{S}]/u.test(text)
}
