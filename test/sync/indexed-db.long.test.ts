import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { type Browsing, browse } from './browser/chromium.js'
import { library } from './library.js'

let browsing: Browsing
let context: BrowserContext
let fake: FakeWallabag
let server: { url: string; close(): Promise<void> }
let ids: number[]

beforeAll(async () => {
  browsing = await browse()
})
afterAll(() => browsing.close())
beforeEach(async () => {
  context = await browsing.browser.newContext()
  const made = library(45)
  fake = made.fake
  ids = made.ids
  server = await fake.listen()
})
afterEach(async () => {
  await context.close()
  await server.close()
})

interface Account {
  readonly url: string
  readonly auth: FakeWallabag['credentials']
  readonly name: string
}

/** A page with `sync`, on the database of that name. */
async function pageWithSync(origin = browsing.secure, name = 'reader'): Promise<Page> {
  const page = await browsing.open(context, origin)
  const account: Account = { url: server.url, auth: fake.credentials, name }
  await page.evaluate(({ url, auth, name }) => {
    const wallabag = new sdk.Wallabag({ url, auth, retry: { limit: 0 } })
    const store = sdk.indexedDbStore(name)
    Object.assign(globalThis, { store, sync: sdk.createSync(wallabag, { store }) })
  }, account)
  return page
}

declare global {
  var sync: import('wallabag-sdk/sync').Sync
  var store: import('wallabag-sdk/sync').IndexedDbStore
  /** What a page keeps between two evaluations. */
  var kept: { code: string | null; told: string[] }
}

/** Runs in a page; what it did, or the code of what it throws. */
const run = (page: Page, options: { wait?: boolean; content?: 'all' } = {}) =>
  page.evaluate(async (given) => {
    try {
      const { added, sent, deleted, complete } = await sync.run(given)
      return { added, sent, deleted, complete }
    } catch (caught) {
      return { code: String(Object(caught).code) }
    }
  }, options)

describe.each(['secure', 'insecure'] as const)('two pages in a %s context', (kind) => {
  test('share a database: nothing queued is lost, one runs at a time, and both see all of it', async () => {
    const pages = [await pageWithSync(browsing[kind]), await pageWithSync(browsing[kind])] as const
    const [one, two] = pages
    expect(await one.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual(
      kind === 'secure' ? [true, true] : [false, false],
    )
    expect(await run(one, { content: 'all' })).toMatchObject({ added: 45, complete: true })
    const wished = new Map(fake.state.entries.map(({ id, archived }) => [id, !archived]))
    const halves = [0, 1].map((half) =>
      [...wished].slice(0, 40).filter((_, index) => index % 2 === half),
    )
    const queueAll = (page: Page, half: (readonly [number, boolean])[] = []) =>
      page.evaluate(
        (wishes) => Promise.all(wishes.map(([id, to]) => sync.outbox.archive(id, to))),
        half,
      )
    await Promise.all(pages.map((page, index) => queueAll(page, halves[index])))
    for (const page of pages) {
      expect(await page.evaluate(async () => (await sync.outbox.list()).length)).toBe(40)
    }
    let refused: unknown
    let waiting: Promise<unknown> = Promise.resolve()
    fake.fault({ method: 'PATCH', times: 1 }, async ({ proceed }) => {
      refused = await run(two)
      waiting = run(two, { wait: true })
      return proceed()
    })
    expect(await run(one)).toMatchObject({ sent: 40, complete: true })
    expect(await waiting).toMatchObject({ sent: 0, complete: true })
    expect(refused).toEqual({ code: 'sync_running' })
    for (const [id, to] of [...wished].slice(0, 40)) {
      expect(fake.state.entries.find((entry) => entry.id === id)?.archived).toBe(to)
    }
    for (const page of pages) {
      expect(await page.evaluate(() => sync.status())).toMatchObject({ waiting: 0, running: false })
    }
  })

  test('hear of each other what was queued, sent and stored', async () => {
    const [one, two] = [await pageWithSync(browsing[kind]), await pageWithSync(browsing[kind])]
    await run(one)
    await two.evaluate(() => {
      globalThis.kept = { code: null, told: [] }
      sync.subscribe((event) => kept.told.push(event.type))
    })
    await one.evaluate((id) => sync.outbox.tag(id, { add: ['new'] }), ids[0] ?? 0)
    await two.waitForFunction(() => kept.told.length === 1, null, { timeout: 1000 })
    await run(one)
    await two.waitForFunction(() => kept.told.length >= 3, null, { timeout: 1000 })
    expect(await two.evaluate(() => kept.told)).toEqual(['queued', 'sent', 'stored'])
    expect(await two.evaluate((id) => sync.get(id), ids[0] ?? 0)).toMatchObject({
      tags: expect.arrayContaining([expect.objectContaining({ label: 'new' })]),
      pending: false,
    })
  })

  test('go on where one was killed in the middle of a run, and of a write', async () => {
    const [one, two] = [await pageWithSync(browsing[kind]), await pageWithSync(browsing[kind])]
    await run(two)
    await one.evaluate((id) => sync.outbox.annotate(id, { quote: 'a', text: 'once' }), ids[0] ?? 0)
    let made = () => {}
    const noted = new Promise<void>((resolve) => {
      made = resolve
    })
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, async ({ proceed }) => {
      const response = await proceed()
      made()
      await new Promise((resolve) => setTimeout(resolve, 100))
      return response
    })
    const killed = run(one).catch(() => null)
    await noted
    await one.close()
    await killed
    // A lock ends with its page; a sign of life in the store ends in half a minute.
    if (kind === 'insecure') {
      expect(await run(two)).toEqual({ code: 'sync_running' })
      await two.evaluate(() => {
        const now = Date.now
        Date.now = () => now() + 31_000
      })
    }
    expect(await run(two, { wait: true })).toMatchObject({ sent: 1, complete: true })
    expect(fake.state.annotations.map(({ text }) => text)).toEqual(['once'])
  })
})

