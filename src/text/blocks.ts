import type { Line } from './run.js'
import type { Style, Verbatim } from './style.js'
import { wrap } from './width.js'

/** A quote or an item, which adds a prefix to each of its lines. */
interface Frame {
  readonly before: string
  readonly isItem: boolean
  /** The mark of an item, until its first line is written. */
  mark: string | undefined
  /** Whether there is no blank line before the item. */
  readonly isTight: boolean
}

/** A block with the prefix of its lines. */
interface Block {
  /**
   * The blank line before the block, with the marks of the frames that continue; empty between
   * items of a list.
   */
  readonly gap: string
  readonly first: string
  readonly rest: string
  readonly content: { readonly line: Line; readonly raw: string } | Verbatim
}

// Deeper frames are written as if they were this deep, so that the prefixes cannot outgrow the
// article.
const deepest = 16

/** Collects the blocks of an article in order. */
export class Blocks {
  readonly #style: Style
  readonly #width: number | undefined
  readonly #maxLength: number | undefined
  /** The blocks as text, each with the gap before it. */
  readonly #written: string[] = []
  /** The blocks as they were given, if they may have to be cut. */
  readonly #blocks: Block[] = []
  readonly #frames: Frame[] = []
  /** The frames of the previous block. */
  #before: readonly Frame[] = []
  /** Whether the next block begins a list that needs a blank line before it. */
  #isApart = false

  constructor(style: Style, width: number | undefined, maxLength: number | undefined) {
    this.#maxLength = maxLength
    this.#style = style
    this.#width = width
  }

  get isEmpty(): boolean {
    return this.#written.length === 0
  }

