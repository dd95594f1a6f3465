import { describe, expect, test } from 'vitest'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { callsOf, clientOf, labelsIn, libraryOf, urlOf } from '../support/library.js'
import { checkFew } from './few-requests.js'

const mass = 'POST /api/entries/tags/lists'

/** A web server before the fake that takes addresses up to a length. */
function refusing(fake: FakeWallabag, longest: number, status: number): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url.length <= longest) return fake.fetch(input, init)
    const headers = { 'content-type': 'text/html' }
    return new Response('<html>too long</html>', { status, headers })
  }
}

describe('tagMany', () => {
  test('tags a thousand addresses of 60 characters in at most thirty requests', async () => {
    const fake = libraryOf(0)
    const urls = Array.from(
      { length: 1000 },
      (_, n) => `https://host.example/${'x'.repeat(35)}${n + 1000}`,
    )
    for (const url of urls) fake.seed.entry({ url })
    expect(urls[0]).toHaveLength(60)
    const progress: number[] = []
    const onProgress = ({ done }: { done: number }) => void progress.push(done)
    const report = await clientOf(fake).entries.tagMany(urls, { add: ['X'] }, { onProgress })
    expect(report).toMatchObject({ done: 1000, failed: 0, unknown: 0 })
    expect(new Set(Object.values(labelsIn(fake)))).toEqual(new Set(['x']))
    expect(progress.at(-1)).toBe(1000)
    expect(callsOf(fake, '')).toBeLessThanOrEqual(30)
  })

  test('tags what a filter finds by the mass endpoint', async () => {
    const fake = libraryOf(120)
    const report = await clientOf(fake).entries.tagMany({ all: true }, { add: ['a', 'b'] })
    expect(report.done).toBe(120)
    expect(new Set(Object.values(labelsIn(fake)))).toEqual(new Set(['a,b']))
    expect(callsOf(fake, '')).toBeLessThan(15)
  })

  test('tags a few ids one by one', async () => {
    const fake = libraryOf(3)
    await clientOf(fake).entries.tagMany([1, 3], { add: ['a'] })
    expect(labelsIn(fake)).toEqual({ 1: 'a', 2: '', 3: 'a' })
    expect(callsOf(fake, mass)).toBe(0)
  })

  test.each(['ids', 'entries'] as const)('changes many %s in few requests', async (kind) => {
    await checkFew(kind, { of: 600, few: 17 })
  })

  test('never tags a copy in place of the id that was meant', async () => {
    const fake = libraryOf(20)
    // By this address the server finds the older one.
    const copy = fake.seed.entry({ url: urlOf(7) })
    const ids = [1, 2, 3, 4, 5, copy]
    const report = await clientOf(fake).entries.tagMany(ids, { add: ['a'] })
    expect(report).toMatchObject({ done: 6, failed: 0 })
    expect(Object.entries(labelsIn(fake)).filter(([, had]) => had)).toEqual(
      ids.map((id) => [String(id), 'a']),
    )
    // The others went together.
    expect(callsOf(fake, `POST /api/entries/${copy}/tags`)).toBe(1)
    expect(callsOf(fake, 'POST /api/entries/')).toBe(3)
  })

  test('asks where an address leads that a walk has shown', async () => {
    const fake = libraryOf(20)
    const wallabag = clientOf(fake)
    fake.fault({ path: '/api/entries/exists', times: 1 }, async ({ proceed }) => {
      await wallabag.entries.delete(1)
      fake.seed.entry({ url: urlOf(1) })
      return proceed()
    })
    const report = await wallabag.entries.tagMany([1, 2, 3, 4, 5], { add: ['a'] })
    expect(report).toMatchObject({ done: 4, failed: 1 })
    expect(labelsIn(fake)[21]).toBe('')
  })

  test.each(['ids', 'addresses'])('adds and removes, by %s', async (kind) => {
    const fake = libraryOf(0)
    for (let n = 1; n <= 4; n++)
      fake.seed.entry({ url: urlOf(n), tags: n < 3 ? ['old', 'kept'] : [] })
    const targets = [1, 2, 3].map((n) => (kind === 'ids' ? n : urlOf(n)))
    const changes = { add: ['New '], remove: ['OLD', 'never seen'] }
    const report = await clientOf(fake).entries.tagMany(targets, changes)
    expect(report).toMatchObject({ done: 3, failed: 0 })
    expect(labelsIn(fake)).toEqual({ 1: 'kept,new', 2: 'kept,new', 3: 'new', 4: '' })
  })

  test('has nothing to do for a label that nobody has', async () => {
    const fake = libraryOf(2)
    const report = await clientOf(fake).entries.tagMany([1, urlOf(2)], { remove: ['nobody'] })
    expect(report).toMatchObject({ skipped: 2 })
    expect(callsOf(fake, 'DELETE')).toBe(0)
  })

  test('removes from the others when somebody deletes a label meanwhile', async () => {
    const fake = libraryOf(0)
    for (let n = 1; n <= 3; n++) fake.seed.entry({ url: urlOf(n), tags: ['gone', 'old'] })
    const wallabag = clientOf(fake)
    fake.fault({ method: 'GET', path: '/api/tags', times: 1 }, async ({ proceed }) => {
      const answer = await proceed()
      await wallabag.tags.delete({ label: 'gone' })
      return answer
    })
    const urls = [1, 2, 3].map(urlOf)
    const report = await wallabag.entries.tagMany(urls, { remove: ['gone', 'old'] })
    expect(report).toMatchObject({ done: 3, failed: 0 })
    expect(labelsIn(fake)).toEqual({ 1: '', 2: '', 3: '' })
  })

  test('says that an entry is missing which was deleted between adding and removing', async () => {
    const fake = libraryOf(0)
    for (let n = 1; n <= 2; n++) fake.seed.entry({ url: urlOf(n), tags: ['old'] })
    const wallabag = clientOf(fake)
    fake.fault(
      { method: 'DELETE', path: /\/api\/entries\/1\/tags/, times: 1 },
      async ({ proceed }) => {
        await wallabag.entries.delete(1)
        return proceed()
      },
    )
    const report = await wallabag.entries.tagMany([1, 2], { add: ['new'], remove: ['old'] })
    expect(report).toMatchObject({ done: 1, failed: 1 })
    expect(report.failures[0]?.error).toMatchObject({ code: 'not_found_entry' })
  })

  test('says which address is not saved', async () => {
    const fake = libraryOf(2)
    const report = await clientOf(fake).entries.tagMany([urlOf(1), urlOf(9)], { add: ['a'] })
    expect(report).toMatchObject({ done: 1, failed: 1 })
    expect(report.failures[0]).toMatchObject({
      input: urlOf(9),
      error: { code: 'not_found_entry' },
    })
  })

  test('merges repeats by the hash of the server, and says so', async () => {
    const fake = libraryOf(0)
    fake.seed.entry({ url: 'https://a.test/a b' })
    const given = ['https://a.test/a%20b', 'https://a.test/a+b', 1, 1]
    const outcomes: [unknown, string | null][] = []
    const job = clientOf(fake).entries.tagMany(given, { add: ['x'] })
    for await (const { input, reason } of job) outcomes.push([input, reason])
    expect(outcomes.filter(([, reason]) => reason === 'duplicate')).toEqual([
      ['https://a.test/a+b', 'duplicate'],
      [1, 'duplicate'],
    ])
  })

  test.each([414, 431, 400])(
    'halves what is too long for a server that says %i',
    async (status) => {
      const fake = libraryOf(60)
      const urls = Array.from({ length: 60 }, (_, n) => urlOf(n + 1))
      const { entries } = clientOf(fake, { fetch: refusing(fake, 1500, status) })
      expect(await entries.tagMany(urls, { add: ['x'] })).toMatchObject({ done: 60, failed: 0 })
      expect(new Set(Object.values(labelsIn(fake)))).toEqual(new Set(['x']))
    },
  )

  test('tags an address that no call can hold', async () => {
    const fake = libraryOf(0)
    const url = `https://a.test/${'x'.repeat(9000)}`
    fake.seed.entry({ url })
    const { entries } = clientOf(fake, { fetch: refusing(fake, 8000, 414) })
    expect(await entries.tagMany([url], { add: ['x'] })).toMatchObject({ done: 1 })
    expect(labelsIn(fake)).toEqual({ 1: 'x' })
  })

  test('brings a label that is new to the server by one request alone', async () => {
    const fake = libraryOf(200, { latency: 3 })
    const wallabag = clientOf(fake, { retry: { limit: 0 }, limits: { concurrency: 8 } })
    const urls = Array.from({ length: 200 }, (_, n) => urlOf(n + 1))
    expect(await wallabag.entries.tagMany(urls, { add: ['new', 'newer'] })).toMatchObject({
      done: 200,
      failed: 0,
    })
    const ids = Array.from({ length: 20 }, (_, n) => n + 1)
    expect(await wallabag.entries.tagMany(ids, { add: ['c', 'c++'] })).toMatchObject({ done: 20 })
    const patched = await wallabag.entries.updateMany(ids, { tags: ['newest'] })
    expect(patched).toMatchObject({ done: 20, failed: 0 })
    expect(fake.requests.filter(({ status }) => status >= 500)).toEqual([])
  })

  test.each([
    ['fresh', [1, 7, 92]],
    ['known', [8, 92]],
  ])('holds the calls up for one entry only while a label is %s', async (label, sizes) => {
    const fake = libraryOf(100)
    fake.seed.entry({ url: urlOf(101), tags: ['known'] })
    const urls = Array.from({ length: 100 }, (_, n) => urlOf(n + 1))
    await clientOf(fake).entries.tagMany(urls, { add: [label] })
    const calls = fake.requests.filter(({ path }) => path === '/api/entries/tags/lists')
    const lengths = calls.map(({ query }) => JSON.parse(query.get('list') ?? '').length)
    expect(lengths.sort((a, b) => a - b)).toEqual(sizes)
  })

  test.each([
    [{}, /at least one label/],
    [{ add: [] }, /at least one label/],
    [{ add: ['a', 'b'], remove: ['B'] }, /both/],
    [{ add: ['a,b'] }, /commas/],
    [{ tags: ['a'] }, /no such change/],
  ])('refuses %j', async (changes, why) => {
    const fake = libraryOf(1)
    const { entries } = clientOf(fake)
    const job = Promise.resolve(Reflect.apply(entries.tagMany, entries, [[1], changes]))
    await expect(job).rejects.toThrow(why)
    expect(fake.requests).toHaveLength(0)
  })
})

