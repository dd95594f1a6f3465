import { describe, expect, test } from 'vitest'
import type { Target, Wallabag } from 'wallabag-sdk'
import { calls, clientOf, libraryOf, urlOf } from '../support/library.js'

type Entries = Wallabag['entries']
type Write = (entries: Entries, targets: unknown, options?: object) => PromiseLike<unknown>

const sink = { has: () => false, write: async () => {} }

/** Every job that acts on targets, called as JavaScript would call it. */
const jobs: Record<string, Write> = {
  deleteMany: (entries, targets, options) =>
    Reflect.apply(entries.deleteMany, entries, [targets, options]),
  updateMany: (entries, targets, options) =>
    Reflect.apply(entries.updateMany, entries, [targets, { starred: true }, options]),
  tagMany: (entries, targets, options) =>
    Reflect.apply(entries.tagMany, entries, [targets, { add: ['x'] }, options]),
  exportMany: (entries, targets, options) =>
    Reflect.apply(entries.exportMany, entries, [targets, 'txt', sink, options]),
}

const accidents: [string, unknown][] = [
  ['nothing', {}],
  ['no value', { tags: undefined }],
  ['no value beside a value', { archived: false, domain: undefined }],
  ['an empty text', { domain: '' }],
  ['no labels', { tags: [] }],
  ['null', { tags: null }],
  ["the server's own name", { archive: true }],
  ['an order', { sort: 'created' }],
  ['a size', { perPage: 5 }],
  ['all but not all', { all: false }],
  ['all and less', { all: true, archived: true }],
  ['a text', 'https://a.test/1'],
  ['undefined', undefined],
  ['a number', 1],
  ['a flag that is a text', { archived: 'false' }],
]

describe.each(Object.entries(jobs))('%s', (_, run) => {
  test.each(accidents)('leaves the library untouched for %s', async (_, targets) => {
    const fake = libraryOf(10)
    const before = JSON.stringify(fake.state.entries)
    await expect(Promise.resolve(run(clientOf(fake).entries, targets))).rejects.toMatchObject({
      name: 'InputError',
      code: expect.stringMatching(/^invalid_(?:filter|input)$/),
    })
    expect(calls(fake)).toEqual([])
    expect(JSON.stringify(fake.state.entries)).toBe(before)
  })

  test('stops before the first write when there are more than expected', async () => {
    const fake = libraryOf(100)
    const before = JSON.stringify(fake.state.entries)
    const given = Array.from({ length: 100 }, (_, n) => n + 1)
    async function* asked() {
      yield* given
    }
    for (const targets of [{ all: true }, { archived: false }, given, asked()]) {
      const job = Promise.resolve(run(clientOf(fake).entries, targets, { expectAtMost: 99 }))
      await expect(job).rejects.toThrow(/expectAtMost.* 99/)
    }
    expect(JSON.stringify(fake.state.entries)).toBe(before)
    expect(calls(fake).every((call) => call.startsWith('GET /api/entries'))).toBe(true)
    const job = run(clientOf(fake).entries, { all: true }, { expectAtMost: 100 })
    await expect(Promise.resolve(job)).resolves.toMatchObject({ done: 100 })
  })
})

test('what a filter finds is collected before the first write, and that is all that is changed', async () => {
  const fake = libraryOf(250)
  const { entries } = clientOf(fake)
  const report = await entries.updateMany({ archived: false }, { archived: true })
  expect(report.done).toBe(250)
  const writes = calls(fake).findIndex((call) => call.startsWith('PATCH'))
  const lastRead = calls(fake).findLastIndex((call) => call.startsWith('GET'))
  expect(lastRead).toBeLessThan(writes)
})

