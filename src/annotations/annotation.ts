import type { WireAnnotation, WireAnnotationRange } from '../contract/entry-schemas.js'
import type { WireCreateAnnotationBody } from '../contract/request-schemas.js'
import { checkUnicode, isObject, unexpectedInput } from '../errors/index.js'
import { dateFromWire } from '../values/ids-and-dates.js'

/** Where an annotation begins and ends in the article's HTML, counted as annotator.js does. */
export interface AnnotationRange {
  /** The XPath of the element in which it begins, such as `/p[1]`; empty for the article itself. */
  readonly start: string
  /** Its beginning in the text of that element, in UTF-16 code units. */
  readonly startOffset: number
  /** The XPath of the element in which it ends. */
  readonly end: string
  /** Its end in the text of that element, in UTF-16 code units. */
  readonly endOffset: number
}

/** A note on a passage of an article. */
export interface Annotation {
  /** The annotation's id. */
  readonly id: number
  /** The note. */
  readonly text: string
  /** The passage. */
  readonly quote: string
  /** Where the passage is. */
  readonly ranges: readonly AnnotationRange[]
  /** When it was created. */
  readonly createdAt: Date
  /** When it last changed. */
  readonly updatedAt: Date
  /** The display name of its author, or `null` for an account without one. */
  readonly user: string | null
}

export function annotationFromWire(wire: WireAnnotation): Annotation {
  return annotationAs(wire, dateFromWire)
}

/** An annotation whose dates have the type `D`. */
export type DatedAnnotation<D> = Omit<Annotation, 'createdAt' | 'updatedAt'> & {
  readonly createdAt: D
  readonly updatedAt: D
}

/** An annotation whose dates are converted by `date`. */
export function annotationAs<D>(
  wire: WireAnnotation,
  date: (text: string) => D,
): DatedAnnotation<D> {
  return {
    id: wire.id,
    text: wire.text,
    quote: wire.quote,
    ranges: Object.values(wire.ranges).map(rangeFromWire),
    createdAt: date(wire.created_at),
    updatedAt: date(wire.updated_at),
    user: wire.user ?? null,
  }
}

/**
 * A range with numbers as offsets. The server sends offsets as strings, empty paths as null or not
 * at all, and an empty range as a list (quirk 29).
 */
function rangeFromWire(wire: WireAnnotationRange | unknown[]): AnnotationRange {
  const range = Array.isArray(wire) ? {} : wire
  return {
    start: range.start ?? '',
    startOffset: Number(range.startOffset ?? 0),
    end: range.end ?? '',
    endOffset: Number(range.endOffset ?? 0),
  }
}

/** A new annotation. */
export interface NewAnnotation {
  /** The passage: words of the article, at most 10 000 characters. */
  quote: string
  /** The note; empty for a highlight without a note. */
  text: string
  /**
   * Where the passage is; `rangesOf` from `wallabag-sdk/annotations` finds it. Without ranges no
   * page highlights the passage.
   */
  ranges?: readonly AnnotationRange[] | undefined
}

/** The longest quote. The server counts characters and not UTF-16 units (quirk 63). */
export const longestQuote = 10_000

/**
 * Checks a new annotation and converts it for a request.
 *
 * @throws InputError for values that the server would refuse without saying why.
 */
export function annotationToWire(annotation: NewAnnotation): WireCreateAnnotationBody {
  if (!isObject(annotation)) {
    throw unexpectedInput('annotation', 'an object with `quote` and `text`', annotation)
  }
  const { quote, text, ranges = [] } = annotation
  if (typeof quote !== 'string' || quote === '' || [...quote].length > longestQuote) {
    throw unexpectedInput('quote', `1 to ${longestQuote} characters`, quote)
  }
  checkUnicode(quote, 'quote')
  if (!Array.isArray(ranges)) throw unexpectedInput('ranges', 'a list of ranges', ranges)
  return { text: noteToWire(text), quote, ranges: ranges.map(rangeToWire) }
}

export function noteToWire(text: unknown): string {
  if (typeof text === 'string') return checkUnicode(text, 'text')
  throw unexpectedInput('text', 'some text', text)
}

/**
 * A range with exactly four keys, because the server answers any other key with a 400 without a
 * reason.
 */
function rangeToWire(range: AnnotationRange, index: number) {
  const { start, startOffset, end, endOffset } = range ?? {}
  for (const path of [start, end]) {
    if (typeof path !== 'string')
      throw unexpectedInput(`ranges[${index}]`, '`start` and `end` as text', path)
  }
  const offsets = [startOffset, endOffset].map((offset: unknown) => {
    // The server returns offsets as strings of digits (quirk 29), so they are accepted too.
    const number = typeof offset === 'string' && /^\d+$/.test(offset) ? Number(offset) : offset
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
    throw unexpectedInput(`ranges[${index}]`, 'offsets as whole numbers from 0', offset)
  })
  const [from = 0, to = 0] = offsets
  return { start, startOffset: from, end, endOffset: to }
}
