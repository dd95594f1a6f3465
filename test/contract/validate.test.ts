import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import {
  entryPageSchema,
  massTaggedSchema,
  tokenSchema,
  type WireEntryPage,
} from '../../src/contract/answer-schemas.js'
import { annotationSchema, tagSchema } from '../../src/contract/entry-schemas.js'
import { validate } from '../../src/contract/issues.js'
import { isObject } from './openapi.js'
import { recordings } from './recordings.js'
import { wireSchemaByName } from './wire-schemas.js'

const pageRecording = recordings.find(({ name }) => name === 'list.perPage2')
const bodies = recordings.filter((recording) => recording.hasJson).map(({ json }) => json)

/** A copy with one leaf after the other replaced. */
function* withEachLeafReplaced(value: unknown, by: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      for (const changed of withEachLeafReplaced(item, by)) yield value.with(i, changed)
    }
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      for (const changed of withEachLeafReplaced(inner, by)) yield { ...value, [key]: changed }
    }
  } else yield by
}

describe('validate', () => {
  test('gives back the very value, with the keys that it does not know', () => {
    const tag = { id: 1, label: 'a', slug: 't:a', colour: 'red' }
    const result = validate(tagSchema, tag)
    expect(result).toEqual({ ok: true, value: tag })
    expect(result.ok && result.value).toBe(tag)
  })

  test('names path, expected and received of all that is wrong', () => {
    const page = structuredClone(pageRecording?.json)
    const result = validate(entryPageSchema, page)
    if (!result.ok) throw new Error('the recording is right')
    const [first, second] = result.value._embedded.items
    Object.assign(first ?? {}, { is_archived: true, created_at: 'yesterday', tags: [{ id: '1' }] })
    Object.assign(second ?? {}, { headers: { via: 1 }, published_by: 'me', url: undefined })
    expect(issuesOf(entryPageSchema, page)).toEqual([
      {
        path: '_embedded.items[0].is_archived',
        expected: '0 | 1',
        received: 'boolean',
      },
      {
        path: '_embedded.items[0].created_at',
        expected: expect.stringContaining('string matching /^-?\\d{4,5}-'),
        received: 'string of length 9',
      },
      { path: '_embedded.items[0].tags[0].id', expected: 'number', received: 'string of length 1' },
      { path: '_embedded.items[0].tags[0].label', expected: 'string', received: 'nothing' },
      { path: '_embedded.items[0].tags[0].slug', expected: 'string', received: 'nothing' },
      { path: '_embedded.items[1].url', expected: 'string', received: 'nothing' },
      {
        path: '_embedded.items[1].published_by',
        expected: 'array',
        received: 'string of length 2',
      },
      { path: '_embedded.items[1].headers.via', expected: 'string', received: 'number' },
    ])
  })

  test('says all alternatives where none fits, and where a nearly fitting one breaks', () => {
    expect(issuesOf(massTaggedSchema, { url: 'u', entry: 'x' })).toEqual([
      { path: 'entry', expected: 'number | false', received: 'string of length 1' },
    ])
    const annotation = recordings.find(({ name }) => name === 'annotations.create')?.json
    const broken = { ...(isObject(annotation) ? annotation : {}), ranges: [{ start: 1 }, 'x'] }
    expect(issuesOf(annotationSchema, broken)).toEqual([
      { path: 'ranges[0].start', expected: 'string', received: 'number' },
      { path: 'ranges[1]', expected: 'object | array', received: 'string of length 1' },
    ])
  })

  test('speaks of the whole value with an empty path', () => {
    expect(issuesOf(tokenSchema, '<html>')).toEqual([
      { path: '', expected: 'object', received: 'string of length 6' },
    ])
    expect(issuesOf(tokenSchema, null)[0]?.received).toBe('null')
    expect(issuesOf(tokenSchema, [])[0]?.received).toBe('array')
    expect(issuesOf(tokenSchema, undefined)[0]?.received).toBe('nothing')
  })

  test('shows no value and no key that is data, whatever schema meets it', () => {
    const secret = 'https://me:hunter2@x.test/?access_token=hunter2'
    for (const schema of wireSchemaByName.values()) {
      for (const value of [
        secret,
        { [secret]: secret },
        [secret],
        { error: { [secret]: [secret] } },
      ]) {
        expect(JSON.stringify(validate(schema, value))).not.toMatch(/"ok":false.*hunter2/)
      }
    }
    const token = recordings.find(({ name }) => name === 'oauth.password.ok')?.json
    for (const changed of withEachLeafReplaced(token, { hunter2: 1 })) {
      expect(issuesOf(tokenSchema, changed)).not.toEqual([])
      expect(JSON.stringify(issuesOf(tokenSchema, changed))).not.toMatch(/TOKEN-|hunter2/)
    }
  })
})

describe('compiled schemas', () => {
  test('can be made of every schema of the wire layer', () => {
    for (const schema of wireSchemaByName.values()) {
      expect(() => z.compile(schema, { strict: true })).not.toThrow()
    }
  })

  test('agree with plain ones about every recorded body, whole and with a leaf broken', () => {
    const differing: string[] = []
    for (const [name, schema] of wireSchemaByName) {
      const compiled = z.compile(schema)
      // `validate` compiles, so the plain verdict is zod's own.
      const agree = (value: unknown) => z.validate(schema, value) === z.validate(compiled, value)
      let accepted = 0
      for (const body of bodies) {
        if (!agree(body)) differing.push(name)
        if (!z.validate(schema, body) || accepted++ > 3) continue
        for (const broken of withEachLeafReplaced(body, 1.5)) {
          if (!agree(broken)) differing.push(`${name} with a broken leaf`)
        }
      }
    }
    expect(differing).toEqual([])
  })
})

function issuesOf(schema: z.ZodMiniType, value: unknown) {
  const result = validate(schema, value)
  return result.ok ? [] : result.issues
}

test('the type of a validated value is that of the wire', () => {
  const result = validate(entryPageSchema, pageRecording?.json)
  const page: WireEntryPage | undefined = result.ok ? result.value : undefined
  expect(page?._embedded.items).toHaveLength(2)
})
