import { describe, expect, test } from 'vitest'
import type { InvalidItem, ListOptions, Wallabag, WallabagOptions } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf, libraryOf, urlOf } from '../support/library.js'
import { isFull } from '../support/size.js'

const library = 75

/** A client of a library in which the server cannot give some entries, and what it is told of them. */
function breaking(bad: readonly number[], options: Partial<WallabagOptions> = {}, count = library) {
  const fake = libraryOf(count)
  breakTitles(fake, bad)
  const told: InvalidItem[] = []
  const onInvalid = (item: InvalidItem) => void told.push(item)
  const wallabag = clientOf(fake, { retry: { limit: 0 }, onInvalid, ...options })
  return { fake, wallabag, told }
}

/** Makes each answer a 500 that holds the title of one of these entries. */
function breakTitles(fake: FakeWallabag, bad: readonly number[]): void {
  fake.fault({}, async ({ proceed }) => {
    const response = await proceed()
    const text = await response.clone().text()
    const holdsOne = bad.some((id) => text.includes(`"Title ${id}"`))
    return holdsOne ? new Response('', { status: 500 }) : response
  })
}

const allBut = (...bad: number[]) =>
  Array.from({ length: library }, (_, n) => n + 1).filter((id) => !bad.includes(id))

async function idsOf(list: AsyncIterable<{ readonly id: number }>): Promise<number[]> {
  const ids: number[] = []
  for await (const { id } of list) ids.push(id)
  return ids.toSorted((a, b) => a - b)
}

const lists: ListOptions[] = [
  {},
  { order: 'asc' },
  { perPage: 7 },
  { perPage: 100 },
  { perPage: 1 },
  { detail: 'full' },
  { sort: 'updated' },
]

/** At the ends of pages and of the list, and between them: a page of one entry takes a request for each. */
const places = ({ perPage }: ListOptions) =>
  isFull ? [1, 2, 30, 31, 57, 74, 75] : perPage === 1 ? [57] : [1, 30, 57, 75]

describe.each(lists)('one entry that the server cannot give, in a list %o', (options) => {
  test.each(places(options))('is named, and the others are delivered: entry %d', async (bad) => {
    const { fake, wallabag, told } = breaking([bad])
    expect(await idsOf(wallabag.entries.list(options))).toEqual(allBut(bad))
    expect(told).toHaveLength(1)
    const id = options.sort === 'updated' ? null : bad
    expect(told).toMatchObject([{ id, from: 'GET /api/entries' }])
    expect(fake.requests.length).toBeLessThan(options.perPage === 1 ? 400 : 60)
  })
})

test('it costs two requests for each time that a page can be halved, and two more', async () => {
  for (const perPage of [16, 30, 64, 100]) {
    const { fake, wallabag } = breaking([9], {}, 200)
    const page = await wallabag.entries.list({ order: 'asc', perPage })
    expect(page.items).toHaveLength(perPage - 1)
    const asked = fake.requests.filter(({ path }) => path === '/api/entries')
    expect(asked.length - 1).toBeLessThanOrEqual(2 * Math.log2(perPage) + 2)
  }
})

test('what only whole entries hold is no matter where their content is not asked for', async () => {
  const fake = createFakeWallabag()
  for (let n = 1; n <= library; n++) fake.seed.entry({ url: urlOf(n), content: `<p>${n}</p>` })
  fake.fault({}, { kind: 'unreadable-entry', id: 57, field: 'content' })
  const told: InvalidItem[] = []
  const onInvalid = (item: InvalidItem) => void told.push(item)
  const { entries } = clientOf(fake, { retry: { limit: 0 }, onInvalid })
  expect(await idsOf(entries.list())).toEqual(allBut())
  expect(told).toEqual([])
  expect(await idsOf(entries.list({ detail: 'full' }))).toEqual(allBut(57))
  expect(told).toMatchObject([{ id: 57 }])
})

test('several of them are named as well, beside each other too', async () => {
  const { wallabag, told } = breaking([3, 40, 41])
  expect(await idsOf(wallabag.entries.list())).toEqual(allBut(3, 40, 41))
  expect(told.map(({ id }) => id).sort()).toEqual([3, 40, 41])
})

test('in a wide gap of numbers it is told of by its neighbours', async () => {
  const fake = libraryOf(200)
  for (let id = 60; id < 200; id += 1) if (id !== 100) fake.behind.remove(id)
  fake.fault({}, { kind: 'unreadable-entry', id: 100, field: 'title' })
  const told: InvalidItem[] = []
  const onInvalid = (item: InvalidItem) => void told.push(item)
  const { entries } = clientOf(fake, { retry: { limit: 0 }, onInvalid })
  expect(await idsOf(entries.list())).not.toContain(100)
  const where = 'between the entries 200 and 59'
  expect(told).toMatchObject([{ id: null, issues: [{ path: where }] }])
})

const ends: [string, (wallabag: Wallabag, fake: FakeWallabag) => PromiseLike<unknown>, number[]][] =
  [
    ['three in a row', ({ entries }) => idsOf(entries.list()), [40, 41, 42]],
    ['more than one in a hundred', ({ entries }) => idsOf(entries.list()), [3, 13, 23, 33]],
  ]

test.each(ends)('with %s it is the server that fails', async (_, read, bad) => {
  const { fake, wallabag } = breaking(bad)
  await expect(read(wallabag, fake)).rejects.toMatchObject({ code: 'server_error', status: 500 })
  expect(fake.requests.length).toBeLessThan(100)
})

test('a server that fails with everything is asked three times and no more', async () => {
  const fake = libraryOf(library)
  fake.fault({ path: '/api/entries' }, 'server-error')
  const { entries } = clientOf(fake, { retry: { limit: 0 } })
  await expect(idsOf(entries.list())).rejects.toMatchObject({ code: 'server_error' })
  expect(fake.requests.filter(({ path }) => path === '/api/entries')).toHaveLength(3)
})

test('where every entry must be right it ends the list', async () => {
  const { wallabag } = breaking([57], { validate: 'strict' })
  await expect(idsOf(wallabag.entries.list())).rejects.toMatchObject({ code: 'server_error' })
})

test('a job acts on the others, and fails for it by name', async () => {
  const { wallabag } = breaking([57])
  const report = await wallabag.entries.deleteMany({ all: true })
  expect(report).toMatchObject({ done: library - 1, failed: 1 })
  expect(report.failures).toMatchObject([{ id: 57, error: { code: 'unexpected_shape' } }])
})

describe('a sync', () => {
  test('has the others, names it, and comes to its end', async () => {
    const { wallabag } = breaking([57])
    const sync = createSync(wallabag, { store: memoryStore() })
    expect(await sync.run()).toMatchObject({ added: library - 1, failures: [{ id: 57 }] })
    expect(await idsOf(sync.entries())).toEqual(allBut(57))
    await sync.run()
    expect(await idsOf(sync.entries())).toEqual(allBut(57))
  })

  test('keeps it when it was there before', async () => {
    const { fake, wallabag } = breaking([])
    const sync = createSync(wallabag, { store: memoryStore() })
    await sync.run()
    breakTitles(fake, [57])
    fake.behind.remove(3)
    for (let runs = 0; runs < 3; runs += 1) await sync.run()
    expect(await idsOf(sync.entries())).toEqual(allBut(3))
  })
})
