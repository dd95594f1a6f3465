import { createHash } from 'node:crypto'
import type { Entry } from 'wallabag-sdk'
import { Refusal } from './results.js'
import { clean } from './text.js'

/** How an article is told. */
export type Format = 'markdown' | 'text'

/** A part of an article. */
export interface Part {
  readonly text: string
  /** How long the whole article is, in characters. */
  readonly characters: number
  /** Where the next part begins; `null` after the last one. */
  readonly next: string | null
}

/**
 * The text of an article, without what its readers do not see and without what steers.
 *
 * @param entry - The entry, with its content.
 * @param format - What it becomes.
 */
export async function textOf(entry: Entry, format: Format): Promise<string> {
  // Loaded by the first article that is read.
  const { toMarkdown, toText } = await import('wallabag-sdk/text')
  return clean(format === 'text' ? toText(entry) : toMarkdown(entry))
}

/**
 * A part of a text, cut where a paragraph, a line or a sentence ends.
 *
 * @param text - The whole text.
 * @param most - How long a part may be, in characters.
 * @param cursor - Where it begins, as the part before said; nothing for the first.
 * @throws Refusal for a cursor of another text: the article was fetched anew, for example.
 */
export function partOf(text: string, most: number, cursor?: string): Part {
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 10)
  const [from, of] = cursor === undefined ? ['0', mark] : cursor.split('-')
  const start = /^\d+$/.test(from ?? '') ? Number(from) : Number.NaN
  if (of !== mark || !(start <= text.length)) {
    throw new Refusal('The cursor belongs to another text: the article has changed. Read it again.')
  }
  const end =
    start + most >= text.length ? text.length : start + cutOf(text.slice(start, start + most))
  const next = end < text.length ? `${end}-${mark}` : null
  return { text: text.slice(start, end).trim(), characters: text.length, next }
}

/** Where a text is cut so that the reader notices least; never in the first half. */
function cutOf(text: string): number {
  for (const end of ['\n\n', '\n', '. ', ' ']) {
    const at = text.lastIndexOf(end)
    if (at > text.length / 2) return at + end.length
  }
  // Between the two halves of a character nothing is cut.
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
}
