import { describe, expect, test } from 'vitest'
import type { JobReport, Target, Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import type { FakeWallabag, FaultRule } from 'wallabag-sdk/testing'
import { calls, callsOf, clientOf, labelsIn, libraryOf, urlOf } from '../support/library.js'
import { isFull } from '../support/size.js'

/** How gateways answer for an application that is not there just now; the last three are Wallabag's own words. */
const bodies: Record<string, object> = {
  'status, code and message': { status: 'error', code: 404, message: 'Application not found' },
  'code and message': { code: 404, message: 'Application not found' },
  'message and request_id': { message: 'no Route matched with those values', request_id: 'a1b2' },
  detail: { detail: 'Not Found' },
  'error as a text': { error: 'Not Found' },
  'error with status': { error: { code: 404, message: 'Not Found', status: 'NOT_FOUND' } },
  "Wallabag's of 2.7": { code: 404, message: 'Not Found' },
  "Wallabag's of 2.6": {
    type: 'https://tools.ietf.org/html/rfc2616#section-10',
    title: 'An error occurred',
    status: 404,
    detail: 'Not Found',
  },
  "Wallabag's up to 2.6.2": { error: { code: 404, message: 'Not Found' } },
}

/** Another's, and both that could be Wallabag's; all of them in the long run. */
const often = ['code and message', "Wallabag's of 2.7", "Wallabag's of 2.6"]
const shown = Object.entries(bodies).filter(([name]) => isFull || often.includes(name))

/** Whatever a gateway answers 404 with once is answered by the server when it is asked again. */
describe.each(shown)('a 404 of a gateway: %s', (_, body) => {
  const gateway = (fake: FakeWallabag, rule: FaultRule) =>
    fake.fault(rule, () => Response.json(body, { status: 404 }))

  const synced = async () => {
    const fake = libraryOf(4)
    // The server names the last one with an address, so the first must be asked for by its number.
    fake.seed.entry({ url: urlOf(1) })
    const sync = createSync(clientOf(fake, { retry: { limit: 0 } }), { store: memoryStore() })
    await sync.run()
    return { fake, sync }
  }

  test('deletes nothing from a synced store', async () => {
    const { fake, sync } = await synced()
    fake.behind.remove(3)
    let isDown = false
    const handle = fake.fault({}, ({ path, proceed }) => {
      isDown ||= path === '/api/entries/1'
      return isDown ? Response.json(body, { status: 404 }) : proceed()
    })
    await sync.run().catch(() => undefined)
    expect(isDown).toBe(true)
    expect(await sync.get(1)).not.toBeNull()
    await handle.remove()
    await sync.run()
    expect(await sync.get(1)).not.toBeNull()
    expect(await sync.get(3)).toBeNull()
  })

  test.each(['GET', 'PATCH'])('to %s drops no queued change', async (method) => {
    const { fake, sync } = await synced()
    await sync.outbox.archive(2)
    const handle = gateway(fake, { method, path: '/api/entries/2', times: 1 })
    await sync.run().catch(() => undefined)
    expect(handle.hits).toBe(1)
    await sync.run()
    expect(fake.state.entries.find(({ id }) => id === 2)?.archived).toBe(true)
  })

  test.each(['GET', 'DELETE'])('to %s sends no queued deletion', async (method) => {
    const { fake, sync } = await synced()
    await sync.outbox.delete(2)
    const handle = gateway(fake, { method, path: '/api/entries/2', times: 1 })
    await sync.run().catch(() => undefined)
    expect(handle.hits).toBe(1)
    await sync.run()
    expect(fake.state.entries.map(({ id }) => id)).toEqual([1, 3, 4, 5])
    expect(await sync.get(2)).toBeNull()
  })

  test.each<[string, string, (wallabag: Wallabag) => PromiseLike<unknown>]>([
    ['an entry', '/api/entries/1', (wallabag) => wallabag.entries.delete(1)],
    ['a tag by its number', '/api/tags/1', (wallabag) => wallabag.tags.delete({ id: 1 })],
    ['a tag', '/api/tag/label', (wallabag) => wallabag.tags.delete({ label: 'old' })],
    ['tags', '/api/tags/label', (wallabag) => wallabag.tags.deleteMany(['old'])],
  ])('after a 502 does not stand for the deletion of %s', async (_, path, remove) => {
    const fake = libraryOf(1)
    fake.seed.entry({ url: urlOf(2), tags: ['old'] })
    const before = JSON.stringify(fake.state.entries)
    fake.fault({ method: 'DELETE', path, nth: 1 }, 'html-error')
    gateway(fake, { method: 'DELETE', path, nth: 2 })
    await expect(remove(clientOf(fake, { retry: { limit: 1 } }))).rejects.toMatchObject({
      code: 'not_wallabag',
      status: 404,
      outcome: 'unknown',
      hint: expect.stringContaining('proxy'),
    })
    expect(JSON.stringify(fake.state.entries)).toBe(before)
  })

  test.each<
    [string, string, string, (entries: Wallabag['entries']) => PromiseLike<JobReport<Target>>]
  >([
    ['deletes', 'DELETE', '/api/entries/2', (entries) => entries.deleteMany({ all: true })],
    [
      'updates',
      'PATCH',
      '/api/entries/2',
      (entries) => entries.updateMany({ all: true }, { starred: true }),
    ],
    [
      'exports',
      'GET',
      '/api/entries/2/export',
      (entries) =>
        entries.exportMany({ all: true }, 'txt', { has: () => false, write: async () => {} }),
    ],
  ])('is a failure of one item in a job that %s', async (_, method, path, run) => {
    const fake = libraryOf(3)
    const handle = gateway(fake, { method, path })
    const report = await run(clientOf(fake, { retry: { limit: 0 } }).entries)
    expect(handle.hits).toBe(1)
    expect(report).toMatchObject({ done: 2, skipped: 0, failed: 1 })
    expect(report.failures[0]).toMatchObject({ error: { code: 'not_wallabag' } })
  })

  test('takes no label away from an entry that has not got the new one', async () => {
    const fake = libraryOf(0)
    for (const n of [1, 2]) fake.seed.entry({ url: urlOf(n), tags: ['old'] })
    gateway(fake, { method: 'POST', path: '/api/entries/2/tags' })
    const { tags } = clientOf(fake, { retry: { limit: 0 } })
    await expect(tags.rename('old', 'new')).rejects.toMatchObject({ name: 'PartialError' })
    expect(labelsIn(fake)).toEqual({ 1: 'new,old', 2: 'old' })
  })

  test.each(['created', 'updated'] as const)('ends no list by %s early', async (sort) => {
    const fake = libraryOf(75)
    const handle = gateway(fake, { path: '/api/entries', nth: [3, 5, 7, 9, 11] })
    const list = clientOf(fake, { retry: { limit: 0 } }).entries.list({ sort })
    const read = list.toArray({ limit: 100 })
    await expect(read).rejects.toMatchObject({ code: 'not_wallabag' })
    await handle.remove()
    const page = await list
    const second = await page.next()
    gateway(fake, { path: '/api/entries', times: 1 })
    await expect(second?.next()).rejects.toMatchObject({ code: 'not_wallabag' })
  })
})

describe("a gateway that answers one entry with Wallabag's own 404 for ever, while lists work", () => {
  const behindIt = (fake: FakeWallabag) =>
    fake.fault({ path: '/api/entries/2' }, () =>
      Response.json(bodies["Wallabag's of 2.7"], { status: 404 }),
    )
  const labelled = () => {
    const fake = libraryOf(0)
    for (const n of [1, 2, 3]) fake.seed.entry({ url: urlOf(n), tags: ['old'] })
    return fake
  }

  test('is no absence to a job by filter', async () => {
    const fake = labelled()
    behindIt(fake)
    const report = await clientOf(fake).entries.deleteMany({ tags: ['old'] })
    expect(report).toMatchObject({ done: 2, skipped: 0, failed: 1 })
    // On SQLite a number is given again, and then nobody stands in the way.
    const hint = expect.stringMatching(/proxy.*or.*number/)
    expect(report.failures[0]).toMatchObject({ id: 2, error: { code: 'not_wallabag', hint } })
    // Who has its address is one question; looking through the list would be several for each entry.
    expect(callsOf(fake, 'GET /api/entries/exists')).toBe(1)
    expect(calls(fake).filter((call) => call === 'GET /api/entries')).toHaveLength(1)
  })

  test('is no absence to the outbox, to a sync or to a save', async () => {
    const fake = labelled()
    const wallabag = clientOf(fake)
    const sync = createSync(wallabag, { store: memoryStore() })
    await sync.run()
    await sync.outbox.archive(2)
    const handle = behindIt(fake)
    expect(await sync.run()).toMatchObject({ dropped: 0, deleted: 0 })
    expect(await sync.get(2)).not.toBeNull()
    const saved = wallabag.entries.save(urlOf(2), { starred: true })
    await expect(saved).rejects.toMatchObject({ code: 'not_wallabag' })
    expect(fake.state.entries).toHaveLength(3)
    await handle.remove()
    await sync.run()
    expect(fake.state.entries.find(({ id }) => id === 2)?.archived).toBe(true)
  })

  test('is no absence to a deletion by number alone, whose first answer was lost', async () => {
    const fake = libraryOf(150)
    fake.fault({ method: 'DELETE', path: '/api/entries/2', nth: 1 }, 'html-error')
    behindIt(fake)
    const { entries } = clientOf(fake, { retry: { limit: 1 } })
    await expect(entries.delete(2)).rejects.toMatchObject({
      code: 'not_wallabag',
      outcome: 'unknown',
    })
    const report = await entries.deleteMany([2, 5])
    expect(report).toMatchObject({ done: 1, skipped: 0, failed: 1 })
    expect(report.failures[0]).toMatchObject({ id: 2, error: { code: 'not_wallabag' } })
    expect(fake.state.entries).toHaveLength(149)
  })

  test('costs no entry its label when tags are renamed', async () => {
    const fake = labelled()
    fake.fault({ path: '/api/entries/2/tags' }, () =>
      Response.json(bodies["Wallabag's of 2.7"], { status: 404 }),
    )
    behindIt(fake)
    const renamed = clientOf(fake).tags.rename('old', 'new')
    await expect(renamed).rejects.toMatchObject({ name: 'PartialError', entryId: 2 })
    expect(labelsIn(fake)).toEqual({ 1: 'new,old', 2: 'old', 3: 'new,old' })
  })
})

test('absence is asked for in a job once for all that are found missing meanwhile', async () => {
  const fake = libraryOf(60)
  fake.fault({ method: 'DELETE', nth: 1 }, ({ proceed }) => {
    for (let id = 11; id <= 60; id++) fake.behind.remove(id)
    return proceed()
  })
  const report = await clientOf(fake).entries.deleteMany({ all: true })
  expect(report).toMatchObject({ done: 10, skipped: 50, failed: 0 })
  expect(callsOf(fake, 'GET /api/entries/exists')).toBeLessThanOrEqual(25)
  expect(calls(fake).filter((call) => /^GET .*\d$/.test(call))).toEqual([])
})

test.each([1, 700, 1_000])(
  'that entry %d of a thousand is gone is known after five requests',
  async (id) => {
    const fake = libraryOf(1_000)
    fake.fault({ method: 'DELETE', nth: 1 }, { kind: 'timeout-done' })
    await clientOf(fake, { retry: { limit: 1 } }).entries.delete(id)
    expect(calls(fake).slice(2).length).toBeLessThanOrEqual(5)
  },
)

test('what is gone is skipped, deleted and dropped as before', async () => {
  const fake = libraryOf(3)
  const wallabag = clientOf(fake, { retry: { limit: 1 } })
  const sync = createSync(wallabag, { store: memoryStore() })
  await sync.run()
  await sync.outbox.archive(1)
  fake.behind.remove(1)
  expect(await sync.run()).toMatchObject({ dropped: 1, deleted: 1 })
  fake.fault({ method: 'DELETE', path: '/api/entries/2', nth: 1 }, { kind: 'timeout-done' })
  await wallabag.entries.delete(2)
  expect(await wallabag.entries.deleteMany([1, 3])).toMatchObject({ done: 1, skipped: 1 })
  await expect(wallabag.entries.export(1, 'txt')).rejects.toMatchObject({ code: 'not_found_entry' })
})