test('an entry that is gone is no failure for a filter or a deletion, and one for who named it', async () => {
  const fake = libraryOf(9)
  const { entries } = clientOf(fake)
  fake.fault({ method: 'PATCH', path: '/api/entries/3', times: 1 }, async ({ proceed }) => {
    await entries.delete(3)
    return proceed()
  })
  expect(await entries.updateMany({ all: true }, { starred: true })).toMatchObject({
    done: 8,
    skipped: 1,
  })
  expect(await entries.updateMany([3, urlOf(3)], { starred: true })).toMatchObject({ failed: 2 })
  expect(await entries.tagMany([3, urlOf(3)], { add: ['x'] })).toMatchObject({ failed: 2 })
  expect(await entries.deleteMany([3, urlOf(3)])).toMatchObject({ skipped: 2 })
})

describe('three copies of one address and a redirect pair', () => {
  const short = 'https://t.test/short'
  const long = 'https://a.test/long'
  const body = `<html><title>Long</title><body><p>${'A long article. '.repeat(40)}</p></body></html>`

  /** 1, 3 and 5 are copies; 2 came from `short` and is at `long`, 4 was saved as `long`. */
  function confusing() {
    const fake = libraryOf(0, { pages: { [short]: { redirect: long }, [long]: { body } } })
    fake.seed.entry({ url: urlOf(1) })
    return fake
  }

  async function prepared() {
    const fake = confusing()
    const wallabag = clientOf(fake)
    await wallabag.entries.save(short)
    fake.seed.entry({ url: urlOf(1) })
    fake.seed.entry({ url: long })
    fake.seed.entry({ url: urlOf(1) })
    fake.seed.entry({ url: urlOf(6) })
    return { fake, entries: wallabag.entries }
  }

  const touched: Record<string, (entries: Entries, targets: Target[]) => PromiseLike<unknown>> = {
    tagMany: (entries, ids) => entries.tagMany(ids, { add: ['x'] }),
    updateMany: (entries, ids) => entries.updateMany(ids, { starred: true }),
    deleteMany: (entries, ids) => entries.deleteMany(ids),
  }

  test.each(Object.entries(touched))('%s touches exactly the ids it was given', async (_, run) => {
    for (const ids of [[1], [3], [5], [2], [4], [3, 4], [1, 2, 5]]) {
      for (const as of ['ids', 'entries'] as const) {
        const { fake, entries } = await prepared()
        const before = new Map(fake.state.entries.map((entry) => [entry.id, JSON.stringify(entry)]))
        const all = await entries.list().toArray({ limit: 100 })
        const targets = as === 'ids' ? ids : all.filter(({ id }) => ids.includes(id))
        await run(entries, targets)
        const after = new Map(fake.state.entries.map((entry) => [entry.id, JSON.stringify(entry)]))
        const changed = [...before].flatMap(([id, entry]) => (after.get(id) === entry ? [] : [id]))
        expect(changed, `${as} ${ids}`).toEqual(ids)
      }
    }
  })

  test('tagMany tags exactly what a filter finds, of copies too', async () => {
    const { fake, entries } = await prepared()
    await entries.updateMany([3, 4], { starred: true })
    await entries.tagMany({ starred: true }, { add: ['x'] })
    const tagged = fake.state.entries.filter(({ tags }) => tags.includes('x'))
    expect(tagged.map(({ id }) => id)).toEqual([3, 4])
  })

  test('duplicates names the copies, and the two ways to one article', async () => {
    const { entries } = await prepared()
    const groups: unknown[] = []
    for await (const { input } of entries.duplicates()) groups.push(input)
    expect(groups).toEqual([
      { url: urlOf(1), ids: [1, 3, 5] },
      { url: long, ids: [2, 4] },
    ])
  })

  test('duplicates finds a row from before 2.4 by its address: the server never gave it a hash', async () => {
    const { fake, entries } = await prepared()
    const change = (entry: object) => ({ ...entry, hashed_url: null, hashed_given_url: null })
    fake.fault({ method: 'GET', path: '/api/entries' }, { kind: 'odd-entry', index: 0, change })
    const groups: unknown[] = []
    for await (const { input } of entries.duplicates()) groups.push(input)
    expect(groups).toContainEqual({ url: urlOf(1), ids: [1, 3, 5] })
  })
})
