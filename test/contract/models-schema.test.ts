import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import models from 'wallabag-sdk/models.schema.json' with { type: 'json' }
import * as schemas from 'wallabag-sdk/schemas'
import { connect, versions } from '../support/connect.js'

const ajv = new Ajv2020({ allErrors: true, strictTypes: true, allowUnionTypes: true })
addFormats.default(ajv)
ajv.addSchema(models, 'models')

/** What is wrong with a value as JSON, by the published schema. */
function mistakes(name: keyof typeof models.$defs, value: unknown): unknown[] {
  const check = ajv.getSchema(`models#/$defs/${name}`)
  if (!check) throw new Error(`There is no ${name}.`)
  check(JSON.parse(JSON.stringify(value)))
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of source) found.push(item)
  return found
}

describe.each(versions)('the JSON of what a server of %s gives', (version) => {
  async function library() {
    const connected = connect({ version })
    const { fake, wallabag } = connected
    // One fetched from a page, one that has everything, one that has nothing.
    await wallabag.entries.save('https://example.org/fetched', { tags: ['x', 'y'] })
    await wallabag.entries.save('https://example.org/full', {
      ...{ title: 'Full', content: '<p>Full.</p>', language: 'en', authors: ['Ann', 'Bo'] },
      ...{ archived: true, starred: true, public: true, publishedAt: new Date('2020-02-03') },
      ...{ previewPicture: 'https://example.org/p.png', originUrl: 'https://example.org/o' },
    })
    fake.seed.entry({ url: 'https://example.org/bare' })
    const id = fake.seed.entry({ url: 'https://example.org/a', content: '<p>A.</p>', tags: ['x'] })
    const range = { start: '/p[1]', startOffset: 0, end: '/p[1]', endOffset: 2 }
    await wallabag.annotations.create(id, { quote: 'A.', text: 'Mine', ranges: [range] })
    return { ...connected, id }
  }

  test('are the models that models.schema.json describes', async () => {
    const { wallabag, id } = await library()
    const full = await all(wallabag.entries.list({ detail: 'full' }))
    const summaries = await all(wallabag.entries.list())
    expect([full.length, summaries.length]).toEqual([4, 4])
    expect(full.flatMap((entry) => mistakes('Entry', entry))).toEqual([])
    expect(summaries.flatMap((entry) => mistakes('EntrySummary', entry))).toEqual([])
    const annotations = await wallabag.annotations.list(id)
    expect(annotations.flatMap((annotation) => mistakes('Annotation', annotation))).toEqual([])
    const tags = await wallabag.tags.list()
    expect(tags.length).toBeGreaterThan(0)
    expect(tags.flatMap((tag) => mistakes('TagWithCount', tag))).toEqual([])
    expect(mistakes('Tag', full.find((entry) => entry.id === id)?.tags[0])).toEqual([])
  })

  test('are what there is beside entries', async () => {
    const { fake } = await library()
    const somebody = { username: 'ann', password: 'words of ann' }
    const taggingRules = [{ id: 3, rule: 'readingTime <= 5', tags: ['short'] }]
    fake.seed.user({ ...somebody, taggingRules })
    const auth = { ...fake.credentials, ...somebody }
    const wallabag = new Wallabag({ url: fake.url, auth, fetch: fake.fetch })
    const rules = await wallabag.taggingRules.list()
    expect(rules).toHaveLength(1)
    expect(rules.flatMap((rule) => mistakes('TaggingRule', rule))).toEqual([])
    expect(mistakes('User', await wallabag.user.get())).toEqual([])
    expect(mistakes('Settings', await wallabag.settings.get())).toEqual([])
    expect(mistakes('ServerInfo', await wallabag.server.info())).toEqual([])
    expect(mistakes('User', { ...(await wallabag.user.get()), id: null })).not.toEqual([])
  })

  test('are what jobs report, and tell meanwhile', async () => {
    const { wallabag, id } = await library()
    const told: unknown[] = []
    const onProgress = (progress: unknown) => void told.push({ ...Object(progress) })
    const job = wallabag.entries.tagMany([id, 4_711], { add: ['later'] }, { onProgress })
    const outcomes = await all(job)
    const report = await job
    expect(report).toMatchObject({ done: 1, failed: 1 })
    expect(outcomes.flatMap((outcome) => mistakes('JobOutcome', outcome))).toEqual([])
    expect(mistakes('JobReport', report)).toEqual([])
    expect(told.length).toBeGreaterThan(0)
    expect(told.flatMap((progress) => mistakes('JobProgress', progress))).toEqual([])
  })

  test('is told from what is not: another kind, a key too many, one too few, a date that is none', async () => {
    const { wallabag, id } = await library()
    const entry = { ...(await wallabag.entries.get(id)) }
    const { title, ...untitled } = entry
    expect([
      mistakes('Entry', { ...entry, id: String(id) }),
      mistakes('Entry', { ...entry, raw: {} }),
      mistakes('Entry', untitled),
      mistakes('Entry', { ...entry, createdAt: 'yesterday' }),
    ]).toEqual([
      ['/id must be number'],
      [' must NOT have additional properties'],
      [" must have required property 'title'"],
      ['/createdAt must match format "date-time"'],
    ])
  })

  test('fits, as it came, the schemas of the wire, which are Standard Schemas', async () => {
    const { wallabag, id } = await library()
    const { raw } = await wallabag.entries.get(id)
    const standard = schemas.entrySchema['~standard']
    expect(await standard.validate(raw)).toEqual({ value: raw })
    const wrong = await standard.validate({ ...Object(raw), tags: [{ id: 'x' }] })
    expect(wrong.issues?.map(({ path }) => path?.join('.'))).toContain('tags.0.id')
  })
})

test('every export of wallabag-sdk/schemas is a Standard Schema', () => {
  const found = Object.entries(schemas)
  expect(found.length).toBeGreaterThan(30)
  const others = found.filter(([name, schema]) => {
    return !name.endsWith('Schema') || schema['~standard'].version !== 1
  })
  expect(others.map(([name]) => name)).toEqual([])
})
