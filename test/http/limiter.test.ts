import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A server that tells when each request came, and how many it worked on at once. */
function setUp(options: Partial<WallabagOptions> = {}, latency = 0) {
  const fake = createFakeWallabag({ latency, entries: [{ url: 'https://example.org/a' }] })
  const starts: number[] = []
  const paths: string[] = []
  let running = 0
  let most = 0
  const fetch: typeof globalThis.fetch = async (input, init) => {
    starts.push(performance.now())
    paths.push(new URL(input instanceof Request ? input.url : input).pathname)
    running += 1
    most = Math.max(most, running)
    try {
      return await fake.fetch(input, init)
    } finally {
      running -= 1
    }
  }
  const wallabag = clientOf(fake, { fetch, ...options })
  return { fake, wallabag, starts, paths, most: () => most }
}

/** The most starts that any closed window of one second holds. */
function mostWithinASecond(starts: readonly number[]): number {
  return Math.max(
    ...starts.map((from) => starts.filter((at) => at >= from && at <= from + 1000).length),
  )
}

describe('so many a second', () => {
  test('no second holds more than ten requests, repeats and token calls included', async () => {
    const { fake, wallabag, starts, paths } = setUp({
      limits: { requestsPerSecond: 10, concurrency: 50 },
      retry: { limit: 9 },
    })
    fake.fault({ path: '/api/tags', probability: 0.3, seed: 7 }, 'server-error')
    fake.fault({ path: '/api/tags', nth: [20, 21] }, 'unauthorized')
    fake.fault({ path: '/oauth/v2/token', nth: 1 }, 'html-error')
    const calls = Promise.all(Array.from({ length: 60 }, () => wallabag.tags.list()))
    await vi.runAllTimersAsync()
    await calls
    expect(starts.length).toBeGreaterThan(75)
    expect(paths.filter((path) => path.endsWith('token')).length).toBeGreaterThan(2)
    expect(mostWithinASecond(starts)).toBe(10)
  })
})

test('calls that give up just when their turn has come take no other call with them', async () => {
  const { wallabag } = setUp({ limits: { requestsPerSecond: 1 } })
  const first = Promise.all([wallabag.auth.signIn(), wallabag.tags.list()])
  await vi.runAllTimersAsync()
  await first
  const controller = new AbortController()
  const aborted = Promise.allSettled(
    [1, 2].map(() => wallabag.tags.list({ signal: controller.signal })),
  )
  const patient = [wallabag.tags.list(), wallabag.tags.list()]
  await vi.advanceTimersByTimeAsync(0)
  // Time passes while something else keeps the timers from firing.
  vi.spyOn(performance, 'now').mockReturnValueOnce(performance.now() + 5000)
  controller.abort()
  const results = await aborted
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const served = Promise.all(patient)
  await vi.advanceTimersByTimeAsync(10_000)
  await served
})

describe('so many at once', () => {
  test.each([1, 4, 7])('never more than %i', async (concurrency) => {
    const { wallabag, most } = setUp({ limits: { concurrency } }, 50)
    const calls = Promise.all(Array.from({ length: 30 }, () => wallabag.entries.get(1)))
    await vi.runAllTimersAsync()
    await calls
    expect(most()).toBe(concurrency)
  })

  test('four unless told', async () => {
    const { wallabag, most } = setUp({}, 50)
    const calls = Promise.all(Array.from({ length: 30 }, () => wallabag.entries.get(1)))
    await vi.runAllTimersAsync()
    await calls
    expect(most()).toBe(4)
  })

  test('a pause between attempts leaves the slot to others', async () => {
    const { fake, wallabag } = setUp({ limits: { concurrency: 1 } })
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    fake.fault({ path: '/api/tags', nth: 1 }, 'server-error')
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const order: string[] = []
    const first = wallabag.tags.list().then(() => order.push('tags'))
    const second = wallabag.user.get().then(() => order.push('user'))
    await vi.runAllTimersAsync()
    await Promise.all([first, second])
    vi.mocked(Math.random).mockRestore()
    expect(order).toEqual(['user', 'tags'])
  })

  test('one at a time and a refused token: the renewal has a way past the queue', async () => {
    const { fake, wallabag } = setUp({ limits: { concurrency: 1, requestsPerSecond: 5 } }, 20)
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    fake.state.revokeTokens('access')
    const calls = Promise.all(Array.from({ length: 8 }, () => wallabag.entries.get(1)))
    await vi.runAllTimersAsync()
    expect(await calls).toHaveLength(8)
  })
})

