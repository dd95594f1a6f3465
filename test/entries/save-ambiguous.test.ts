import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WallabagOptions } from 'wallabag-sdk'
import type { Fault } from 'wallabag-sdk/testing'
import { connect, versions } from '../support/connect.js'

const url = 'http://blog.test/articles/1'
const post = { method: 'POST', path: '/api/entries' }

/** Time passes by turns of the event loop, not by the clock: however slow a machine is, it waits as long. */
let passing: Promise<void>
let isOver = false

beforeEach(() => {
  isOver = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  passing = pass()
})

afterEach(async () => {
  isOver = true
  await passing
  vi.useRealTimers()
})

async function pass(): Promise<void> {
  while (!isOver) await vi.advanceTimersByTimeAsync(20)
}

function connectQuickly(options: Partial<WallabagOptions> = {}) {
  return connect({}, { saveSettleTime: 2500, ...options })
}

/** Losses of an answer after which the entry is there, at once or later. */
const lostButDone: [string, Fault, Partial<WallabagOptions>?][] = [
  ['a gateway that gave up (504), done', 'timeout-done'],
  ['a gateway that gave up (504), done a second later', { kind: 'timeout-later', seconds: 1 }],
  ['a connection that was reset', 'unanswered'],
  ['a connection that was reset in the answer', 'reset-in-answer'],
  ['a timeout of ours', { kind: 'slow-headers', ms: 3000 }, { timeout: 1000 }],
  ['an answer that was cut off', 'truncated-json'],
  ['an answer of another shape', 'wrong-shape'],
  ['an error of the application after it was done', { kind: 'server-error', effect: 'done' }],
]

describe.each(versions)('a save on %s whose answer was lost', (version) => {
  test.each(lostButDone)('%s: the entry is found and finished', async (_, fault, options = {}) => {
    const { wallabag, fake } = connect({ version }, { saveSettleTime: 5000, ...options })
    await wallabag.auth.signIn()
    fake.fault({ ...post, times: 1 }, fault)
    const { entry, created } = await wallabag.entries.save(url, { title: 'Mine', tags: ['a'] })
    expect(created).toBe(true)
    expect(entry).toMatchObject({ title: 'Mine', tags: [{ label: 'a' }] })
    expect(entry.content).toContain('Plain words')
    expect(fake.state.entries).toHaveLength(1)
    expect(
      fake.requests.filter(({ method, path }) => method === 'POST' && path === '/api/entries'),
    ).toHaveLength(1)
  })
})

test('a 500 that left nothing is tried again, once', async () => {
  const { wallabag, fake, calls } = connectQuickly()
  fake.fault({ ...post, times: 1 }, 'server-error')
  expect((await wallabag.entries.save(url)).created).toBe(true)
  expect(calls()).toEqual([
    'GET /api/entries/exists 200',
    'POST /api/entries 500',
    'GET /api/entries/exists 200',
    'POST /api/entries 200',
  ])
  fake.fault(post, 'server-error')
  await expect(wallabag.entries.save('http://blog.test/2')).rejects.toMatchObject({
    code: 'server_error',
    status: 500,
  })
  expect(calls().filter((call) => call.startsWith('POST'))).toHaveLength(2)
})

test.each<[string, Fault]>([
  ['502', { kind: 'html-error', status: 502 }],
  ['504', { kind: 'html-error', status: 504 }],
  ['reset', 'reset-before'],
])('%s: an entry that does not appear is ambiguous, and not made again', async (_, fault) => {
  const { wallabag, fake, calls } = connectQuickly()
  fake.fault(post, fault)
  const error = await wallabag.entries.save(url).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'ambiguous', outcome: 'unknown', cause: expect.any(Error) })
  const seen = calls()
  expect(seen.filter((call) => call.startsWith('POST'))).toHaveLength(1)
  // At once, and after pauses of 0.5, 1 and 2 seconds, as far as they fit.
  expect(seen.filter((call) => call.startsWith('GET')).length).toBeGreaterThanOrEqual(3)
  expect(fake.state.entries).toHaveLength(0)
})

test('a look that fails while waiting says nothing: the next one is waited for', async () => {
  const { wallabag, fake } = connectQuickly()
  fake.fault({ ...post, times: 1 }, 'timeout-done')
  fake.fault({ path: '/api/entries/exists', nth: [2, 3] }, 'reset-before')
  expect((await wallabag.entries.save(url)).created).toBe(true)
})

test('the waiting ends with the total time of the call', async () => {
  const { wallabag, fake } = connect({}, { saveSettleTime: 60_000 })
  await wallabag.auth.signIn()
  fake.fault(post, 'reset-before')
  const started = performance.now()
  const save = wallabag.entries.save(url, {}, { totalTimeout: 700 })
  await expect(save).rejects.toMatchObject({ code: 'ambiguous' })
  expect(performance.now() - started).toBeLessThan(1000)
})

test('an abort while waiting says that the outcome is unknown', async () => {
  const { wallabag, fake } = connectQuickly()
  fake.fault(post, 'reset-before')
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  const save = wallabag.entries.save(url, {}, { signal: controller.signal })
  await expect(save).rejects.toMatchObject({ name: 'AbortError', outcome: 'unknown' })
})

