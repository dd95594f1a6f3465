import { describe, expect, test } from 'vitest'
import { isWallabagError, type ListOptions, type Page } from 'wallabag-sdk'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { callsOf, clientOf, libraryOf, urlOf } from '../support/library.js'
import { sized } from '../support/size.js'
import { byCursors } from './moving-library.js'
import { checkWalks } from './walk-property.js'

test('by cursors through new clients, what matches all the time comes exactly once', async () => {
  await checkWalks(sized(20, 50), 20_261_130, byCursors)
})

const ids = ({ items }: Page<{ id: number }>) => items.map(({ id }) => id)

/** The page after a cursor, read by a client that was made for it; and what it cost. */
async function goOn(fake: FakeWallabag, filter: ListOptions, cursor: string) {
  const before = callsOf(fake, 'GET /api/entries')
  const page = await clientOf(fake).entries.list(filter, { after: cursor })
  return { page, cost: callsOf(fake, 'GET /api/entries') - before }
}

describe('a cursor', () => {
  test.each([
    [7, 'desc'],
    [20, 'asc'],
    [1, 'desc'],
  ] as const)('brings whole pages of %d, %s, for one request each', async (perPage, order) => {
    const fake = libraryOf(100)
    const filter = { perPage, order }
    let page = await clientOf(fake).entries.list(filter)
    const read = ids(page)
    for (let number = 2; page.hasNext && number < 25; number += 1) {
      const next = await goOn(fake, filter, page.cursor)
      expect(next.cost).toBe(1)
      page = next.page
      expect(page).toMatchObject({ number, perPage, pageCount: Math.ceil(100 / perPage) })
      expect(page.items.length === perPage || !page.hasNext).toBe(true)
      read.push(...ids(page))
    }
    const all = Array.from({ length: 100 }, (_, n) => (order === 'asc' ? n + 1 : 100 - n))
    expect(read).toEqual(all.slice(0, read.length))
    expect(read.length).toBeGreaterThan(20)
  })

  test('reads on where the server gives far smaller pages than are asked for', async () => {
    const fake = libraryOf(61)
    fake.fault({ path: '/api/entries' }, { kind: 'caps-pages', max: 20 })
    let page = await clientOf(fake).entries.list({ perPage: 200 })
    const read = ids(page)
    while (page.hasNext && read.length < 61) {
      const next = await goOn(fake, { perPage: 200 }, page.cursor)
      expect(next.cost).toBeLessThan(8)
      page = next.page
      read.push(...ids(page))
    }
    expect(read).toEqual(Array.from({ length: 61 }, (_, n) => 61 - n))
  })

  test('of a server whose pages are too small to overlap ends with an error, and asks no more', async () => {
    const fake = libraryOf(61)
    fake.fault({ path: '/api/entries' }, { kind: 'caps-pages', max: 1 })
    const { cursor } = await clientOf(fake).entries.list({ perPage: 20 })
    await expect(goOn(fake, { perPage: 20 }, cursor)).rejects.toThrow(/makes no progress/)
    expect(callsOf(fake, 'GET /api/entries')).toBeLessThan(20)
  })

  test('still costs one request when one in eight of a page has gone before it', async () => {
    for (const read of [30, 60, 200, 300]) {
      const fake = libraryOf(400)
      const { cursor } = await clientOf(fake).entries.list({ perPage: read })
      for (const id of [400, 399, 398]) fake.behind.remove(id)
      const { page, cost } = await goOn(fake, { perPage: 30 }, cursor)
      expect(cost, `after ${read}`).toBe(1)
      expect(ids(page)).toEqual(Array.from({ length: 30 }, (_, n) => 400 - read - n))
    }
  })

  test.each([
    ['lost all but the end', (id: number) => id > 60],
    ['lost every second entry', (id: number) => id % 2 === 0],
    ['lost all after it', (id: number) => id < 80],
    ['lost all but one page', (id: number) => id > 10],
    ['has become empty', () => true],
    ['has grown to its double', () => false],
  ])('costs at most 2 + log2(pages) when the list %s', async (_, isGone) => {
    const most = 2 + Math.ceil(Math.log2(200 / 10))
    for (const read of [10, 95, 199]) {
      const fake = libraryOf(200)
      const { cursor } = await clientOf(fake).entries.list({ perPage: read })
      const there = fake.state.entries.map(({ id }) => id)
      for (const id of there.filter(isGone)) fake.behind.remove(id)
      if (!there.some(isGone)) for (let n = 201; n <= 400; n++) fake.seed.entry({ url: urlOf(n) })
      const { page, cost } = await goOn(fake, { perPage: 10 }, cursor)
      const left = there.filter((id) => id <= 200 - read && !isGone(id)).sort((a, b) => b - a)
      expect(ids(page)).toEqual(left.slice(0, page.items.length))
      expect(page.hasNext).toBe(left.length > page.items.length)
      expect(page.items.length > 0 || left.length === 0).toBe(true)
      expect(cost, `after ${read}`).toBeLessThanOrEqual(most)
    }
  })

  test('at the end of an ascending list leads to what is saved later', async () => {
    const fake = libraryOf(3)
    const filter = { order: 'asc' } as const
    const { cursor } = await clientOf(fake).entries.list(filter)
    const { page: none } = await goOn(fake, filter, cursor)
    expect(none).toMatchObject({ items: [], total: 3, hasNext: false })
    fake.seed.entry({ url: urlOf(4) })
    expect(ids((await goOn(fake, filter, none.cursor)).page)).toEqual([4])
    const empty = await clientOf(libraryOf(0)).entries.list(filter)
    expect(empty.cursor).toMatch(/\.0$/)
  })

  test('begins a loop, which has the promise of every walk', async () => {
    const fake = libraryOf(60)
    const { cursor } = await clientOf(fake).entries.list({ perPage: 10 })
    const { entries } = clientOf(fake)
    const read: number[] = []
    for await (const { id } of entries.list({ perPage: 10 }, { after: cursor })) {
      read.push(id)
      await entries.delete(id)
    }
    expect(read).toEqual(Array.from({ length: 50 }, (_, n) => 50 - n))
    const page = await entries.list({ perPage: 4 })
    const next = await entries.list({ perPage: 4 }, { after: page.cursor })
    expect(ids((await next.next()) ?? page)).toEqual([52, 51])
    const rest: number[] = []
    for await (const { id } of next) rest.push(id)
    expect(rest).toEqual([56, 55, 54, 53, 52, 51])
  })

  test.each(['updated', 'archived'] as const)('by %s is the number of a page', async (sort) => {
    const fake = libraryOf(25)
    const filter = { sort, perPage: 10 }
    const first = await clientOf(fake).entries.list(filter)
    const second = await goOn(fake, filter, first.cursor)
    const third = await goOn(fake, filter, second.page.cursor)
    expect([first, second.page, third.page].flatMap(ids).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, n) => n + 1),
    )
    expect(third.page).toMatchObject({ number: 3, hasNext: false })
    for (let id = 1; id <= 16; id++) fake.behind.remove(id)
    const { page } = await goOn(fake, filter, second.page.cursor)
    expect(page).toMatchObject({ items: [], total: 9, hasNext: false })
  })

  test('is a short text without words, addresses or names', async () => {
    const fake = libraryOf(40)
    const page = await clientOf(fake).entries.list({ domain: 'a.test' })
    expect(page.cursor).toMatch(/^1\.[\da-f]{12}\.[\da-f]{8}\.11\.30$/)
  })

  test('of another server, account, filter or order is refused, and so is what is none', async () => {
    const reader = { username: 'reader', password: 'her own words' }
    const fake = createFakeWallabag({ users: [reader] })
    for (let n = 1; n <= 5; n++) {
      fake.seed.entry({ url: urlOf(n) })
      fake.seed.entry({ url: urlOf(n), user: 'reader' })
    }
    const filter = { archived: false, perPage: 2 }
    const { entries } = clientOf(fake)
    const { cursor } = await entries.list(filter)
    const refused = async (cursor: string, filter: ListOptions, { entries } = clientOf(fake)) => {
      try {
        return ids(await entries.list(filter, { after: cursor })).length
      } catch (error) {
        return isWallabagError(error) && error.code === 'invalid_input' ? error.message : error
      }
    }
    const list = 'after: expected a cursor of this server, filter, order and size of pages'
    expect(await refused(cursor, { ...filter, perPage: 3, detail: 'full' })).toBe(3)
    expect(await refused(cursor, { ...filter, sort: 'created', order: 'desc' })).toBe(2)
    expect(await refused(cursor, { ...filter, archived: true })).toContain(list)
    expect(await refused(cursor, { ...filter, domain: 'a.test' })).toContain(list)
    expect(await refused(cursor, { ...filter, order: 'asc' })).toContain(list)
    expect(await refused(cursor, { ...filter, sort: 'updated' })).toContain(list)
    const elsewhere = clientOf(createFakeWallabag({ url: 'https://other.test' }))
    expect(await refused(cursor, filter, elsewhere)).toContain(list)
    const hers = clientOf(fake, { auth: { ...fake.credentials, ...reader } })
    expect(await refused(cursor, filter, hers)).toContain(
      'after: expected a cursor of this account',
    )
    for (const none of ['', 'x', `${cursor}x`, cursor.toUpperCase()]) {
      expect(await refused(none, filter)).toContain(list)
    }
    const sorted = { sort: 'updated', perPage: 2 } as const
    const byNumber = (await entries.list(sorted)).cursor
    expect(await refused(byNumber, sorted)).toBe(2)
    expect(await refused(byNumber, { ...sorted, perPage: 3 })).toContain(list)
    expect(() => Reflect.apply(entries.list, entries, [{}, { after: 7 }])).toThrow(
      'after: expected',
    )
    expect(() => Reflect.apply(entries.list, entries, [{}, { afetr: '' }])).toThrow('afetr')
  })
})

