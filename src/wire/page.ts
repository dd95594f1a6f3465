import * as z from 'zod/mini'
import { entrySchema } from './entry.js'
import { linkSchema } from './values.js'

const links = z.object({
  self: linkSchema,
  first: linkSchema,
  last: linkSchema,
  next: z.exactOptional(linkSchema),
  previous: z.exactOptional(linkSchema),
})

const counts = { page: z.int(), limit: z.int(), pages: z.int(), total: z.int(), _links: links }

/** A page of entries. `pages` is 1 even when `total` is 0; a page beyond the last is a 404 (Q21). */
export const entryPageSchema = z.object({
  ...counts,
  _embedded: z.object({ items: z.array(entrySchema) }),
})
/** A page of entries. */
export type WireEntryPage = z.output<typeof entryPageSchema>

/** The same page with its items unseen, for validation item by item. */
export const entryPageEnvelopeSchema = z.object({
  ...counts,
  _embedded: z.object({ items: z.array(z.unknown()) }),
})