describe('idsOf', () => {
  test('finds any number of addresses, in parallel requests of bounded length', async () => {
    const fake = libraryOf(500)
    const urls = Array.from({ length: 1000 }, (_, n) => urlOf(n + 1))
    const ids = await clientOf(fake).entries.idsOf(urls)
    expect([...ids]).toEqual(urls.map((url, n) => [url, n < 500 ? n + 1 : null]))
    expect(callsOf(fake, 'GET /api/entries/exists')).toBeLessThanOrEqual(11)
    const longest = Math.max(...fake.requests.map(({ query }) => query.toString().length))
    expect(longest).toBeLessThan(6000)
  })

  test('keeps to the addresses as they were given, and to the hash of the server', async () => {
    const fake = libraryOf(0)
    fake.seed.entry({ url: 'https://a.test/a b' })
    const urls = ['https://a.test/a%20b', 'https://a.test/a+b', 'https://a.test/']
    expect(await clientOf(fake).entries.idsOf(new Set(urls))).toEqual(
      new Map<string, number | null>([
        ['https://a.test/a%20b', 1],
        ['https://a.test/a+b', 1],
        ['https://a.test/', null],
      ]),
    )
    expect((await clientOf(fake).entries.idsOf([])).size).toBe(0)
  })

  test('halves what is too long, and fails rather than to call anything absent', async () => {
    const fake = libraryOf(90)
    const urls = Array.from({ length: 90 }, (_, n) => urlOf(n + 1))
    const wallabag = clientOf(fake, { fetch: refusing(fake, 2000, 414) })
    expect([...(await wallabag.entries.idsOf(urls)).values()]).toEqual(
      Array.from({ length: 90 }, (_, n) => n + 1),
    )
    fake.fault({ path: '/api/entries/exists' }, { kind: 'wrong-shape', json: {} })
    await expect(wallabag.entries.idsOf(urls)).rejects.toMatchObject({ code: 'unexpected_shape' })
    const wrong = Reflect.apply(wallabag.entries.idsOf, wallabag.entries, ['https://a.test/1'])
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
