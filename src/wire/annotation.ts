import * as z from 'zod/mini'
import { serverDateSchema } from './values.js'

const path = z.exactOptional(z.nullable(z.string()))
const offset = z.exactOptional(z.nullable(z.union([z.string(), z.int()])))

/**
 * Where an annotation begins and ends, as annotator.js XPath positions. Offsets come back as strings
 * (Q29), of annotations that 2.1 or 2.2 took as the numbers that annotator.js sends; what is empty is
 * left out by the annotation endpoints and `null` inside an entry.
 */
export const annotationRangeSchema = z.object({
  start: path,
  startOffset: offset,
  end: path,
  endOffset: offset,
})
/** Where an annotation begins and ends. */
export type WireAnnotationRange = z.output<typeof annotationRangeSchema>

// PHP writes a range with nothing left in it as an empty array (Q29).
const ranges = z.array(z.union([annotationRangeSchema, z.array(z.unknown()).check(z.maxLength(0))]))

const content = {
  text: z.string(),
  quote: z.string(),
  ranges,
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
  // The display name of the account, which most accounts do not have.
  user: z.exactOptional(z.nullable(z.string())),
  annotator_schema_version: z.string(),
}

/** An annotation, from the annotation endpoints or inside an entry. */
export const annotationSchema = z.object({ id: z.int(), ...content })
/** An annotation. */
export type WireAnnotation = z.output<typeof annotationSchema>

/** The annotation in the answer to its deletion, which has lost its `id` (Q28). */
export const deletedAnnotationSchema = z.object({ id: z.exactOptional(z.int()), ...content })

/** The caller's annotations of an entry, all of them: there is no paging. */
export const annotationListSchema = z.object({ total: z.int(), rows: z.array(annotationSchema) })

/** An annotation in a JSON export: without id, dates and user. */
export const exportAnnotationSchema = z.object({ text: z.string(), quote: z.string(), ranges })