test('a full disk is said, nothing of that write is kept, and what waits is kept', async () => {
  const page = await pageWithSync()
  const devtools = await context.newCDPSession(page)
  const origin = browsing.secure
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3_000_000 })
  await run(page)
  await page.evaluate((id) => sync.outbox.tag(id, { add: ['kept'] }), ids[0] ?? 0)
  const failed = await page.evaluate(async () => {
    const content = { kind: 'content', html: 'x'.repeat(5_000_000), updatedAt: '' } as const
    const records = new Map([1, 2].map((id) => [`content/${id}`, content]))
    const write = async (view: import('wallabag-sdk/sync').SyncRecords) => view.write(records)
    const error = Object(await store.queue?.(write).catch((caught) => caught))
    return { code: error.code, message: error.message, keys: await store.keys('content/') }
  })
  expect(failed).toMatchObject({ code: 'store_full', keys: [] })
  expect(failed.message).toContain('no room left for the database reader')
  expect(await run(page)).toMatchObject({ sent: 1, complete: true })
})

test('a database that is deleted is let go of by the other tabs, which begin anew', async () => {
  const [one, two] = [await pageWithSync(), await pageWithSync()]
  await run(one)
  await two.evaluate(() => sync.status())
  const how = await one.evaluate(async () => {
    await store.close()
    const request = indexedDB.deleteDatabase('reader')
    return new Promise((resolve) => {
      request.onsuccess = () => resolve('deleted')
      request.onblocked = () => resolve('blocked')
    })
  })
  expect(how).toBe('deleted')
  expect(await two.evaluate(() => sync.status())).toMatchObject({ lastRun: null })
  expect(await run(two)).toMatchObject({ added: 45 })
  expect(await one.evaluate(() => store.keys('entry/'))).toHaveLength(45)
})

