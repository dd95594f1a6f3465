import { unexpectedInput } from '../errors/index.js'
import type { WireCreateAnnotationBody } from '../wire/requests.js'
import type { AnnotationRange } from './annotation.js'

/** A note on a passage, as it is made. */
export interface NewAnnotation {
  /** The passage: words of the article, at most 10 000 characters. */
  quote: string
  /** The note; empty for a mere highlight. */
  text: string
  /** Where the passage is; `wallabag-sdk/annotations` finds it. Without it no page highlights anything. */
  ranges?: readonly AnnotationRange[] | undefined
}

/** How long a quote may be; the server counts characters and not UTF-16 units (§1.13). */
export const longestQuote = 10_000

/**
 * Checks a new annotation and writes it as the server wants it.
 *
 * @throws InputError for what the server would refuse without saying why.
 */
export function annotationToWire(annotation: NewAnnotation): WireCreateAnnotationBody {
  if (typeof annotation !== 'object' || annotation === null) {
    throw unexpectedInput('annotation', 'an object with `quote` and `text`', annotation)
  }
  const { quote, text, ranges = [] } = annotation
  if (typeof quote !== 'string' || quote === '' || [...quote].length > longestQuote) {
    throw unexpectedInput('quote', `1 to ${longestQuote} characters`, quote)
  }
  if (!Array.isArray(ranges)) throw unexpectedInput('ranges', 'a list of ranges', ranges)
  return { text: noteToWire(text), quote, ranges: ranges.map(rangeToWire) }
}

/** Checks the text of a note. */
export function noteToWire(text: unknown): string {
  if (typeof text === 'string') return text
  throw unexpectedInput('text', 'some text', text)
}

/** Of exactly four keys: one more would be a 400 without a reason. */
function rangeToWire(range: AnnotationRange, index: number) {
  const { start, startOffset, end, endOffset } = range ?? {}
  for (const path of [start, end]) {
    if (typeof path !== 'string')
      throw unexpectedInput(`ranges[${index}]`, '`start` and `end` as text', path)
  }
  for (const offset of [startOffset, endOffset]) {
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw unexpectedInput(`ranges[${index}]`, 'offsets as whole numbers from 0', offset)
    }
  }
  return { start, startOffset, end, endOffset }
}
