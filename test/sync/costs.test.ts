import { beforeAll, describe, expect, test } from 'vitest'
import { createSync, memoryStore, type Sync, type SyncStore } from 'wallabag-sdk/sync'
import { sized } from '../support/size.js'
import { library } from './library.js'

const size = sized(8_000, 20_000)
/** The pages that hold all of it. */
const pages = size / 1_000

/** What a run costs in a large library, beside signing in and what is asked once per client. */
describe('in a library of many pages', () => {
  const { fake, ids, wallabag, asked } = library(size)
  let sync: Sync
  let requests: string[]

  beforeAll(async () => {
    sync = createSync(wallabag, { store: memoryStore() })
    const { added } = await sync.run()
    expect(added).toBe(size)
    requests = asked()
  })

  test('the first run takes a look at the newest entry, and pages of 1 000 that overlap by one', () => {
    expect(requests.length).toBeLessThanOrEqual(pages + 2)
    expect(new Set(requests)).toEqual(new Set(['GET /api/entries']))
  })

  test('nothing new costs 2 requests, however often', async () => {
    for (let run = 0; run < 3; run += 1) {
      await sync.run()
      expect(asked()).toHaveLength(2)
    }
  })

  test('10 changed cost 2 requests, where 3 are allowed', async () => {
    for (const id of ids.slice(300, 310))
      await wallabag.entries.update(id, { archived: true, title: `n${id}` })
    asked()
    expect((await sync.run()).changed).toBe(10)
    expect(asked()).toHaveLength(2)
  })

  test('10 added cost 2 requests', async () => {
    for (let number = 0; number < 10; number += 1)
      fake.seed.entry({ url: `https://new.test/${number}` })
    expect((await sync.run()).added).toBe(10)
    expect(asked()).toHaveLength(2)
  })

  test('more than 1 000 changed cost a page for each 950 or so, and a look at the latest', async () => {
    fake.clock.advance(1_200_000)
    const updatedAt = Math.floor(fake.clock.now() / 1000)
    for (const id of ids.slice(2_000, 3_500)) fake.behind.change(id, { title: 'm', updatedAt })
    expect((await sync.run()).changed).toBe(1_500)
    expect(asked()).toHaveLength(4)
    fake.clock.advance(1_200_000)
    await wallabag.entries.update(ids[400] ?? 0, { title: 'Later' })
    await sync.run()
    asked()
  })

  test.each([
    ['anywhere', (step: number) => ids[step * 95 * pages + 107]],
    ['at the end', (step: number) => ids.at(-1 - step)],
  ])('10 deleted %s cost 3 requests, all pages and 1 more, or fewer', async (_, pick) => {
    for (let step = 0; step < 10; step += 1) fake.behind.remove(pick(step) ?? 0)
    asked()
    const { deleted } = await sync.run()
    expect(deleted).toBe(10)
    const requests = asked()
    expect(requests.length).toBeLessThanOrEqual(3 + pages + 1)
    expect(requests.filter((line) => line.endsWith('/exists'))).toHaveLength(1)
    await sync.run()
    expect(asked()).toHaveLength(2)
  })

  test('an entry of one’s own that is deleted by the outbox costs no pages', async () => {
    await sync.outbox.delete(ids[5_000] ?? 0)
    asked()
    expect((await sync.run()).deleted).toBe(1)
    expect(asked()).toEqual([
      `GET /api/entries/${ids[5_000]}`,
      `DELETE /api/entries/${ids[5_000]}`,
      'GET /api/entries/exists',
      'GET /api/entries',
      'GET /api/entries',
    ])
  })

  test('flags cost a look at the entry and one request, labels one more', async () => {
    const entry = await sync.get(ids[5_001] ?? 0)
    await sync.outbox.archive(entry?.id ?? 0, !entry?.archived)
    await sync.outbox.tag(entry?.id ?? 0, { add: ['one', 'two'] })
    asked()
    expect((await sync.run()).sent).toBe(1)
    expect(asked()).toHaveLength(2 + 3)
  })

  test('annotations cost one request for each 1 000 annotated entries', async () => {
    const note = { quote: 'a', text: 'b' }
    for (const id of ids.slice(40, 43)) await wallabag.annotations.create(id, note)
    asked()
    expect((await sync.run({ annotations: true })).changed).toBe(3)
    expect(asked()).toHaveLength(3)
  })
})

test('in a small library a deletion is found by hashes, which is the least', async () => {
  const { fake, ids, wallabag, asked } = library(80)
  const sync = createSync(wallabag, { store: memoryStore() })
  await sync.run()
  fake.behind.remove(ids[3] ?? 0)
  asked()
  expect((await sync.run()).deleted).toBe(1)
  expect(asked()).toEqual([
    'GET /api/entries',
    'GET /api/entries',
    'GET /api/entries/exists',
    `GET /api/entries/${ids[3]}`,
  ])
  for (const id of ids.slice(10, 15)) fake.behind.remove(id)
  asked()
  expect((await sync.run()).deleted).toBe(5)
  expect(asked()).toHaveLength(3 + 2)
})

test('contents cost one request each, and never more at once than asked for', async () => {
  let running = 0
  let most = 0
  const { fake } = library(0)
  const slow: typeof fetch = async (input, init) => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    const response = await fake.fetch(input, init)
    running -= 1
    return response
  }
  fake.seed.library(60)
  const { Wallabag } = await import('wallabag-sdk')
  const limits = { concurrency: 10 }
  const wallabag = new Wallabag({ url: fake.url, auth: fake.credentials, fetch: slow, limits })
  const sync = createSync(wallabag, { store: memoryStore() })
  await sync.run({ content: 'all', concurrency: 3 })
  expect(fake.requests.filter(({ path }) => /entries\/\d+$/.test(path))).toHaveLength(60)
  expect(most).toBe(3)
})

test('to send many queued changes reads each a few times, however many there are', async () => {
  const { ids, wallabag } = library(60)
  const inner = memoryStore()
  let read = 0
  const store: SyncStore = {
    ...inner,
    get(keys) {
      read += keys.filter((key) => key.startsWith('change/')).length
      return inner.get(keys)
    },
  }
  const sync = createSync(wallabag, { store })
  await sync.run()
  for (const id of ids) await sync.outbox.tag(id, { add: ['queued'] })
  read = 0
  expect(await sync.run()).toMatchObject({ sent: 60 })
  expect(read).toBeLessThanOrEqual(60 * 6)
})
