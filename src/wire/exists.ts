import * as z from 'zod/mini'

/** Whether, or with `return_id=1` as which id; a missing entry is then `null`, not `false` (Q10). */
export const existenceSchema = z.union([z.boolean(), z.int(), z.null()])

/** The answer about one URL or hash. */
export const existsOneSchema = z.object({ exists: existenceSchema })

/** The answer about several: a URL or hash, exactly as it was sent, to what is known about it. */
export const existsManySchema = z.record(z.string(), existenceSchema)
