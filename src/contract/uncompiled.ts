import type * as z from 'zod/mini'

/** Stands in for `compiled.ts` where code may not be generated, and leaves the compiler out of the bundle. */
export function compile(schema: z.core.$ZodType): z.core.$ZodType {
  return schema
}