test('ifAmbiguous "retry" tries again, and names the duplicate that the first try left', async () => {
  const { wallabag, fake } = connect({}, { saveSettleTime: 300 })
  fake.seed.library(40)
  fake.fault({ ...post, nth: 1 }, 'reset-before')
  let late = 0
  fake.fault({ ...post, nth: 2 }, async ({ proceed }) => {
    const answer = await proceed()
    // The first try ends only now: it began before there was an entry to be found.
    late = fake.seed.entry({ url })
    return answer
  })
  const saved = await wallabag.entries.save(url, { title: 'Mine', ifAmbiguous: 'retry' })
  expect(late).toBeGreaterThan(0)
  expect(saved.created).toBe(true)
  expect(saved.duplicates).toEqual([late])
})

test('a duplicate is named once, however many entries are made meanwhile', async () => {
  const { wallabag, fake } = connect({}, { saveSettleTime: 300 })
  fake.fault({ ...post, nth: 1 }, 'reset-before')
  let late = 0
  fake.fault({ ...post, nth: 2 }, async ({ proceed }) => {
    const answer = await proceed()
    late = fake.seed.entry({ url })
    // It is the last of a page, and the first of the next once another entry has come.
    for (let n = 1; n < 100; n++) fake.seed.entry({ url: `http://blog.test/others/${n}` })
    return answer
  })
  fake.fault({ method: 'GET', path: '/api/entries', nth: 2 }, ({ proceed }) => {
    fake.seed.entry({ url: 'http://blog.test/others/100' })
    return proceed()
  })
  const saved = await wallabag.entries.save(url, { title: 'Mine', ifAmbiguous: 'retry' })
  expect(saved.duplicates).toEqual([late])
})

test('ifAmbiguous "retry" without a duplicate names none', async () => {
  const { wallabag, fake } = connect({}, { saveSettleTime: 300 })
  fake.fault({ ...post, nth: 1 }, 'reset-before')
  const saved = await wallabag.entries.save(url, { ifAmbiguous: 'retry' })
  expect(saved).toMatchObject({ created: true, duplicates: [] })
})

test.each([
  ['was never sent', 'refused', 'network'],
  ['was refused', { kind: 'html-error', status: 403 }, 'forbidden'],
] as const)('a second try that %s says that the first may have worked', async (_, fault, code) => {
  const { wallabag, fake } = connect({}, { saveSettleTime: 10 })
  fake.fault({ ...post, nth: 1 }, { kind: 'timeout-later', seconds: 60 })
  fake.fault({ ...post, nth: 2 }, fault)
  const save = wallabag.entries.save(url, { ifAmbiguous: 'retry' })
  await expect(save).rejects.toMatchObject({ code, outcome: 'unknown' })
})

test('a second try that is aborted before it is sent says so too', async () => {
  const controller = new AbortController()
  const { wallabag, fake } = connect({}, { saveSettleTime: 10, retry: { limit: 1 } })
  fake.fault({ ...post, nth: 1 }, { kind: 'timeout-later', seconds: 60 })
  fake.fault({ ...post, nth: 2 }, { kind: 'busy', retryAfter: 5 })
  const { signal } = controller
  const save = wallabag.entries.save(url, { ifAmbiguous: 'retry' }, { signal })
  setTimeout(() => controller.abort('enough'), 200)
  const aborted = { name: 'AbortError', cause: 'enough', outcome: 'unknown' }
  await expect(save).rejects.toMatchObject(aborted)
})

test('when the look for duplicates fails, the error says that the entry is there', async () => {
  const { wallabag, fake } = connect({}, { saveSettleTime: 10 })
  fake.fault({ ...post, nth: 1 }, 'reset-before')
  fake.fault({ method: 'GET', path: '/api/entries' }, 'refused')
  const save = wallabag.entries.save(url, { ifAmbiguous: 'retry' })
  await expect(save).rejects.toMatchObject({ code: 'partial', entryId: 1, done: ['created'] })
})

test('a save that fails after the entry was made says what was done and is safe to repeat', async () => {
  const { wallabag, fake } = connectQuickly()
  const handle = fake.fault({ method: 'PATCH', path: '/api/entries/*' }, 'server-error')
  const error = await wallabag.entries.save(url, { title: 'Mine' }).catch((e: unknown) => e)
  expect(error).toMatchObject({
    code: 'partial',
    outcome: 'partial',
    entryId: 1,
    done: ['created'],
    status: 500,
  })
  await handle.remove()
  const { entry, created } = await wallabag.entries.save(url, { title: 'Mine' })
  expect(created).toBe(false)
  expect(entry.title).toBe('Mine')
  expect(fake.state.entries).toHaveLength(1)
})

test('a refusal is no ambiguity', async () => {
  const { wallabag, fake, calls } = connectQuickly()
  fake.fault(post, { kind: 'html-error', status: 413 })
  await expect(wallabag.entries.save(url)).rejects.toMatchObject({
    code: 'too_large',
    outcome: 'refused',
  })
  expect(calls()).toHaveLength(2)
})
