import { describe, expect, test } from 'vitest'
import type { EntryFilter, Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf, labelsIn, urlOf } from '../support/library.js'

/** A client of a fake, with something between them that changes the query of lists. */
function behind(fake: FakeWallabag, change: (query: URLSearchParams) => void): Wallabag {
  return clientOf(fake, {
    retry: { limit: 0 },
    fetch(input, init) {
      const request = new Request(input, init)
      const url = new URL(request.url)
      if (/api\/(?:entries|search)$/.test(url.pathname) && request.method === 'GET') {
        change(url.searchParams)
      }
      return fake.fetch(new Request(url, request))
    },
  })
}

/** Something that drops parameters, as an old server does that does not know them. */
function without(fake: FakeWallabag, ...names: string[]): Wallabag {
  return behind(fake, (query) => {
    for (const name of names) query.delete(name)
  })
}

function mixed(options: FakeOptions = {}) {
  const fake = createFakeWallabag(options)
  for (let n = 1; n <= 6; n++) {
    const url = n > 3 ? `https://other.test/${n}` : urlOf(n)
    const is = n > 3
    fake.seed.entry({ url, archived: is, starred: is, tags: is ? ['old'] : ['keep'] })
  }
  return fake
}

const filters: [string, EntryFilter][] = [
  ['archive', { archived: true }],
  ['starred', { starred: true }],
  ['public', { public: true }],
  ['tags', { tags: ['old'] }],
  ['since', { changedAfter: new Date('2100-01-01') }],
  ['domain_name', { domain: 'other.test' }],
  ['annotations', { annotated: true }],
  ['notParsed', { parsed: false }],
  ['http_status', { httpStatus: 404 }],
]

describe.each(filters)('where `%s` is lost on its way to the server', (name, filter) => {
  const run: Record<string, (wallabag: Wallabag) => PromiseLike<unknown>> = {
    'a list': ({ entries }) => entries.list(filter),
    'a count': ({ entries }) => entries.count(filter),
    'a loop over it': ({ entries }) => entries.list(filter).toArray({ limit: 9 }),
    'a job that deletes': ({ entries }) => entries.deleteMany(filter),
    'a job that updates': ({ entries }) => entries.updateMany(filter, { title: 'changed' }),
    'a job that tags': ({ entries }) => entries.tagMany(filter, { add: ['changed'] }),
  }
  test.each(Object.entries(run))('%s is refused and changes nothing', async (_, act) => {
    const fake = mixed({ version: '2.7.0-dev' })
    const before = JSON.stringify(fake.state.entries)
    await expect(act(without(fake, name))).rejects.toThrow(`\`${name}\``)
    expect(JSON.stringify(fake.state.entries)).toBe(before)
  })
})

/** Pages whose links were taken out on their way, of a server that may have lost parameters. */
function withoutLinks(fake: FakeWallabag, ...names: string[]): Wallabag {
  return clientOf(fake, {
    retry: { limit: 0 },
    async fetch(input, init) {
      const request = new Request(input, init)
      const url = new URL(request.url)
      if (request.method !== 'GET' || !url.pathname.endsWith('/api/entries')) {
        return fake.fetch(request)
      }
      for (const name of names) url.searchParams.delete(name)
      const { _links, ...page } = await (await fake.fetch(new Request(url, request))).json()
      expect(_links).toHaveProperty('self')
      return Response.json(page)
    },
  })
}

describe.each(filters)('where links are missing and `%s` is lost', (name, filter) => {
  test('a job is refused and changes nothing, and so is a list of what entries show', async () => {
    const fake = mixed({ version: '2.7.0-dev' })
    const before = JSON.stringify(fake.state.entries)
    const { entries } = withoutLinks(fake, name)
    const refused = { code: 'unsupported', message: expect.stringContaining(`\`${name}\``) }
    await expect(entries.updateMany(filter, { title: 'changed' })).rejects.toMatchObject({
      cause: refused,
    })
    expect(JSON.stringify(fake.state.entries)).toBe(before)
    if (name === 'notParsed') return expect((await entries.list(filter)).items).toHaveLength(6)
    await expect(entries.list(filter)).rejects.toMatchObject(refused)
  })
})

test('where links are missing, what the entries show is proof enough', async () => {
  const fake = mixed({ version: '2.7.0-dev' })
  const { entries } = withoutLinks(fake)
  const all: EntryFilter[] = [
    { archived: true },
    { starred: true },
    { tags: ['Old'] },
    { domain: 'other.test' },

    { archived: true, public: false, annotated: false, changedAfter: new Date(0) },
  ]
  for (const filter of all) {
    const ids = (await entries.list(filter).toArray({ limit: 9 })).map(({ id }) => id)
    expect(ids).toEqual([6, 5, 4])
    expect(await entries.tagMany(filter, { add: ['x'] }, { dryRun: true })).toMatchObject({
      skipped: 3,
    })
  }
  const parsed = entries.updateMany({ parsed: true }, { title: 'changed' })
  await expect(parsed).rejects.toMatchObject({ cause: { code: 'unsupported' } })
  expect((await entries.list({ parsed: true })).items).toHaveLength(6)
})

test('where links are missing, a walk in another order is refused', async () => {
  const { entries } = withoutLinks(mixed(), 'order')
  const job = entries.tagMany({ all: true }, { add: ['x'] })
  await expect(job).rejects.toMatchObject({ cause: { code: 'unsupported' } })
})