describe('a search', () => {
  test('begins at a page, and goes on after a cursor', async () => {
    const fake = libraryOf(25)
    const wallabag = clientOf(fake)
    const third = await wallabag.search('Title', { perPage: 4, page: 3 })
    expect(third).toMatchObject({ number: 3, total: 25, pageCount: 7 })
    expect(ids(third)).toHaveLength(4)
    const after = third.cursor
    const next = await clientOf(fake).search('Title', { perPage: 4, after })
    expect(next.number).toBe(4)
    const rest = await wallabag.search('Title', { perPage: 4, page: 3 }).toArray({ limit: 99 })
    expect(rest.map(({ id }) => id).slice(0, 8)).toEqual([...ids(third), ...ids(next)])
    expect(rest).toHaveLength(17)
    expect(await wallabag.search('Title', { page: 9 })).toMatchObject({ items: [], total: 25 })
    expect(await wallabag.search('Title', { page: 9 }).toArray({ limit: 9 })).toEqual([])
    expect(() => wallabag.search('Title', { after })).toThrow('of this server, filter')
    expect(() => wallabag.search('title', { perPage: 4, after })).toThrow('of this server, filter')
    expect(() => wallabag.search('Title', { perPage: 4, page: 2, after })).toThrow('beside `after`')
    const none: number[] = []
    for await (const { total } of clientOf(libraryOf(0)).search('x').pages()) none.push(total)
    expect(none).toEqual([0])
    expect(() => wallabag.search('Title', { page: 0 })).toThrow('page: expected')
  })
})
