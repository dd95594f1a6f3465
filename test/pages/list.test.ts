import { describe, expect, test } from 'vitest'
import { isWallabagError } from 'wallabag-sdk'
import { eventually } from '../support/eventually.js'
import { calls, callsOf, clientOf, libraryOf } from '../support/library.js'

describe('a list', () => {
  test('sends nothing before it is read, and asks once when it is awaited twice', async () => {
    const fake = libraryOf(3)
    const list = clientOf(fake).entries.list()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(fake.requests).toHaveLength(0)
    const [first, second] = await Promise.all([list, list])
    expect(first).toBe(second)
    expect(calls(fake)).toEqual(['GET /api/entries'])
  })

  test('holds one page and fetches the next ahead, no further', async () => {
    const fake = libraryOf(60)
    const pages = clientOf(fake).entries.list({ perPage: 10 }).pages()
    await pages.next()
    await eventually(() => expect(calls(fake)).toHaveLength(2))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(calls(fake)).toHaveLength(2)
    await pages.next()
    await eventually(() => expect(calls(fake)).toHaveLength(3))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(calls(fake)).toHaveLength(3)
    await pages.return()
  })

  test('ends the request that is under way when the reader leaves', async () => {
    const fake = libraryOf(60)
    const aborted: boolean[] = []
    const watching: typeof fetch = (input, init) => {
      const signal = input instanceof Request ? input.signal : init?.signal
      signal?.addEventListener('abort', () => aborted.push(true))
      return fake.fetch(input, init)
    }
    for await (const _ of clientOf(fake, { fetch: watching }).entries.list({ perPage: 10 })) break
    await eventually(() => expect(aborted).toHaveLength(1))
    expect(calls(fake).length).toBeLessThanOrEqual(2)
  })

  test('gives no further page once its signal aborts, not even one that has come already', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const seen: number[] = []
    const read = async () => {
      for await (const { id } of clientOf(libraryOf(15)).entries.list(
        { perPage: 10 },
        { signal },
      )) {
        seen.push(id)
        if (seen.length > 1) continue
        await new Promise((resolve) => setTimeout(resolve, 20))
        controller.abort('enough')
      }
    }
    await expect(read()).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' })
    expect(seen).toHaveLength(10)
  })

  test('gives each entry once to readers that ask at the same time', async () => {
    const fake = libraryOf(25)
    const iterator = clientOf(fake).entries.list({ perPage: 4 })[Symbol.asyncIterator]()
    const results = await Promise.all(Array.from({ length: 30 }, () => iterator.next()))
    const ids = results.flatMap(({ value }) => (value ? [value.id] : []))
    expect(ids).toEqual(Array.from({ length: 25 }, (_, n) => 25 - n))
    expect(results.filter(({ done }) => done)).toHaveLength(5)
  })

  test.each([
    [{ kind: 'server-error', status: 500 } as const, 'server_error'],
    [{ kind: 'html-error', status: 404 } as const, 'not_wallabag'],
    [{ kind: 'truncated-json' } as const, 'not_json'],
    ['reset-before' as const, 'network'],
  ])('fails, and does not end, when a page cannot be read: %o', async (fault, code) => {
    const fake = libraryOf(30)
    const seen: number[] = []
    const read = async () => {
      const wallabag = clientOf(fake, { retry: { limit: 0 } })
      for await (const { id } of wallabag.entries.list({ perPage: 10 })) {
        if (seen.length === 0) fake.fault({ path: '/api/entries' }, fault)
        seen.push(id)
      }
    }
    const error = await read().then(null, (error: unknown) => error)
    expect(isWallabagError(error) && error.code).toBe(code)
    expect(seen.length).toBeLessThan(30)
  })

  test('ends when everything was deleted under it', async () => {
    const fake = libraryOf(30)
    const wallabag = clientOf(fake)
    const seen: number[] = []
    for await (const { id } of wallabag.entries.list({ perPage: 5, order: 'asc' })) {
      if (seen.length === 0) await wallabag.entries.deleteMany({ all: true })
      seen.push(id)
    }
    expect(seen.slice(0, 5)).toEqual([1, 2, 3, 4, 5])
  })

  test('goes on from a page, and counts', async () => {
    const fake = libraryOf(12)
    const { entries } = clientOf(fake)
    const page = await entries.list({ perPage: 5 })
    expect(page).toMatchObject({ number: 1, perPage: 5, pageCount: 3, total: 12, hasNext: true })
    const ids: number[] = []
    for await (const { id } of page) ids.push(id)
    expect(ids).toEqual(Array.from({ length: 12 }, (_, n) => 12 - n))
    const last = await (await page.next())?.next()
    expect(last?.items.map(({ id }) => id)).toEqual([2, 1])
    expect(await last?.next()).toBeNull()
    expect(await entries.count()).toBe(12)
  })

  test('a next page that is gone, since the list shrank, is none', async () => {
    const { entries } = clientOf(libraryOf(6))
    const page = await entries.list({ perPage: 3 })
    for (const { id } of page.items) await entries.delete(id)
    expect(page.hasNext).toBe(true)
    expect(await page.next()).toBeNull()
  })

  test('reads an array up to a limit, which must be given', async () => {
    const fake = libraryOf(12)
    const list = clientOf(fake).entries.list({ perPage: 5 })
    expect(await list.toArray({ limit: 7 })).toHaveLength(7)
    expect(callsOf(fake, 'GET /api/entries')).toBeLessThanOrEqual(3)
    expect(await list.toArray({ limit: Number.POSITIVE_INFINITY })).toHaveLength(12)
    expect(await list.toArray({ limit: 0 })).toEqual([])
    await expect(Reflect.apply(list.toArray, list, [])).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('limit'),
    })
  })

  test('comes at most once in the order of the last change, while entries move', async () => {
    const fake = libraryOf(20)
    const wallabag = clientOf(fake)
    const seen: number[] = []
    for await (const { id } of wallabag.entries.list({ sort: 'updated', perPage: 4 })) {
      seen.push(id)
      if (seen.length % 3 === 0) await wallabag.entries.update(21 - seen.length, { starred: true })
    }
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('tells all readers of one bad item, and delivers the others', async () => {
    const fake = libraryOf(5)
    fake.fault({ path: '/api/entries' }, { kind: 'odd-entry' })
    const bad: (number | null)[] = []
    const wallabag = clientOf(fake, { onInvalid: ({ id }) => void bad.push(id) })
    expect(await wallabag.entries.list().toArray({ limit: 10 })).toHaveLength(4)
    expect(bad).toHaveLength(1)
  })
})