test('a database of a later version, one of another account, and what is no name are refused', async () => {
  const page = await pageWithSync()
  const refused = await page.evaluate(async () => {
    await new Promise((resolve, reject) => {
      const request = indexedDB.open('later', 7)
      request.onsuccess = () => resolve(request.result.close())
      request.onerror = reject
    })
    const later = await Promise.resolve(sdk.indexedDbStore('later').get(['state'])).catch(
      (caught) => caught,
    )
    let none: { code?: string; message?: string } = {}
    try {
      sdk.indexedDbStore('')
    } catch (error) {
      if (error instanceof Error) none = error
    }
    return [later.code, later.message, none.code, none.message]
  })
  expect(refused).toEqual([
    'unsupported',
    expect.stringContaining('later version'),
    'invalid_option',
    expect.stringContaining('the name of a database'),
  ])
  await run(page)
  const other = library(2).fake
  const there = await other.listen()
  const code = await page.evaluate(
    async ({ url, auth }) => {
      const wallabag = new sdk.Wallabag({ url, auth })
      const mine = sdk.createSync(wallabag, { store: sdk.indexedDbStore('reader') })
      return mine.run().then(String, (caught) => Object(caught).code)
    },
    { url: there.url, auth: other.credentials },
  )
  await there.close()
  expect(code).toBe('store_of_another_account')
  expect(await page.evaluate(() => store.keys('entry/'))).toHaveLength(45)
})

test('any writes, reads and listings give what a store in memory gives', async () => {
  const page = await pageWithSync()
  const differences = await page.evaluate(async () => {
    const memory = sdk.memoryStore()
    const content = (html: string) => ({ kind: 'content', html, updatedAt: '' }) as const
    let seed = 1
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const differing: string[] = []
    const compare = async (what: string, read: (from: typeof memory) => unknown) => {
      const [mine, theirs] = [await read(store), await read(memory)]
      if (JSON.stringify(mine) !== JSON.stringify(theirs)) differing.push(what)
    }
    for (let round = 0; round < 60; round++) {
      // Some write a whole page in a row, others a few entries anywhere.
      const isPage = random(3) === 0
      const first = random(600)
      const ids = Array.from({ length: isPage ? 170 : random(6) }, (_, index) =>
        isPage ? first + index * (1 + random(2)) : 1 + random(800),
      )
      const record = (id: number) =>
        !isPage && random(2) === 0 ? null : content(`${round} of ${id}`)
      const written = new Map(ids.map((id) => [`entry/${id}`, record(id)]))
      for (const each of [store, memory]) {
        await each.write(new Map([...written, [`content/${round}`, content('a')]]))
      }
      for (const prefix of ['entry/', 'entry/1', '', 'content/', 'change/']) {
        const sorted = async (from: typeof memory) => [...(await from.keys(prefix))].sort()
        await compare(`keys ${prefix} in round ${round}`, sorted)
      }
      const asked = Array.from({ length: 40 }, () => `entry/${random(1000)}`)
      const records = async (from: typeof memory) =>
        (await from.get([...asked, `content/${round}`])).map((found) => found ?? null)
      await compare(`records in round ${round}`, records)
    }
    return { differing, left: (await store.keys('entry/')).length }
  })
  expect(differences.differing).toEqual([])
  expect(differences.left).toBeGreaterThan(100)
})

test('a database with a record for each entry, as it was at first, is read on', async () => {
  const page = await pageWithSync()
  await run(page)
  await page.evaluate((id) => sync.outbox.tag(id, { add: ['kept'] }), ids[0] ?? 0)
  await page.evaluate(async () => {
    const keys = ['entry/', 'change/'].map((prefix) => store.keys(prefix))
    const all = [...(await Promise.all(keys)).flat(), 'state', 'queue']
    const records = await store.get(all)
    const request = indexedDB.open('first form', 1)
    request.onupgradeneeded = () => {
      const rows = request.result.createObjectStore('records')
      for (const [index, key] of all.entries()) rows.put(records[index], key)
    }
    await new Promise((resolve) => {
      request.onsuccess = resolve
    })
    request.result.close()
  })
  const other = await pageWithSync(browsing.secure, 'first form')
  expect(await other.evaluate(() => store.keys('entry/'))).toHaveLength(45)
  expect(await run(other)).toEqual({ added: 0, sent: 1, deleted: 0, complete: true })
})
