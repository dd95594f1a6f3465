import * as z from 'zod/mini'

/** One answer of the mass create: the id of the entry, new or found. */
export const massCreatedSchema = z.object({ url: z.string(), entry: z.int() })

/** One answer of the mass delete: `false` is an entry that was not there. */
export const massDeletedSchema = z.object({ url: z.string(), entry: z.boolean() })

/** One answer of mass tagging and untagging: the id, or `false` for an entry that is not there. */
export const massTaggedSchema = z.object({
  url: z.string(),
  entry: z.union([z.int(), z.literal(false)]),
})