test('a count by what no link repeats is believed only when the server counts another value otherwise', async () => {
  const fake = mixed({ version: '2.7.0-dev' })
  const { entries } = clientOf(fake)
  expect(await entries.count({ domain: 'other.test' })).toBe(3)
  expect(await entries.count({ domain: 'a.test', archived: true })).toBe(0)
  // The newest matches by accident, and the total is of the whole library.
  for (const name of ['domain_name', 'http_status']) {
    const filter = name === 'http_status' ? { httpStatus: 200 } : { domain: 'other.test' }
    for (const entry of fake.state.entries) entry.httpStatus = '200'
    await expect(without(fake, name).entries.count(filter)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(`\`${name}\``),
    })
  }
})

test('a label is put in the place of another only where that other is', async () => {
  const fake = mixed()
  const before = labelsIn(fake)
  await expect(without(fake, 'tags').tags.rename('old', 'new')).rejects.toMatchObject({
    code: 'not_wallabag',
  })
  expect(labelsIn(fake)).toEqual(before)
})

test('a job acts on no entry that does not show what its filter asks for, whatever the links say', async () => {
  const fake = mixed()
  const wallabag = clientOf(fake, {
    async fetch(input, init) {
      const request = new Request(input, init)
      const asked = new URL(request.url)
      if (!asked.pathname.endsWith('/api/entries')) return fake.fetch(request)
      const url = new URL(asked)
      for (const name of ['tags', 'archive', 'starred', 'public', 'since']) {
        url.searchParams.delete(name)
      }
      const page = await (await fake.fetch(new Request(url, request))).json()
      page._links.self.href = `/api/entries?${new URLSearchParams({
        ...Object.fromEntries(new URL(page._links.self.href).searchParams),
        ...Object.fromEntries(asked.searchParams),
      })}`
      return Response.json(page)
    },
  })
  const { entries } = wallabag
  expect(await entries.tagMany({ tags: ['old'] }, { add: ['a'] })).toMatchObject({ done: 3 })
  expect(await entries.tagMany({ archived: true }, { add: ['b'] })).toMatchObject({ done: 3 })
  expect(await entries.tagMany({ starred: false }, { add: ['c'] })).toMatchObject({ done: 3 })
  expect(await entries.tagMany({ public: true }, { add: ['d'] })).toMatchObject({ done: 0 })
  const future = new Date('2100-01-01')
  expect(await entries.tagMany({ changedAfter: future }, { add: ['e'] })).toMatchObject({ done: 0 })
  expect(labelsIn(fake)).toEqual({
    ...{ 1: 'c,keep', 2: 'c,keep', 3: 'c,keep' },
    ...{ 4: 'a,b,old', 5: 'a,b,old', 6: 'a,b,old' },
  })
})

test('a page that is another than was asked for is never taken for the next one', async () => {
  const { entries } = without(mixed(), 'page')
  const first = await entries.list({ perPage: 2 })
  await expect(first.next()).rejects.toMatchObject({ code: 'not_wallabag' })
})

test('a search whose words are lost on their way is refused', async () => {
  const search = without(mixed(), 'term').search('other')
  await expect(search).rejects.toMatchObject({ code: 'unsupported' })
})

/** Walks that read a whole library, each as numbers that it met. */
const walks: [string, (wallabag: Wallabag) => Promise<number[]>][] = [
  ['by id', (wallabag) => idsOf(wallabag.entries.list())],
  ['from the oldest', (wallabag) => idsOf(wallabag.entries.list({ order: 'asc' }))],
  ['by change', (wallabag) => idsOf(wallabag.entries.list({ sort: 'updated' }))],
  ['of a search', (wallabag) => idsOf(wallabag.search('a'))],
  [
    'of a sync',
    async (wallabag) => {
      const sync = createSync(wallabag, { store: memoryStore() })
      await sync.run()
      const ids: number[] = []
      for await (const { id } of sync.entries()) ids.push(id)
      return ids
    },
  ],
  [
    'of a job',
    async ({ entries }) => {
      const ids: number[] = []
      const job = entries.tagMany({ all: true }, { add: ['x'] }, { dryRun: true })
      for await (const { id } of job) if (id !== null) ids.push(id)
      return ids
    },
  ],
]

async function idsOf(list: AsyncIterable<{ readonly id: number }>): Promise<number[]> {
  const ids: number[] = []
  for await (const { id } of list) ids.push(id)
  return ids
}

describe.each(walks)('a walk %s', (_, walk) => {
  const library = () => {
    const fake = createFakeWallabag()
    for (let n = 1; n <= 75; n++) fake.seed.entry({ url: urlOf(n), title: `a ${n}` })
    return fake
  }

  test.each([20, 7])('reads on where the server gives no more than %d at once', async (most) => {
    const fake = library()
    const wallabag = behind(fake, (query) => {
      query.set('perPage', String(Math.min(most, Number(query.get('perPage') ?? 30))))
    })
    const met = await walk(wallabag)
    expect(met.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 75 }, (_, n) => n + 1))
    expect(fake.requests.length).toBeLessThan(60)
  })

  test('ends with an error where the query is lost', async () => {
    const fake = library()
    const wallabag = without(fake, ...['page', 'perPage', 'sort', 'order', 'detail', 'term'])
    await expect(walk(wallabag)).rejects.toThrow(/not show|another|where page/)
    expect(fake.requests.length).toBeLessThan(20)
  })
})
