import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { checksSource } from '../../scripts/generate-checks.mjs'
import { type AnswerName, answers } from '../../src/contract/answer-schemas.js'
import { isAnswer, issuesOf } from '../../src/contract/checks.generated.js'
import { sized } from '../support/size.js'
import { isObject } from './openapi.js'
import { recordings } from './recordings.js'
import { validate } from './validate.js'

const schemas = new Map<AnswerName, z.ZodMiniType>(
  Object.keys(answers)
    .filter(isName)
    .map((name) => [name, answers[name]]),
)
const compiled = new Map([...schemas].map(([name, schema]) => [name, z.compile(schema)]))

function isName(name: string): name is AnswerName {
  return name in answers
}

/** Every recorded body, and the items of those that are lists of some kind, each once. */
const bodies = distinct(
  recordings
    .filter(({ hasJson }) => hasJson)
    .flatMap(({ json }) => {
      const embedded = isObject(json) ? json['_embedded'] : null
      const items = isObject(embedded) ? embedded['items'] : isObject(json) ? json['rows'] : json
      return Array.isArray(items) ? [json, ...items] : [json]
    })
    // No recorded account has a rule, and no recorded server is as old as the error.
    .concat({ rule: 'readingTime > 5', tags: ['long'] })
    .concat({ error: { code: 404, message: 'Not Found' } }),
)

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

const right = new Map(
  [...schemas].map(([name, schema]) => [name, bodies.filter((body) => z.validate(schema, body))]),
)

/** What the generated check, zod, and the code that zod makes say of a value, where they differ. */
function differences(name: AnswerName, value: unknown) {
  const schema = schemas.get(name) ?? z.never()
  const ours = { fits: isAnswer(name, value), issues: issuesOf(name, value) }
  const result = validate(schema, value)
  const zods = { fits: result.ok, issues: result.ok ? [] : result.issues }
  const code = z.validate(compiled.get(name) ?? z.never(), value)
  return code === ours.fits && JSON.stringify(ours) === JSON.stringify(zods)
    ? []
    : [{ name, value, code, ours, zods }]
}

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

/**
 * What may stand anywhere in an answer, but for what zod sees differently: `__proto__`, a name that it
 * passes over, and numbers that JavaScript cannot count, which it explains differently.
 */
const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, 1.5, '', '7', [], {}, [[]], [null]),
  fc.constantFrom('2026-11-22T07:53:31+0000', '-0001-11-30T00:00:00+0009', '2026-11-22'),
  fc.constantFrom<unknown>([['a', null]], { a: 'b' }, { 'https://a.test/': 1 }, [{ start: 1 }]),
  fc.anything({
    maxDepth: 2,
    key: fc.string().filter((key) => key !== '__proto__'),
    values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
  }),
)

