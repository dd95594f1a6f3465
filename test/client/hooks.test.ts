import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type {
  CheckpointStore,
  StoredTokens,
  TokenStore,
  Wallabag,
  WallabagOptions,
} from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf, libraryOf, urlOf } from '../support/library.js'

// What a program gives to a client or a job can hang or fail. It ends what used it, by name.

const never = () => new Promise<never>(() => undefined)
const fails = () => Promise.reject(new Error('mine'))
const throws = () => {
  throw new Error('mine')
}

// An unhandled rejection ends a process; vitest would only count it.
const unhandled: unknown[] = []
beforeEach(() => {
  const note = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', note)
  return async () => {
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(unhandled.splice(0)).toEqual([])
  }
})

function withFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
}

const failureOf = (run: PromiseLike<unknown>) =>
  Promise.resolve(run).then(
    () => 'it did not fail',
    (error: unknown) => error,
  )

/** A failure of something that hangs: time passes until it is there. */
async function failureInTime(run: PromiseLike<unknown>): Promise<unknown> {
  const failure = failureOf(run)
  await vi.advanceTimersByTimeAsync(60_000)
  return failure
}

/** The first call of it never ends; those after it do what they should. */
function onceHanging<A extends unknown[], R>(
  run: (...args: A) => R,
): (...args: A) => R | Promise<never> {
  let calls = 0
  return (...args) => {
    calls += 1
    return calls === 1 ? never() : run(...args)
  }
}

describe('what hangs once ends its call in time, the next call asks anew, and close() ends', () => {
  const stored = new Map<string, StoredTokens>()
  const store = (more: Partial<TokenStore>): TokenStore => ({
    get: (key) => stored.get(key),
    set: (key, tokens) => stored.set(key, tokens),
    delete: (key) => stored.delete(key),
    ...more,
  })
  const lock = onceHanging((_: string, task: () => Promise<unknown>) => task())
  const hanging: Record<string, (fake: FakeWallabag) => Partial<WallabagOptions>> = {
    getAccessToken: (fake) => {
      const tokenOf = () => clientToken(fake)
      return { auth: { getAccessToken: onceHanging(tokenOf) } }
    },
    'tokenStore.lock': () => ({
      tokenStore: store({ lock: (key, task) => lock(key, task).then(() => task()) }),
    }),
    fetch: (fake) => ({ fetch: onceHanging(fake.fetch) }),
  }
  const clientToken = async (fake: FakeWallabag) => {
    await clientOf(fake).auth.signIn()
    return fake.state.accessTokens.at(-1)?.token ?? ''
  }

  test.each(Object.entries(hanging))('%s', async (_, options) => {
    withFakeTimers()
    const fake = libraryOf(1)
    const wallabag = clientOf(fake, { retry: { limit: 0 }, ...options(fake) })
    const first = failureInTime(wallabag.tags.list({ totalTimeout: 1000 }))
    expect(await first).toMatchObject({ code: 'timeout' })
    expect(await wallabag.tags.list({ totalTimeout: 1000 })).toEqual([])
    await wallabag.close()
  })

  test.each(Object.entries(hanging))('%s, when close() comes first', async (_, options) => {
    withFakeTimers()
    const fake = libraryOf(1)
    const wallabag = clientOf(fake, { retry: { limit: 0 }, ...options(fake) })
    const failure = failureOf(wallabag.tags.list({ totalTimeout: 200_000 }))
    await vi.advanceTimersByTimeAsync(10)
    const closed = wallabag.close().then(() => 'closed')
    await vi.advanceTimersByTimeAsync(31_000)
    expect(await closed).toBe('closed')
    await vi.advanceTimersByTimeAsync(200_000)
    await failure
  })
})

describe('a lock of the token store', () => {
  test('that never comes back after the renewal keeps nobody waiting', async () => {
    const fake = libraryOf(1)
    const tokens = new Map<string, StoredTokens>()
    const tokenStore: TokenStore = {
      get: (key) => tokens.get(key),
      set: (key, value) => tokens.set(key, value),
      delete: (key) => tokens.delete(key),
      lock: async (_, task) => {
        await task()
        return never()
      },
    }
    withFakeTimers()
    const wallabag = clientOf(fake, { tokenStore })
    const list = wallabag.tags.list()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await list).toEqual([])
    await wallabag.close()
  })
})

