import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import {
  annotationListEnvelopeSchema,
  entryPageEnvelopeSchema,
  listEnvelopeSchema,
  tokenEnvelopeSchema,
} from '../../src/contract/answer-schemas.js'
import { array, inlined, isObject, type Json, object, schemas } from './openapi.js'
import { wireSchemaByName } from './wire-schemas.js'

/** What says nothing about the accepted values. */
const notes = new Set(['$schema', 'description', 'examples', 'default', 'propertyNames'])

/** One spelling for what JSON Schema can say in several ways. */
function normal(value: unknown): unknown {
  if (!isObject(value)) return value
  const types = array(value['type'])
  if (types.length > 0) {
    const { type: _, ...rest } = value
    return alternatives(types.map((type) => (type === 'null' ? { type } : narrowed(type, rest))))
  }
  if (Array.isArray(value['anyOf'])) return alternatives(value['anyOf'])
  return plain(value)
}

// `type: [string, 'null'], maxLength: 9` says of the string only that it is short.
const ofType = new Map([
  ['string', ['pattern', 'minLength', 'maxLength']],
  ['array', ['items', 'maxItems']],
  ['object', ['properties', 'required', 'additionalProperties']],
])

function narrowed(type: unknown, rest: Json): Json {
  const keys = ofType.get(String(type)) ?? []
  return { type, ...Object.fromEntries(Object.entries(rest).filter(([key]) => keys.includes(key))) }
}

function alternatives(members: unknown[]): unknown {
  const flat = members.map(normal).flatMap((member) => {
    const inner = isObject(member) ? member['anyOf'] : undefined
    return Array.isArray(inner) ? inner : [member]
  })
  return { anyOf: flat.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
}

function plain(value: Json): Json {
  const result: Json = {}
  for (const key of Object.keys(value).sort()) {
    if (notes.has(key) || key.startsWith('x-')) continue
    const content = value[key]
    if (key === 'const') result['enum'] = [content]
    else if (key === 'required') {
      if (array(content).length > 0) result[key] = [...array(content)].sort()
    } else if (key === 'properties' && isObject(content)) {
      const properties = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))
      if (properties.length > 0) {
        result[key] = Object.fromEntries(properties.map(([name, v]) => [name, normal(v)]))
      }
    } else result[key] = normal(content)
  }
  // The values of an enum have their type in them.
  if ('enum' in result) delete result['type']
  // zod bounds its integers by what a JavaScript number can count.
  if (result['minimum'] === Number.MIN_SAFE_INTEGER) delete result['minimum']
  if (result['maximum'] === Number.MAX_SAFE_INTEGER) delete result['maximum']
  return result
}

describe('zod and OpenAPI accept the same values', () => {
  test.each(Object.keys(schemas))('%s', (name) => {
    const schema = wireSchemaByName.get(name)
    if (!schema) throw new Error(`${name} has no zod twin`)
    expect(normal(z.toJSONSchema(schema, { io: 'input' }))).toEqual(normal(inlined(schemas[name])))
  })
})

// For validation item by item: the same answers with their items unseen.
const envelopes = new Map<unknown, Json>([
  [entryPageEnvelopeSchema, linkless(unseen('EntryPage', 'Entry'))],
  [annotationListEnvelopeSchema, unseen('AnnotationList', 'Annotation')],
  [listEnvelopeSchema, { type: 'array', items: {} }],
  [
    tokenEnvelopeSchema,
    {
      type: 'object',
      properties: { access_token: { type: 'string' }, expires_in: {}, refresh_token: {} },
      required: ['access_token'],
    },
  ],
])

/** A page of which no link is needed. */
function linkless(page: Json): Json {
  const properties = object(page['properties'])
  const links = object(properties['_links'])
  const { self } = object(links['properties'])
  return {
    ...page,
    properties: { ...properties, _links: { type: 'object', properties: { self } } },
    required: array(page['required']).filter((name) => name !== '_links'),
  }
}

function unseen(name: string, item: string): Json {
  const ref = { $ref: `#/components/schemas/${item}` }
  return object(JSON.parse(JSON.stringify(schemas[name]).replace(JSON.stringify(ref), '{}')))
}

test('every schema of the wire layer is compared, envelopes with the answer they are made for', async () => {
  const folder = new URL('../../src/contract/', import.meta.url)
  const twins = new Set<unknown>(wireSchemaByName.values())
  for (const file of readdirSync(folder)) {
    const module: unknown = await import(new URL(file, folder).href)
    for (const [name, exported] of Object.entries(object(module))) {
      if (!(exported instanceof z.ZodMiniType) || twins.has(exported)) continue
      const expected = envelopes.get(exported)
      expect(expected, `${file}: ${name}`).toBeDefined()
      const found = normal(z.toJSONSchema(exported, { io: 'input' }))
      expect(found).toEqual(normal(inlined(expected)))
    }
  }
})

test('the comparison sees patterns, enums, nullability, requirement and limits', () => {
  const differs = (a: z.ZodMiniType, b: Json): boolean =>
    JSON.stringify(normal(z.toJSONSchema(a, { io: 'input' }))) !== JSON.stringify(normal(b))
  expect(differs(z.string(), { type: 'string' })).toBe(false)
  expect(differs(z.string().check(z.regex(/^a$/)), { type: 'string', pattern: '^b$' })).toBe(true)
  expect(differs(z.literal([0, 1]), { type: 'integer', enum: [0, 2] })).toBe(true)
  expect(differs(z.nullable(z.string()), { type: ['string', 'null'] })).toBe(false)
  expect(differs(z.nullable(z.string()), { type: 'string' })).toBe(true)
  expect(differs(z.int(), { type: 'number' })).toBe(true)
  const optional = z.object({ a: z.exactOptional(z.int()) })
  const properties = { a: { type: 'integer' } }
  expect(differs(optional, { type: 'object', properties })).toBe(false)
  expect(differs(optional, { type: 'object', properties, required: ['a'] })).toBe(true)
  expect(differs(z.strictObject({}), { type: 'object' })).toBe(true)
  const short = z.nullable(z.string().check(z.maxLength(9)))
  expect(differs(short, { type: ['string', 'null'], maxLength: 9 })).toBe(false)
  expect(differs(short, { type: ['string', 'null'], maxLength: 8 })).toBe(true)
})
