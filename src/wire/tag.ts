import * as z from 'zod/mini'

/** A tag of an entry. Labels are global rows: ids are the same for all users (Q45). */
export const tagSchema = z.object({
  id: z.int(),
  label: z.string(),
  slug: z.string(),
})
/** A tag of an entry. */
export type WireTag = z.output<typeof tagSchema>

/** The tag in the answer to its deletion: without `id` when its row went with it (Q28). */
export const deletedTagSchema = z.object({
  id: z.exactOptional(z.int()),
  label: z.string(),
  slug: z.string(),
})

/** A tag in the list of all tags; the count came with 2.5.2, at first perhaps as digits in a string. */
export const tagWithCountSchema = z.object({
  id: z.int(),
  label: z.string(),
  slug: z.string(),
  nbEntries: z.exactOptional(z.union([z.int(), z.string().check(z.regex(/^\d+$/))])),
})
/** A tag in the list of all tags. */
export type WireTagWithCount = z.output<typeof tagWithCountSchema>
