import type { WireAnnotation, WireAnnotationRange } from '../wire/annotation.js'
import { dateFromWire } from './server-date.js'

/** Where an annotation begins and ends in the article's HTML, as annotator.js counts. */
export interface AnnotationRange {
  /** The XPath of the element in which it begins, such as `/p[1]`; empty for the article itself. */
  readonly start: string
  /** How many UTF-16 units into the text of that element it begins. */
  readonly startOffset: number
  /** The XPath of the element in which it ends. */
  readonly end: string
  /** How many UTF-16 units into the text of that element it ends. */
  readonly endOffset: number
}

/** A note on a passage of an article. */
export interface Annotation {
  /** The annotation's number. */
  readonly id: number
  /** The note. */
  readonly text: string
  /** The passage. */
  readonly quote: string
  /** Where the passage is. */
  readonly ranges: readonly AnnotationRange[]
  /** When it was made. */
  readonly createdAt: Date
  /** When it was last changed. */
  readonly updatedAt: Date
  /** The display name of its author, or `null` for an account without one. */
  readonly user: string | null
}

/** An annotation as it came, as a model. */
export function annotationFromWire(wire: WireAnnotation): Annotation {
  return annotationAs(wire, dateFromWire)
}

/** An annotation with its moments as somebody wants them. */
export type DatedAnnotation<D> = Omit<Annotation, 'createdAt' | 'updatedAt'> & {
  readonly createdAt: D
  readonly updatedAt: D
}

/** The same with its moments as `date` makes them. */
export function annotationAs<D>(
  wire: WireAnnotation,
  date: (text: string) => D,
): DatedAnnotation<D> {
  return {
    id: wire.id,
    text: wire.text,
    quote: wire.quote,
    ranges: wire.ranges.map(rangeFromWire),
    createdAt: date(wire.created_at),
    updatedAt: date(wire.updated_at),
    user: wire.user ?? null,
  }
}

/** Offsets come as strings, empty parts as null or not at all, an empty range as an array (Q29). */
function rangeFromWire(wire: WireAnnotationRange | unknown[]): AnnotationRange {
  const range = Array.isArray(wire) ? {} : wire
  return {
    start: range.start ?? '',
    startOffset: Number(range.startOffset ?? 0),
    end: range.end ?? '',
    endOffset: Number(range.endOffset ?? 0),
  }
}
