import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createSync, memoryStore, type SyncEvent, type WatchOptions } from 'wallabag-sdk/sync'
import { library } from './library.js'

const minute = 60_000

// What is loaded with the first request takes real time, of which a fake clock gives none.
beforeAll(() => library(1).wallabag.tags.list())
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A watch that runs in the background, and when its runs began, in minutes. */
function watched(options: Partial<WatchOptions> = {}) {
  const made = library(3)
  const sync = createSync(made.wallabag, { store: memoryStore() })
  const controller = new AbortController()
  const events: SyncEvent[] = []
  const watch = sync.watch({ every: 10 * minute, signal: controller.signal, ...options })
  const ended = (async () => {
    for await (const event of watch) events.push(event)
  })()
  ended.catch(() => undefined)
  const runs = async (minutes: number) => {
    const begun: number[] = []
    for (let now = 0; now < minutes; now += 1) {
      const before = made.fake.requests.length
      await vi.advanceTimersByTimeAsync(minute)
      for (let turn = 0; turn < 200; turn += 1)
        await new Promise<void>((resolve) => setImmediate(resolve))
      if (made.fake.requests.length > before) begun.push(now + 1)
    }
    return begun
  }
  return { ...made, sync, controller, events, ended, runs, watch }
}

test('a watch runs less often while nothing happens, down to a sixth, and as often as told when something does', async () => {
  const { fake, events, runs, controller, ended } = watched()
  expect(await runs(1)).toEqual([1])
  expect(events).toHaveLength(3)
  // Ten minutes after the first run, then 15, 22.5, 33.75, 50.6, 60 and 60.
  expect(await runs(300)).toEqual([9, 24, 47, 81, 131, 191, 251])
  fake.seed.entry({ url: 'https://new.test/' })
  expect(await runs(80)).toEqual([11, 21, 36, 59])
  expect(events).toHaveLength(4)
  controller.abort(new Error('enough'))
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' })
})

test.each([30 * 24 * 60 * minute, Number.POSITIVE_INFINITY])(
  'a pause of %d ms, which no timer can count, is kept by a watch all the same',
  async (every) => {
    const { runs, controller } = watched({ every })
    expect(await runs(30)).toEqual([1])
    controller.abort()
  },
)

test('a watch outlives what may pass, says so, and waits as long as the server asks', async () => {
  const errors: unknown[] = []
  const { fake, events, runs, controller } = watched({ onError: (error) => errors.push(error) })
  await runs(1)
  fake.fault({ path: '/api/entries', times: 1 }, { kind: 'busy', status: 503, retryAfter: 3600 })
  fake.seed.entry({ url: 'https://new.test/' })
  expect(await runs(80)).toEqual([9, 69, 79])
  expect(errors).toMatchObject([{ retryAfter: 3600 }])
  expect(events).toHaveLength(4)
  controller.abort()
})

test('a watch ends with what does not pass by itself', async () => {
  const { fake, ids, ended, runs } = watched()
  await runs(1)
  for (let number = 0; number < 30; number += 1) fake.seed.entry({ url: `https://${number}.test/` })
  await runs(10)
  for (const { id } of fake.state.entries) if (!ids.includes(id)) fake.behind.remove(id)
  await runs(20)
  await expect(ended).rejects.toMatchObject({ code: 'mass_deletion' })
})

test('leaving the iteration ends a watch', async () => {
  const { sync } = watched()
  const watch = sync.watch({ every: minute })
  await watch.return()
  expect(await watch.next()).toEqual({ done: true, value: undefined })
})

test('a pause that is none is refused', async () => {
  const { sync } = watched()
  await expect(sync.watch({ every: 0 }).next()).rejects.toThrow('every: expected milliseconds')
})