describe('the queue', () => {
  test('first in, first out', async () => {
    const { wallabag, paths } = setUp({ limits: { concurrency: 1 } }, 5)
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    const ids = Array.from({ length: 12 }, (_, index) => index + 1)
    const calls = Promise.allSettled(ids.map((id) => wallabag.entries.get(id)))
    await vi.runAllTimersAsync()
    await calls
    expect(paths.slice(1)).toEqual(ids.map((id) => `/api/entries/${id}`))
  })

  test('who aborts leaves at once, unsent, and nobody waits for it', async () => {
    const { wallabag, paths } = setUp({ limits: { concurrency: 1 } }, 1000)
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    const controller = new AbortController()
    const running = wallabag.entries.get(1)
    const waiting = wallabag.entries.update(1, { title: 'never' }, { signal: controller.signal })
    const last = wallabag.user.get()
    const failed = expect(waiting).rejects.toMatchObject({
      name: 'AbortError',
      cause: 'enough',
      outcome: 'not-sent',
      attempts: 0,
      path: '/api/entries/1',
    })
    await vi.advanceTimersByTimeAsync(10)
    controller.abort('enough')
    await failed
    await vi.runAllTimersAsync()
    await Promise.all([running, last])
    expect(paths.slice(1)).toEqual(['/api/entries/1', '/api/user'])
  })

  test('who runs out of time leaves with a timeout, unsent', async () => {
    const { wallabag, paths } = setUp({ limits: { concurrency: 1 } }, 5000)
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    const running = wallabag.entries.get(1)
    const waiting = wallabag.entries.update(1, { title: 'never' }, { totalTimeout: 100 })
    const failed = expect(waiting).rejects.toMatchObject({ code: 'timeout', outcome: 'not-sent' })
    await vi.advanceTimersByTimeAsync(101)
    await failed
    await vi.runAllTimersAsync()
    await running
    expect(paths).toHaveLength(2)
  })
})

describe('a server that asks to wait', () => {
  test('is left alone by every caller for so long', async () => {
    const { fake, wallabag, starts } = setUp({}, 1)
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    fake.fault({ path: '/api/tags', nth: 1 }, { kind: 'busy', retryAfter: 30 })
    const first = wallabag.tags.list()
    await vi.advanceTimersByTimeAsync(100)
    const asked = starts.at(-1) ?? 0
    const others = Promise.all([
      wallabag.entries.get(1),
      wallabag.user.get(),
      wallabag.auth.signIn(),
    ])
    await vi.runAllTimersAsync()
    await Promise.all([first, others])
    const later = starts.slice(2)
    expect(later).toHaveLength(3)
    for (const at of later) expect(at - asked).toBeGreaterThanOrEqual(30_000)
  })

  test('is left alone also by the call that waits for the only place', async () => {
    const { fake, wallabag, starts } = setUp({ limits: { concurrency: 1 } }, 1)
    await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
    fake.fault({ path: '/api/tags', nth: 1 }, { kind: 'busy', retryAfter: 2 })
    const calls = Promise.all([wallabag.tags.list(), wallabag.entries.get(1)])
    await vi.runAllTimersAsync()
    await calls
    const [, refused = 0, ...later] = starts
    expect(later).toHaveLength(2)
    for (const at of later) expect(at - refused).toBeGreaterThanOrEqual(2000)
  })

  test.each([61, 114 * 3600])(
    'for %i s, longer than the cap: that call fails at once, and the others wait for no more than the cap',
    async (retryAfter) => {
      const { fake, wallabag, starts } = setUp({}, 1)
      await Promise.all([wallabag.auth.signIn(), vi.runAllTimersAsync()])
      fake.fault({ path: '/api/tags', nth: 1 }, { kind: 'busy', retryAfter })
      const failed = expect(wallabag.tags.list()).rejects.toMatchObject({
        code: 'rate_limited',
        retryAfter,
        attempts: 1,
        outcome: 'refused',
      })
      await vi.advanceTimersByTimeAsync(2)
      await failed
      const asked = starts.at(-1) ?? 0
      const other = wallabag.entries.get(1)
      await vi.runAllTimersAsync()
      await other
      const waited = (starts.at(-1) ?? 0) - asked
      expect(waited).toBeGreaterThanOrEqual(60_000)
      expect(waited).toBeLessThan(60_100)
    },
  )
})
