import * as z from 'zod/mini'

const compiled = new WeakMap<z.core.$ZodType, z.core.$ZodType>()

/**
 * The same schema as generated code, some thirty times as fast on a page of entries; made at first
 * use. Where code may not be generated (Workers, a strict CSP) zod gives the schema back as it is.
 */
export function compile(schema: z.core.$ZodType): z.core.$ZodType {
  const known = compiled.get(schema)
  if (known) return known
  const made = z.compile(schema)
  compiled.set(schema, made)
  return made
}
