import * as z from 'zod/mini'

/** Whether, or with `return_id=1` as which id; a missing entry is then `null`, not `false` (Q10). */
export const existenceSchema = z.union([z.boolean(), z.int(), z.null()])
/** Whether, or as which id, an entry exists. */
export type WireExistence = z.output<typeof existenceSchema>

/** The answer about one URL or hash. */
export const existsOneSchema = z.object({ exists: existenceSchema })
/** The answer about one URL or hash. */
export type WireExistsOne = z.output<typeof existsOneSchema>

/** The answer about several: a URL or hash, exactly as it was sent, to what is known about it. */
export const existsManySchema = z.record(z.string(), existenceSchema)
/** The answer about several URLs or hashes. */
export type WireExistsMany = z.output<typeof existsManySchema>
