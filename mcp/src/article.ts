import { createHash } from 'node:crypto'
import type { Entry } from 'wallabag-sdk'
import { Refusal } from './results.js'
import { clean } from './text.js'

/** The format of an article. */
export type Format = 'markdown' | 'text'

/** A part of an article. */
export interface Part {
  readonly text: string
  /** The length of the whole article in characters. */
  readonly characters: number
  /** The cursor of the next part; `null` after the last one. */
  readonly next: string | null
}

/**
 * Returns the text of an article without invisible characters and marks that could control a model.
 *
 * @param entry - The entry, with its content.
 * @param format - The format of the text.
 */
export async function textOf(entry: Entry, format: Format): Promise<string> {
  // Loaded when the first article is read.
  const { toMarkdown, toText } = await import('wallabag-sdk/text')
  return clean(format === 'text' ? toText(entry) : toMarkdown(entry))
}

/**
 * Returns a part of a text, which ends at the end of a paragraph, a line or a sentence.
 *
 * @param text - The whole text.
 * @param most - The longest part, in characters.
 * @param cursor - The cursor from the part before; undefined for the first part.
 * @throws Refusal if the cursor belongs to another text, for example because the article was
 * fetched again.
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

/**
 * Finds where to cut a text, at the end of a paragraph, a line, a sentence or a word in its second
 * half.
 */
function cutOf(text: string): number {
  for (const end of ['\n\n', '\n', '. ', ' ']) {
    const at = text.lastIndexOf(end)
    if (at > text.length / 2) return at + end.length
  }
  // A surrogate pair is not cut.
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
}