/** A value with something else at one place in it: replaced, taken out, or added. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  const here = anything
  if (Array.isArray(value)) {
    const added = anything.map((item) => [...value, item])
    if (value.length === 0) return fc.oneof(here, added)
    const within = fc
      .nat(value.length - 1)
      .chain((at) => mutated(value[at]).map((item) => value.with(at, item)))
    return fc.oneof(
      { weight: 1, arbitrary: here },
      { weight: 1, arbitrary: added },
      { weight: 4, arbitrary: within },
    )
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    const key = fc.constantFrom(...Object.keys(value))
    const without = key.map((name) =>
      Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)),
    )
    const within = key.chain((name) =>
      mutated(value[name]).map((inner) => ({ ...value, [name]: inner })),
    )
    return fc.oneof(
      { weight: 1, arbitrary: here },
      { weight: 2, arbitrary: without },
      { weight: 6, arbitrary: within },
    )
  }
  return here
}

describe('the generated checks say what zod says', () => {
  test.each([...schemas.keys()])('of every recorded body, taken for a %s', (name) => {
    expect(bodies.flatMap((body) => differences(name, body))).toEqual([])
    expect(right.get(name)).not.toEqual([])
  })

  test.each([...schemas.keys()])('of a right %s with a leaf broken', (name) => {
    const samples = (right.get(name) ?? [])
      .toSorted((a, b) => size(b) - size(a))
      .slice(0, sized(1, 3))
    const broken = samples.flatMap((sample) =>
      [1.5, 'x', null, {}, [], false].flatMap((leaf) => [...withEachLeafReplaced(sample, leaf)]),
    )
    expect(broken.length).toBeGreaterThan(5)
    expect(broken.flatMap((value) => differences(name, value))).toEqual([])
  })

  test.each([...schemas.keys()])('of a right %s changed in up to three places', (name) => {
    const change = fc
      .constantFrom(...(right.get(name) ?? []))
      .chain(mutated)
      .chain((once) =>
        fc.oneof(
          fc.constant(once),
          mutated(once).chain((twice) => fc.oneof(fc.constant(twice), mutated(twice))),
        ),
      )
    fc.assert(
      fc.property(change, (value) => {
        expect(differences(name, value)).toEqual([])
      }),
      { numRuns: sized(60, 300) },
    )
  })
})

const size = (value: unknown) => JSON.stringify(value).length

describe('the generated checks', () => {
  const recorded = (name: string) => recordings.find((recording) => recording.name === name)?.json

  test('accept keys that they do not know', () => {
    expect(isAnswer('tag', { id: 1, label: 'a', slug: 't:a', colour: 'red' })).toBe(true)
  })

  test('name path, expected and received of all that is wrong', () => {
    const entry = structuredClone(recorded('entries.get'))
    if (!isAnswer('entry', entry)) throw new Error('the recording is right')
    Object.assign(entry, { is_archived: true, created_at: 'yesterday', tags: [{ id: '1' }] })
    Object.assign(entry, { headers: { via: 1 }, published_by: 'me', url: 7, user_id: 1.5 })
    expect(issuesOf('entry', entry)).toEqual([
      { path: 'url', expected: 'string', received: 'number' },
      { path: 'is_archived', expected: '0 | 1', received: 'boolean' },
      {
        path: 'created_at',
        expected: expect.stringContaining('string matching /^-?\\d{4,5}-'),
        received: 'string of length 9',
      },
      { path: 'published_by', expected: 'array', received: 'string of length 2' },
      { path: 'headers.via', expected: 'string', received: 'number' },
      { path: 'tags[0].id', expected: 'number', received: 'string of length 1' },
      { path: 'tags[0].label', expected: 'string', received: 'nothing' },
      { path: 'tags[0].slug', expected: 'string', received: 'nothing' },
      { path: 'user_id', expected: 'int', received: 'number' },
    ])
  })

  test('say all alternatives where none fits, and where a nearly fitting one breaks', () => {
    expect(issuesOf('massTagged', { url: 'u', entry: 'x' })).toEqual([
      { path: 'entry', expected: 'number | false', received: 'string of length 1' },
    ])
    const annotation = recorded('annotations.create')
    const broken = { ...(isObject(annotation) ? annotation : {}), ranges: [{ start: 1 }, 'x'] }
    expect(issuesOf('annotation', broken)).toEqual([
      { path: 'ranges[0].start', expected: 'string', received: 'number' },
      { path: 'ranges[1]', expected: 'object | array', received: 'string of length 1' },
    ])
  })

  test('speak of the whole value with an empty path', () => {
    expect(issuesOf('info', '<html>')).toEqual([
      { path: '', expected: 'object', received: 'string of length 6' },
    ])
    expect(issuesOf('info', null)[0]?.received).toBe('null')
    expect(issuesOf('info', [])[0]?.received).toBe('array')
    expect(issuesOf('info', undefined)[0]?.received).toBe('nothing')
  })

  test('refuse a number that JavaScript cannot count, and look at every name of a map', () => {
    expect(isAnswer('massCreated', { url: 'u', entry: 2 ** 53 })).toBe(false)
    expect(isAnswer('massCreated', JSON.parse('{"url":"u","entry":1e999}'))).toBe(false)
    expect(isAnswer('existsMany', JSON.parse('{"__proto__":7}'))).toBe(true)
    expect(isAnswer('existsMany', JSON.parse('{"__proto__":"7"}'))).toBe(false)
  })

  test('show no value and no key that is data, whatever they meet', () => {
    const secret = 'https://me:hunter2@x.test/?access_token=hunter2'
    const hiding = [secret, { [secret]: secret }, [secret], { error: { [secret]: [secret] } }]
    const registered = recorded('user.register.ok')
    const changed = [...withEachLeafReplaced(registered, { [secret]: secret })]
    expect(changed.length).toBeGreaterThan(5)
    for (const name of schemas.keys()) {
      for (const value of [...hiding, ...changed]) {
        expect(JSON.stringify(issuesOf(name, value))).not.toMatch(/hunter2/)
      }
    }
    for (const value of changed) expect(issuesOf('registeredUser', value)).not.toEqual([])
  })

  test('weigh at most 3 KB with what explains them', async () => {
    const { build } = await import('esbuild')
    const { outputFiles } = await build({
      entryPoints: ['src/contract/checks.generated.ts'],
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
    })
    expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length).toBeLessThan(3000)
  })
})

describe('the generator', () => {
  test('refuses a schema that it has no check for, instead of checking less', () => {
    const strange = [
      z.tuple([z.string()]),
      z.strictObject({}),
      z.string().check(z.minLength(8)),
      z.string().check(z.regex(/a/), z.regex(/b/)),
      z.array(z.string()).check(z.minLength(1)),
      z.number().check(z.gt(0)),
      z.object({ a: z.optional(z.transform(String)) }),
    ]
    for (const schema of strange) {
      expect(() => checksSource({}, { strange: schema })).toThrow('No check is known for strange')
    }
  })
})
