import { describe, expect, test } from 'vitest'
import { type EntrySummary, type Targets, type Where, where } from 'wallabag-sdk'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { calls, callsOf, clientOf, libraryOf, urlOf } from '../support/library.js'

/** Six entries: the third and the sixth have no tags; the even ones are archived. */
function library(): FakeWallabag {
  const fake = libraryOf(0)
  for (let n = 1; n <= 6; n++) {
    fake.seed.entry({
      url: urlOf(n),
      title: `Title ${n}`,
      archived: n % 2 === 0,
      tags: n % 3 === 0 ? [] : [`t${n}`],
      createdAt: Date.UTC(2020, n, 1) / 1000,
      language: n < 3 ? 'fr_CA' : 'en',
    })
  }
  return fake
}

const untagged = { where: where.untagged() }
const ids = (entries: readonly EntrySummary[]) => entries.map(({ id }) => id)

describe('a list with a predicate', () => {
  test('gives what it lets through, in a loop, by pages and as an array', async () => {
    const { entries } = clientOf(library())
    const list = () => entries.list({ perPage: 2 }, untagged)
    expect(ids(await list().toArray({ limit: 9 }))).toEqual([6, 3])
    const pages: number[] = []
    for await (const { items } of list().pages()) pages.push(...ids(items))
    expect(pages).toEqual([6, 3])
    const full = entries.list({ detail: 'full', archived: true }, untagged)
    expect(ids(await full.toArray({ limit: 9 }))).toEqual([6])
    const sorted = entries.list({ sort: 'updated' }, untagged)
    expect(ids(await sorted.toArray({ limit: 9 })).toSorted()).toEqual([3, 6])
  })

  test('has no first page and no total, and says why', async () => {
    const fake = library()
    const list = clientOf(fake).entries.list({}, untagged)
    await expect(list).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/where: .*need the whole list.* Loop over the list/),
    })
    expect(calls(fake)).toEqual([])
    for await (const page of list.pages()) {
      expect(() => page.total).toThrow('where')
      expect(JSON.parse(JSON.stringify(page))).not.toHaveProperty('total')
    }
  })

  test('needs a name for its cursors, and its cursors need the same', async () => {
    const { entries } = clientOf(library())
    const first = async (whereName?: string) => {
      const list = entries.list({ perPage: 3 }, { ...untagged, whereName })
      for await (const page of list.pages()) return page
      throw new Error('no page')
    }
    const nameless = await first()
    expect(() => nameless.cursor).toThrow('whereName: a cursor needs a name')
    const { cursor: after } = await first('untagged')
    const rest = (options: object) => entries.list({}, { ...options, after }).toArray({ limit: 9 })
    expect(ids(await rest({ ...untagged, whereName: 'untagged' }))).toEqual([3])
    await expect(async () => rest(untagged)).rejects.toThrow('whereName: a cursor needs a name')
    await expect(async () => rest({ ...untagged, whereName: 'b' })).rejects.toThrow(
      'after: expected',
    )
    await expect(async () => rest({})).rejects.toThrow('after: expected')
  })

  test.each([
    ['a Promise', async () => true],
    ['a number', () => 1],
    ['nothing', () => undefined],
  ])('is refused when the predicate gives %s', async (_, wrong) => {
    const { entries } = clientOf(library())
    const options = { where: wrong }
    const list = Reflect.apply(entries.list, entries, [{}, options])
    await expect(list.toArray({ limit: 9 })).rejects.toMatchObject({
      code: 'invalid_filter',
      message: expect.stringContaining('where, of entry 6: expected true or false'),
    })
    expect(() => Reflect.apply(entries.list, entries, [{}, { where: wrong.name }])).toThrow('where')
  })
})

test('a count with a predicate walks', async () => {
  const fake = library()
  const { entries } = clientOf(fake)
  await entries.count()
  const before = fake.requests.length
  expect(await entries.count({}, untagged)).toBe(2)
  expect(fake.requests.length - before, 'a list of one page is one request').toBe(1)
  expect(await entries.count({ archived: false }, untagged)).toBe(1)
  const { data, response } = await entries.count({}, untagged).withResponse()
  expect([data, response.status, response.attempts]).toEqual([2, 200, 1])
  await expect(Reflect.apply(entries.count, entries, [{}, { where: 7 }])).rejects.toThrow('where')
  expect(await entries.count({ archived: false })).toBe(3)
})

