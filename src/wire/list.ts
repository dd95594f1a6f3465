import * as z from 'zod/mini'

/** An answer that is an array, its items unseen, for validation item by item. */
export const listEnvelopeSchema = z.array(z.unknown())

/** A list of annotations, its items unseen, for validation item by item. */
export const annotationListEnvelopeSchema = z.object({
  total: z.int(),
  rows: listEnvelopeSchema,
})
