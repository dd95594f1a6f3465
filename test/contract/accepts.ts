import { fromJSONSchema } from 'zod'
import { inlined, isObject, object } from './openapi.js'

const readers = new WeakMap<object, ReturnType<typeof fromJSONSchema>>()

/** Whether a schema of the description accepts a value: read from the YAML alone, without the wire layer. */
export function accepts(schema: unknown, value: unknown): boolean {
  if (!isObject(schema)) throw new TypeError('a schema is missing')
  const known = readers.get(schema)
  if (known) return known.safeParse(value).success
  const reader = fromJSONSchema(object(inlined(schema)))
  readers.set(schema, reader)
  return reader.safeParse(value).success
}
