import { describe, expect, test, vi } from 'vitest'
import { clientWith, failureOf, json } from './canned.js'

/** How long the first pause is, in seconds, when the server answers 429 with these headers. */
async function pauseAfter(headers: Record<string, string>): Promise<number> {
  let asked = 0
  const delays: number[] = []
  const controller = new AbortController()
  const wallabag = clientWith(
    () => (++asked === 1 ? new Response('', { status: 429, headers }) : json([])),
    {
      onRetry: ({ delay }) => {
        delays.push(delay / 1000)
        controller.abort()
      },
    },
  )
  await failureOf(wallabag.tags.list({ signal: controller.signal }))
  return delays[0] ?? Number.NaN
}

describe('how long a server asks to wait', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'
  const soon = 'Sun, 22 Nov 2026 12:00:40 GMT'
  const unix = String(Date.parse(soon) / 1000)

  test.each([
    ['seconds', { 'retry-after': '7' }, 7],
    ['the seconds of two proxies', { 'retry-after': '7, 9' }, 7],
    ['parts of a second', { 'retry-after': '0.5' }, 0.5],
    ['a date, by the server’s own clock', { 'retry-after': soon, date }, 40],
    ['Symfony’s seconds', { 'x-ratelimit-retry-after': '9' }, 9],
    [
      'Symfony’s Unix time, by the server’s own clock',
      { 'x-ratelimit-retry-after': unix, date },
      40,
    ],
    ['both: the standard wins', { 'retry-after': '3', 'x-ratelimit-retry-after': '9' }, 3],
  ])('%s', async (_, headers, seconds) => {
    expect(await pauseAfter(headers)).toBe(seconds)
  })

  test.each([
    ['nothing', {}],
    ['nonsense', { 'retry-after': 'soon' }],
    ['a negative number', { 'retry-after': '-5' }],
    ['a date that is over', { 'retry-after': date, date: soon }],
    ['zero', { 'retry-after': '0' }],
  ])('%s: a pause of our own, of full jitter', async (_, headers) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    expect(await pauseAfter(headers)).toBe(0.15)
    vi.mocked(Math.random).mockRestore()
  })
})

test.each([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])(
  'after a %d a read is sent again, and its error says that the call may succeed later',
  async (status) => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    let asked = 0
    const wallabag = clientWith(() => {
      asked += 1
      return asked < 3 ? new Response('', { status }) : json([])
    })
    expect(await wallabag.tags.list()).toEqual([])
    const down = clientWith(() => new Response('', { status }), { retry: { limit: 1 } })
    const error = await failureOf(down.tags.list())
    expect(error).toMatchObject({ status, attempts: 2, retryable: true })
    vi.mocked(Math.random).mockRestore()
  },
)

test('the pauses of our own grow, and never beyond ten seconds', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const delays: number[] = []
  const wallabag = clientWith(() => new Response('', { status: 502 }), {
    retry: { limit: 8 },
    onRetry: ({ delay }) => delays.push(delay),
  })
  const failed = failureOf(wallabag.tags.list())
  await vi.runAllTimersAsync()
  expect(await failed).toMatchObject({ code: 'server_error', attempts: 9 })
  vi.useRealTimers()
  vi.mocked(Math.random).mockRestore()
  expect(delays).toEqual([300, 600, 1200, 2400, 4800, 9600, 10_000, 10_000])
})

test('a pause of more days than a timer can count is not skipped', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  let asked = 0
  const controller = new AbortController()
  const answer = () => {
    asked += 1
    return new Response('', { status: 429, headers: { 'retry-after': '3000000' } })
  }
  const wallabag = clientWith(answer, {
    signal: controller.signal,
    totalTimeout: Number.POSITIVE_INFINITY,
    retry: { maxRetryAfter: 4_000_000 },
  })
  const calls = [failureOf(wallabag.tags.list()), failureOf(wallabag.user.get())]
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(2)
  expect(vi.getTimerCount()).toBeGreaterThan(0)
  controller.abort()
  await Promise.all(calls)
  vi.useRealTimers()
})
