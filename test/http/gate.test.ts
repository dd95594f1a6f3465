import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type LimitGate, type TurnRequest, Wallabag, WallabagError } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { whileTimeFlies } from '../support/time.js'

/** A gate that writes down what happens at it, and lets in whom it is told to. */
class NotingGate implements LimitGate {
  readonly log: string[] = []
  readonly requests: TurnRequest[] = []
  /** What is asked of it instead, once. */
  next: ((request: TurnRequest) => Promise<null>) | null = null

  async enter(request: TurnRequest) {
    this.requests.push(request)
    const { next } = this
    this.next = null
    if (next) return next(request)
    if (!request.ready()) return null
    this.log.push(`enter ${request.lane}`)
    return { leave: () => this.log.push(`leave ${request.lane}`) }
  }

  shutFor(milliseconds: number) {
    this.log.push(`shut for ${milliseconds} ms`)
  }
}

function setUp() {
  const gate = new NotingGate()
  const fake = createFakeWallabag({ entries: [{ url: 'https://example.org/a' }] })
  return { gate, fake, wallabag: clientOf(fake, { limits: gate }) }
}

describe('a gate that is given as limits', () => {
  test('gives each attempt its turn, and each turn comes back once', async () => {
    const { gate, fake, wallabag } = setUp()
    fake.fault({ path: '/api/tags', nth: 1 }, 'server-error')
    await wallabag.tags.list()
    const call = ['enter call', 'leave call']
    expect(gate.log).toEqual(['enter token', 'leave token', ...call, ...call])
  })

  test('is told how long an attempt may take, and how long its call may wait', async () => {
    const { gate, wallabag } = setUp()
    await wallabag.auth.signIn()
    await wallabag.tags.list({ timeout: 1234, totalTimeout: 60_000 })
    const { longest, deadline } = gate.requests.at(-1) ?? { longest: 0, deadline: 0 }
    expect(longest).toBe(1234)
    expect(deadline).toBeGreaterThan(performance.now() + 50_000)
    expect(deadline).toBeLessThan(performance.now() + 60_001)
  })

  test('is shut before the turn is given back of the one that was told to wait', async () => {
    const { gate, fake, wallabag } = setUp()
    await wallabag.auth.signIn()
    gate.log.length = 0
    fake.fault({ path: '/api/tags' }, { kind: 'busy', retryAfter: 2 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const hurried = wallabag.with({ totalTimeout: 500 })
    await whileTimeFlies(hurried.tags.list().catch(() => undefined))
    expect(gate.log.slice(0, 3)).toEqual(['enter call', 'shut for 2000 ms', 'leave call'])
  })

  test('that fails sends nothing, and the error says so with the cause', async () => {
    const { gate, fake, wallabag } = setUp()
    await wallabag.auth.signIn()
    const before = fake.requests.length
    gate.next = async () => {
      throw new Error('ECONNREFUSED 127.0.0.1:6379')
    }
    const error = await wallabag.entries.delete(1).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'network',
      outcome: 'not-sent',
      attempts: 0,
      message: expect.stringContaining('gate'),
      cause: { message: 'ECONNREFUSED 127.0.0.1:6379' },
    })
    expect(fake.requests.length).toBe(before)
  })

  test('keeps its own words and code when it fails with an error of this package', async () => {
    const { gate, wallabag } = setUp()
    await wallabag.auth.signIn()
    gate.next = async () => {
      throw new WallabagError('timeout', 'The lock is busy.', { hint: 'Wait.' })
    }
    const error = await wallabag.tags.list().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'timeout', hint: 'Wait.', outcome: 'not-sent' })
  })

  test('that fails before a repeat leaves open what the first attempt did', async () => {
    const { gate, fake, wallabag } = setUp()
    await wallabag.auth.signIn()
    // The first attempt is made; the repeat gets no turn.
    fake.fault({ path: '/api/entries/1', method: 'PATCH', nth: 1 }, 'server-error')
    const call = wallabag.entries.update(1, { archived: true })
    while (!gate.log.includes('leave call')) await new Promise((resolve) => setImmediate(resolve))
    gate.next = async () => {
      throw new Error('gone')
    }
    const error = await call.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'network',
      outcome: 'unknown',
      message: expect.stringMatching(/may have been applied; the next one got no turn/),
    })
  })

  test('that gives none because the signal aborts or the time is over ends the call so', async () => {
    const { gate, wallabag } = setUp()
    await wallabag.auth.signIn()
    const controller = new AbortController()
    gate.next = async () => {
      controller.abort(new Error('enough'))
      return null
    }
    await expect(wallabag.tags.list({ signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
      cause: { message: 'enough' },
    })
    gate.next = ({ deadline }) =>
      new Promise((resolve) => setTimeout(resolve, deadline - performance.now() + 2, null))
    await expect(wallabag.tags.list({ totalTimeout: 20 })).rejects.toMatchObject({
      code: 'timeout',
      outcome: 'not-sent',
    })
  })

  test('must have both of its methods', () => {
    const { fake } = setUp()
    const limits = { enter: async () => null }
    const options = { url: fake.url, auth: fake.credentials, limits }
    // @ts-expect-error one of them is missing
    expect(() => new Wallabag(options)).toThrow('limits.shutFor: expected a function')
  })
})