describe('a job with a predicate beside its filter', () => {
  const all = { filter: { all: true }, ...untagged } as const

  test('acts on what it lets through, and on nothing else', async () => {
    const fake = library()
    const { entries } = clientOf(fake)
    const some = { filter: { archived: true }, ...untagged }
    expect(await entries.deleteMany(some)).toMatchObject({ done: 1 })
    expect(fake.state.entries.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    expect(await entries.tagMany(all, { add: ['new'] })).toMatchObject({ done: 1 })
    expect(await entries.updateMany(all, { starred: true })).toMatchObject({ done: 0 })
  })

  test('counts only that, for expectAtMost and when it is tried', async () => {
    const fake = library()
    const { entries } = clientOf(fake)
    const tried = await entries.deleteMany(all, { dryRun: true, expectAtMost: 2 })
    expect(tried).toMatchObject({ total: 2, skipped: 2 })
    await expect(entries.deleteMany(all, { expectAtMost: 1 })).rejects.toThrow('expectAtMost')
    expect(callsOf(fake, 'DELETE')).toBe(0)
  })

  test.each<[string, unknown]>([
    ['gives a Promise', async () => true],
    ['gives no answer', () => undefined],
    [
      'throws',
      ({ id }: EntrySummary) => {
        if (id > 4) throw new Error('too high')
        return true
      },
    ],
  ])('ends a job before its first write when it %s', async (_, wrong) => {
    const fake = library()
    const { entries } = clientOf(fake)
    const targets = { filter: { all: true }, where: wrong }
    const job = Reflect.apply(entries.deleteMany, entries, [targets])
    await expect(job).rejects.toMatchObject({ name: 'InputError', code: 'invalid_filter' })
    expect(callsOf(fake, 'DELETE')).toBe(0)
  })

  test.each<[string, object]>([
    ['restricts nothing', { filter: {}, ...untagged }],
    ['is not given', untagged],
    ['is null', { filter: null, ...untagged }],
    ['stands beside a misspelt predicate', { filter: { archived: true }, where: undefined }],
    ['has an order', { filter: { sort: 'created' }, ...untagged }],
    ['is several ids', { filter: [1, 2], ...untagged }],
    ['is another such pair', { filter: all, ...untagged }],
    ['stands alone', { filter: { archived: true } }],
    ['stands beside another key', { filter: { archived: true }, archived: true, ...untagged }],
  ])('is refused when the filter %s', async (_, targets) => {
    const fake = library()
    const { entries } = clientOf(fake)
    await expect(Reflect.apply(entries.deleteMany, entries, [targets])).rejects.toMatchObject({
      code: expect.stringMatching(/^invalid_/),
    })
    expect(calls(fake)).toEqual([])
  })

  test('needs a name for a checkpoint, and the same when it goes on', async () => {
    const { entries } = clientOf(library())
    const checkpoint = new Map()
    const run = (targets: Targets) =>
      entries.updateMany(targets, { starred: true }, { checkpoint, stopOnError: true })
    await expect(run(all)).rejects.toThrow('whereName: a checkpoint needs a name')
    for await (const _ of run({ ...all, whereName: 'untagged' })) break
    expect(checkpoint.size).toBe(1)
    await expect(run({ ...all, whereName: 'other' })).rejects.toMatchObject({
      code: 'checkpoint_mismatch',
    })
    await run({ ...all, whereName: 'untagged' })
    expect(checkpoint.size).toBe(0)
  })
})

describe('the predicate', () => {
  const found = async (predicate: Where) =>
    ids(
      await clientOf(library())
        .entries.list({ order: 'asc' }, { where: predicate })
        .toArray({ limit: 9 }),
    )

  test('knows tags, dates, reading time and language', async () => {
    expect(await found(where.anyTag([' T1', 't5']))).toEqual([1, 5])
    expect(await found(where.createdBefore(new Date(Date.UTC(2020, 3, 1))))).toEqual([1, 2])
    expect(await found(where.createdAfter(new Date(Date.UTC(2020, 3, 1))))).toEqual([4, 5, 6])
    expect(await found(where.language('fr'))).toEqual([1, 2])
    expect(await found(where.language('FR-ca', 'de'))).toEqual([1, 2])
    expect(await found(where.language('f'))).toEqual([])
    expect(await found(where.language('en_GB'))).toEqual([])
  })

  test('of reading time includes both ends', async () => {
    const entry = await clientOf(library()).entries.get(1)
    const one = (value: number): EntrySummary => Object.create(entry, { readingTime: { value } })
    const between = where.readingTime({ atLeast: 2, atMost: 4 })
    expect([1, 2, 3, 4, 5].map((minutes) => between(one(minutes)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    expect(where.readingTime({ atLeast: 9 })(one(1000))).toBe(true)
  })

  test('refuses what makes no sense', () => {
    expect(() => Reflect.apply(where.createdBefore, where, ['2020'])).toThrow(
      'date: expected a Date',
    )
    expect(() => where.createdAfter(new Date('x'))).toThrow('date')
    expect(() => Reflect.apply(where.readingTime, where, [{ atmost: 3 }])).toThrow('atMost')
    expect(() => where.anyTag([''])).toThrow('label')
    expect(() => where.language()).toThrow('languages')
  })
})