describe('a function of a call that fails, ends the call by its name', () => {
  const odd = (fake: FakeWallabag) =>
    fake.fault(
      { method: 'GET', path: '/api/entries' },
      { kind: 'odd-entry', change: (entry) => ({ ...entry, title: 7 }) },
    )
  const unreadable = (fake: FakeWallabag) =>
    fake.fault({}, { kind: 'unreadable-entry', id: 2, field: 'title' })
  const list = ({ entries }: Wallabag) => entries.list().toArray({ limit: Infinity })
  const rows: [
    string,
    (fake: FakeWallabag) => unknown,
    (wallabag: Wallabag) => PromiseLike<unknown>,
  ][] = [
    ['onInvalid', odd, list],
    ['onInvalid', unreadable, list],
    ['normalizeUrl', () => undefined, ({ entries }) => entries.save(urlOf(9))],
    ['normalizeUrl', () => undefined, ({ entries }) => entries.idOf(urlOf(9))],
  ]
  describe.each([
    ['at once', throws],
    ['later', fails],
  ])('%s', (_, fail) => {
    test.each(rows)('%s', async (name, prepare, run) => {
      const fake = libraryOf(3)
      prepare(fake)
      const options = { [name]: fail, retry: { limit: 0 } }
      const error = await failureOf(run(clientOf(fake, options)))
      expect(error).toMatchObject({
        name: expect.stringMatching(/Error$/),
        code: expect.stringMatching(/^invalid_/),
      })
      expect(error).toHaveProperty('message', expect.stringContaining(name))
    })
  })

  test('onInvalid that hangs ends the call when its time is over', async () => {
    withFakeTimers()
    const fake = libraryOf(3)
    odd(fake)
    const { entries } = clientOf(fake, { onInvalid: never, totalTimeout: 1000 })
    const error = await failureInTime(entries.list())
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('onInvalid') })
  })
})

describe('what a job is given and hangs, ends the job by its name', () => {
  const store = (more: Partial<CheckpointStore>): CheckpointStore => ({
    get: () => null,
    set: () => undefined,
    delete: () => undefined,
    ...more,
  })
  const rows = [
    ['onProgress', { onProgress: never }],
    ['onOutcome', { onOutcome: never }],
    ['checkpoint.get', { checkpoint: store({ get: never }) }],
    ['checkpoint.set', { checkpoint: store({ set: never }) }],
    ['checkpoint.delete', { checkpoint: store({ delete: never }) }],
  ] as const
  test.each(rows)('%s', async (name, options) => {
    withFakeTimers()
    const { entries } = clientOf(libraryOf(3))
    const error = await failureInTime(
      entries.deleteMany([1, 2], { ...options, totalTimeout: 1000 }),
    )
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining(name) })
  })

  test('a filter is looked for no longer either', async () => {
    withFakeTimers()
    const fake = libraryOf(3)
    const options = { onProgress: never, totalTimeout: 1000 }
    const error = await failureInTime(clientOf(fake).entries.deleteMany({ all: true }, options))
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('onProgress') })
    expect(fake.state.entries).toHaveLength(3)
  })

  test.each(['onProgress', 'onOutcome'])('%s that fails is named as well', async (name) => {
    const { entries } = clientOf(libraryOf(3))
    const error = await failureOf(entries.deleteMany([1], { [name]: fails }))
    expect(error).toMatchObject({
      code: 'job_failed',
      message: `The job ended early: ${name} failed: mine`,
    })
  })
})

test('a logger that hangs or fails, at once or later, ends nothing', async () => {
  for (const answer of [never, fails, throws]) {
    const logger = { debug: answer, info: answer, warn: answer, error: answer }
    const wallabag = clientOf(libraryOf(1), {
      logger,
      tokenStore: { get: fails, set: fails, delete: fails },
    })
    expect(await wallabag.tags.list()).toEqual([])
    await wallabag.close()
  }
})

describe('a sync is ended by what it is given and fails, at once or later', () => {
  const fake = libraryOf(2)
  const syncOf = () => createSync(clientOf(fake, { retry: { limit: 0 } }), { store: memoryStore() })
  const when = [
    ['at once', throws],
    ['later', fails],
  ] as const
  test.each(when)('onProgress, %s', async (_, onProgress) => {
    expect(await failureOf(syncOf().run({ onProgress }))).toMatchObject({ message: 'mine' })
  })

  test.each(when)('onError, %s', async (_, onError) => {
    fake.fault({ path: '/api/entries', times: 1 }, 'refused')
    const first = syncOf().watch({ every: 1, onError })[Symbol.asyncIterator]().next()
    expect(await failureOf(first)).toMatchObject({ message: 'mine' })
  })
})