  /** Begins a quote or an item. {@link leave} ends it. */
  enter(before: string, mark?: string, isTight = false): void {
    const isShown = this.#frames.length < deepest
    this.#frames.push({
      before: isShown ? before : '',
      isItem: mark !== undefined,
      mark: isShown ? mark : undefined,
      isTight,
    })
  }

  leave(): void {
    this.#frames.pop()
  }

  /**
   * Begins a list. There is a blank line before it, unless it follows the text of the item that
   * contains it. A list that does not begin with 1 always needs one, because otherwise Markdown
   * would read it as text.
   */
  beginList(first: number): void {
    const inItem = this.#frames[this.#frames.length - 1]?.isItem === true
    this.#isApart ||= !inItem || first !== 1 || this.#before.length > this.#frames.length
  }

  paragraph(line: Line): void {
    if (line.text !== '') this.#add({ line, raw: this.#style.paragraph(line.text) })
  }

  heading(level: number, { text, plain }: Line): void {
    const line = { text, plain, sentences: [], words: [] }
    const flat = text.replace(/\\?\n/g, ' ')
    if (text !== '') this.#add({ line, raw: this.#style.heading(level, flat) })
  }

  verbatim(content: Verbatim): void {
    if (content.lines.length > 0) this.#add(content)
  }

  #add(content: Block['content']): void {
    if (this.#frames.length === 0) {
      this.#isApart = false
      this.#before = []
      this.#write({ gap: this.isEmpty ? '' : '\n\n', first: '', rest: '', content })
      return
    }
    const frames = [...this.#frames]
    const starts = frames.findIndex(({ mark }) => mark !== undefined)
    const inner = frames[frames.length - 1]
    const isTight = starts >= 0 && inner?.isTight === true && !this.#isApart
    this.#isApart = false
    const shared = frames.filter((frame, at) => this.#before[at] === frame)
    const gap = isTight
      ? ''
      : `\n${shared
          .map(({ before }) => before)
          .join('')
          .trimEnd()}`
    const rest = frames.map(({ before }) => before).join('')
    const first = frames.map(({ mark, before }) => mark ?? before).join('')
    for (const frame of frames) frame.mark = undefined
    this.#before = frames
    this.#write({ gap: this.isEmpty ? '' : `${gap}\n`, first, rest, content })
  }

  /** The whole text, or as much as fits, with a last line that says how much is left out. */
  join(): string {
    let whole = ''
    for (const text of this.#written) whole += text
    const maxLength = this.#maxLength ?? whole.length
    if (whole.length <= maxLength) return whole
    const room = maxLength - noteOf(whole.length).length
    let kept = ''
    for (const [index, text] of this.#written.entries()) {
      if (kept.length + text.length > room) {
        const block = this.#blocks[index]
        if (block !== undefined) kept += this.#cut(block, room - kept.length, kept === '')
        break
      }
      kept += text
    }
    return kept + noteOf(whole.length - kept.length)
  }

  #write(block: Block): void {
    this.#written.push(this.#textOf(block, block.content))
    if (this.#maxLength !== undefined) this.#blocks.push(block)
  }

  #textOf({ gap, first, rest }: Block, content: Block['content']): string {
    const lines = 'raw' in content ? this.#wrapped(content.raw, rest) : content.lines
    if (lines.length === 1) return `${gap}${first}${lines[0]}`.trimEnd()
    if (first === '' && rest === '') return gap + lines.join('\n')
    return gap + lines.map((line, at) => ((at === 0 ? first : rest) + line).trimEnd()).join('\n')
  }

  #wrapped(text: string, before: string): string[] {
    if (this.#width === undefined) return text.includes('\n') ? text.split('\n') : [text]
    return wrap(text, Math.max(20, this.#width - before.length))
  }

  /** As much of a block as fits: whole sentences or lines, or at least words of the first block. */
  #cut(block: Block, room: number, mustBe: boolean): string {
    const { content } = block
    const fitting = (made: Block['content']) => {
      const text = this.#textOf(block, made)
      return text.length <= room ? text : undefined
    }
    if ('raw' in content) {
      const { line } = content
      for (const places of mustBe ? [line.sentences, line.words] : [line.sentences]) {
        const text = longest(places.length, (count) =>
          fitting({ line, raw: this.#style.paragraph(line.text.slice(0, places[count - 1])) }),
        )
        if (text !== undefined) return text
      }
      if (!mustBe) return ''
      const cut = (count: number) => this.#style.text(wordsOf(line.plain.slice(0, count)))
      const most = Math.min(line.plain.length, room)
      return (
        longest(most, (count) => fitting({ line, raw: this.#style.paragraph(cut(count)) })) ?? ''
      )
    }
    const { lines, head, closing } = content
    const ending = closing === undefined ? [] : [closing]
    const text = longest(lines.length - ending.length - 1 - head, (count) =>
      fitting({ lines: [...lines.slice(0, head + count), ...ending], head }),
    )
    // Only code can be cut within a line.
    if (text !== undefined || !mustBe || closing === undefined) return text ?? ''
    const [first = ''] = lines.slice(head)
    const start = lines.slice(0, head)
    const cut = (count: number) => [...start, tidy(first.slice(0, count)), closing]
    return (
      longest(Math.min(first.length, room), (count) => fitting({ lines: cut(count), head })) ?? ''
    )
  }
}

/** The result for the largest number of parts that still fits. */
function longest(most: number, make: (count: number) => string | undefined): string | undefined {
  let [low, high] = [1, most]
  let best: string | undefined
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const made = make(middle)
    if (made === undefined) high = middle - 1
    else {
      best = made
      low = middle + 1
    }
  }
  return best
}

function noteOf(count: number): string {
  return `\n\n(… ${count} more characters)`
}

/** Cuts off an incomplete word at the end, or at least half a character. */
function wordsOf(text: string): string {
  const end = text.lastIndexOf(' ')
  return end > 0 ? text.slice(0, end) : tidy(text)
}

/** Cuts off half a character or half an escape at the end. */
function tidy(text: string): string {
  return text
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\\$/, '')
    .trimEnd()
}
