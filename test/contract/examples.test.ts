import { describe, expect, test } from 'vitest'
import { accepts } from './accepts.js'
import {
  array,
  description,
  isObject,
  operations,
  resolve,
  schemas,
  wireSchemaFor,
} from './openapi.js'
import { recordings } from './recordings.js'
import { validate } from './validate.js'

interface Example {
  where: string
  schema: unknown
  value: unknown
}

/** Every example under a node: next to a `schema`, or in a named schema itself. */
function examplesIn(node: unknown, where: string): Example[] {
  if (Array.isArray(node)) return node.flatMap((item, i) => examplesIn(item, `${where}[${i}]`))
  if (!isObject(node)) return []
  const found: Example[] = []
  const { schema, examples, example } = node
  if (schema !== undefined && example !== undefined) found.push({ where, schema, value: example })
  if (schema !== undefined && isObject(examples)) {
    for (const [name, value] of Object.entries(examples)) {
      found.push({ where: `${where} ${name}`, schema, value: resolve(value)['value'] })
    }
  }
  return [
    ...found,
    ...Object.entries(node).flatMap(([key, inner]) => examplesIn(inner, `${where}/${key}`)),
  ]
}

const inSchemas = Object.entries(schemas).flatMap(([name, schema]) =>
  array(resolve(schema)['examples']).map((value) => ({ where: name, schema, value })),
)
const all = [...examplesIn(description, ''), ...inSchemas]

describe('the examples of the description', () => {
  test('are accepted by the schemas they stand beside', () => {
    expect(all.length).toBeGreaterThan(60)
    expect(all.filter(({ schema, value }) => !accepts(schema, value))).toEqual([])
  })

  test('are accepted by the wire layer', () => {
    const ofBodies = all.filter(({ where }) => /\/content\/application\/json/.test(where))
    expect(ofBodies.length).toBeGreaterThan(40)
    const refused = ofBodies.filter(
      ({ schema, value }) => !validate(wireSchemaFor(schema), value).ok,
    )
    expect(refused).toEqual([])
  })

  test('of answers were really given by a server', () => {
    const given = new Set(recordings.filter((r) => r.hasJson).map((r) => canonical(r.json)))
    const invented = operations
      .flatMap(({ id, responses }) =>
        Object.entries(responses).flatMap(([status, response]) =>
          examplesIn(resolve(response)['content'], `${id} ${status}`),
        ),
      )
      .filter(({ value }) => !given.has(canonical(value)))
      .map(({ where }) => where)
    // Not in the recordings: an expired token, a server before 2.6.3. Shortened ones say so.
    expect(invented.filter((where) => !/ (expired|old|shortened)$/.test(where))).toEqual([])
  })
})

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
