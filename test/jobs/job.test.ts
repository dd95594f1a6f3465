import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { isWallabagError, type JobError, type JobOutcome, type JobProgress } from 'wallabag-sdk'
import { calls, callsOf, clientOf, libraryOf, urlOf } from '../support/library.js'

const never = () => new Promise<never>(() => {})
const soon = (ms = 20) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function failureOf(job: PromiseLike<unknown>): Promise<JobError> {
  const error: unknown = await Promise.resolve(job).then(
    () => null,
    (error: unknown) => error,
  )
  if (isJobError(error)) return error
  throw new Error(`no JobError but ${String(error)}`)
}

function isJobError(error: unknown): error is JobError {
  return isWallabagError(error) && 'report' in error
}

describe('a job', () => {
  test('starts with the first await or step, not before', async () => {
    const fake = libraryOf(3)
    const job = clientOf(fake).entries.updateMany([1, 2, 3], { starred: true })
    await soon()
    expect(fake.requests).toHaveLength(0)
    expect((await job).done).toBe(3)
    expect((await job).done).toBe(3)
    expect(callsOf(fake, 'PATCH')).toBe(3)
  })

  test('gives outcomes to who iterates, and the same report afterwards', async () => {
    const fake = libraryOf(3)
    const job = clientOf(fake).entries.updateMany([1, 99, 3], { starred: true })
    const outcomes: JobOutcome<unknown>[] = []
    for await (const outcome of job) outcomes.push(outcome)
    const byIndex = outcomes.toSorted((a, b) => a.index - b.index)
    expect(byIndex.map(({ input, status, id }) => [input, status, id])).toEqual([
      [1, 'done', 1],
      [99, 'failed', 99],
      [3, 'done', 3],
    ])
    expect(byIndex[0]?.entry?.starred).toBe(true)
    expect(isWallabagError(byIndex[1]?.error) && byIndex[1].error.code).toBe('not_found_entry')
    const report = await job
    expect(report).toMatchObject({ done: 2, failed: 1, skipped: 0, unknown: 0, total: 3 })
    expect(report.failures).toEqual([byIndex[1]])
    expect(() => report.throwIfFailed()).toThrow(/1 of 3 items failed/)
  })

  test('says of how many items nobody knows whether they were done', async () => {
    const fake = libraryOf(3)
    fake.fault({ method: 'PATCH', path: '/api/entries/2' }, { kind: 'server-error', status: 500 })
    const { entries } = clientOf(fake, { retry: { limit: 0 } })
    const known = await entries.updateMany([1, 2], { starred: true })
    expect(() => known.throwIfFailed()).toThrow(
      /^1 of 2 may or may not have been done\. The first: /,
    )
    const both = await entries.updateMany([2, 99], { starred: true })
    expect(() => both.throwIfFailed()).toThrow(
      /^1 of 2 items failed, 1 of 2 may or may not have been done\. The first: /,
    )
  })

  test('has one consumer', async () => {
    const job = clientOf(libraryOf(3)).entries.deleteMany([1, 2, 3])
    const first = job[Symbol.asyncIterator]()
    await first.next()
    await expect(job[Symbol.asyncIterator]().next()).rejects.toThrow(/consumed once/)
    await first.return()
  })

  test('takes no more from its source than it has places for, while nobody takes its outcomes', async () => {
    const fake = libraryOf(100)
    let taken = 0
    function* ids() {
      for (taken = 1; taken <= 100; taken++) yield taken
    }
    const options = { concurrency: 2 }
    const iterator = clientOf(fake)
      .entries.updateMany(slowly(ids()), { starred: true }, options)
      [Symbol.asyncIterator]()
    await iterator.next()
    await soon(100)
    expect(taken).toBeLessThan(10)
    await iterator.return()
  })

  test('never holds more than its window of an endless source', async () => {
    const fake = libraryOf(1)
    let [taken, given, most] = [0, 0, 0]
    async function* ids() {
      for (;;) {
        taken += 1
        most = Math.max(most, taken - given)
        yield 100_000 + taken
      }
    }
    for await (const _ of clientOf(fake).entries.updateMany(
      ids(),
      { starred: true },
      { concurrency: 4 },
    )) {
      given += 1
      if (given === 250) break
    }
    // A hundred are looked at together, and some are under way.
    expect(most).toBeLessThan(220)
  })

  test('passes on what is there when the source waits for the outcome before it gives more', async () => {
    const fake = libraryOf(3)
    let release = () => {}
    async function* oneByOne() {
      for (const id of [1, 2, 3]) {
        const finished = new Promise<void>((resolve) => {
          release = resolve
        })
        yield id
        await finished
      }
    }
    const options = { onOutcome: () => release() }
    const report = await clientOf(fake).entries.tagMany(oneByOne(), { add: ['x'] }, options)
    expect(report.done).toBe(3)
  })

  test('begins nothing more when its consumer leaves, and finishes what is under way', async () => {
    const fake = libraryOf(50, { latency: 5 })
    const ids = Array.from({ length: 50 }, (_, n) => n + 1)
    const wallabag = clientOf(fake)
    const job = wallabag.entries.deleteMany(ids, { concurrency: 3 })
    for await (const _ of job) break
    const left = fake.state.entries.length
    expect(50 - left).toBe(callsOf(fake, 'DELETE'))
    expect(50 - left).toBeLessThanOrEqual(4)
    expect((await job).done).toBe(50 - left)
    await soon()
    expect(fake.state.entries).toHaveLength(left)
  })

  test('fails with its report when the source breaks, after what came before it', async () => {
    const fake = libraryOf(5)
    function* ids() {
      yield* [1, 2, 3]
      throw new Error('the file ends here')
    }
    const error = await failureOf(clientOf(fake).entries.deleteMany(ids()))
    expect(error).toMatchObject({ code: 'job_failed', name: 'JobError', outcome: 'partial' })
    expect(error.message).toContain('the file ends here')
    expect(error.report.done).toBe(3)
    expect(fake.state.entries).toHaveLength(2)
  })

  test('ends as an AbortError with its report when its signal aborts', async () => {
    const fake = libraryOf(50, { latency: 2 })
    const controller = new AbortController()
    const onOutcome = ({ index }: { index: number }) => {
      if (index === 5) controller.abort('enough')
    }
    const ids = Array.from({ length: 50 }, (_, n) => n + 1)
    const { signal } = controller
    const job = clientOf(fake).entries.deleteMany(ids, { signal, onOutcome, concurrency: 2 })
    const error = await failureOf(job)
    expect(error).toMatchObject({ code: 'aborted', name: 'AbortError', cause: 'enough' })
    expect(error.report.done).toBeGreaterThan(4)
    expect(fake.state.entries.length).toBeGreaterThan(40)
  })

  test('ends at once on abort although its source gives nothing', async () => {
    const controller = new AbortController()
    async function* never(): AsyncGenerator<number> {
      await new Promise(() => {})
    }
    const { signal } = controller
    const job = clientOf(libraryOf(1)).entries.deleteMany(never(), { signal })
    setTimeout(() => controller.abort(), 10)
    expect((await failureOf(job)).code).toBe('aborted')
    const aborted = clientOf(libraryOf(1)).entries.deleteMany([1], { signal })
    expect((await failureOf(aborted)).report.total).toBe(0)
  })

  test.each([
    ['the source that is to be counted', { expectAtMost: 5 }],
    ['its checkpoint', { checkpoint: { get: never, set: () => {}, delete: () => {} } }],
  ])('ends at once on abort although %s gives no answer', async (_, options) => {
    const controller = new AbortController()
    async function* silent(): AsyncGenerator<number> {
      yield await never()
    }
    const { signal } = controller
    const job = clientOf(libraryOf(1)).entries.deleteMany(silent(), { ...options, signal })
    setTimeout(() => controller.abort('enough'), 10)
    expect(await failureOf(job)).toMatchObject({ name: 'AbortError', cause: 'enough' })
  })

  test('puts one listener on a signal that it shares with other jobs and lists', async () => {
    const { signal } = new AbortController()
    const listen = vi.spyOn(signal, 'addEventListener')
    let most = 0
    const fake = libraryOf(40)
    const { entries } = clientOf(fake, {
      signal,
      onRequest: () => {
        most = Math.max(most, getEventListeners(signal, 'abort').length)
      },
    })
    const jobs = Array.from({ length: 12 }, (_, n) =>
      entries.updateMany([n + 1], { starred: true }),
    )
    const lists = Array.from({ length: 12 }, () => entries.list().toArray({ limit: 2 }))
    await Promise.all([...jobs, ...lists])
    expect(listen).toHaveBeenCalled()
    expect(most).toBe(1)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('stops at the first failure when it is told to', async () => {
    const fake = libraryOf(50)
    const ids = [1, 2, 99, ...Array.from({ length: 47 }, (_, n) => n + 3)]
    const options = { stopOnError: true, concurrency: 1 }
    const error = await failureOf(clientOf(fake).entries.updateMany(ids, { title: 'New' }, options))
    expect(error).toMatchObject({ name: 'JobError', code: 'not_found_entry', status: 404 })
    expect(error.cause).toMatchObject({ code: 'not_found_entry' })
    expect(error.report).toMatchObject({ done: 2, failed: 1 })
    expect(callsOf(fake, 'PATCH')).toBe(3)
  })

  test('ends with the code, the hint and the status of what lies behind', async () => {
    const fake = libraryOf(3)
    const options = { stopOnError: true }
    fake.fault({ method: 'PATCH' }, { kind: 'busy', status: 429, retryAfter: 7 })
    const busy = await failureOf(
      clientOf(fake, { retry: { limit: 0 } }).entries.updateMany([1], { title: 'x' }, options),
    )
    expect(busy).toMatchObject({ name: 'JobError', code: 'rate_limited', status: 429 })
    expect(busy).toMatchObject({ retryAfter: 7, retryable: true })
    expect(busy.hint).toBe((busy.cause as { hint: string }).hint)
    // The message of the cause holds its hint already.
    expect(busy.message.split(busy.hint ?? '?')).toHaveLength(2)
  })

  test('ends when the sign-in fails, since all else would fail as well', async () => {
    const fake = libraryOf(50)
    const auth = { ...fake.credentials, password: 'wrong' }
    const ids = Array.from({ length: 50 }, (_, n) => n + 1)
    const error = await failureOf(clientOf(fake, { auth }).entries.deleteMany(ids))
    expect(error.cause).toMatchObject({ code: 'bad_credentials' })
    expect(fake.requests.length).toBeLessThan(3)
  })

  test('ends when a function that it was given throws: an outcome must not go unheard', async () => {
    const onOutcome = () => {
      throw new Error('disk full')
    }
    const error = await failureOf(clientOf(libraryOf(9)).entries.deleteMany([1], { onOutcome }))
    expect(error.message).toContain('disk full')
  })

  test('waits for the function that is told of outcomes', async () => {
    const fake = libraryOf(6)
    let [running, most] = [0, 0]
    const onOutcome = async () => {
      running += 1
      most = Math.max(most, running)
      await soon(2)
      running -= 1
    }
    await clientOf(fake).entries.deleteMany([1, 2, 3, 4, 5, 6], { onOutcome, concurrency: 2 })
    expect(most).toBeLessThanOrEqual(2)
    expect(running).toBe(0)
  })

  test('tells how far it has come', async () => {
    const seen: JobProgress[] = []
    const onProgress = (progress: JobProgress) => void seen.push(progress)
    const options = { onProgress, concurrency: 1 }
    await clientOf(libraryOf(10)).entries.updateMany([1, 2, 99, 1], { starred: true }, options)
    expect(seen.at(-1)).toMatchObject({ done: 2, failed: 1, skipped: 1, total: 4, remaining: 0 })
    expect(seen.at(-1)?.rate).toBeGreaterThan(0)
    expect(seen[0]?.remaining).toBeGreaterThan(0)
    async function* two() {
      yield* [1, 2]
    }
    await clientOf(libraryOf(10)).entries.deleteMany(two(), options)
    expect(seen.at(-1)).toMatchObject({ done: 2, total: null, remaining: null })
  })

  test('tells what a filter has found before the first change, and guesses no time before it can', async () => {
    const fake = libraryOf(120)
    const seen: (JobProgress & { readonly writes: number })[] = []
    const onProgress = (progress: JobProgress) =>
      void seen.push({ ...progress, writes: callsOf(fake, 'PATCH') })
    const options = { onProgress, concurrency: 5 }
    // A server that gives no more than a hundred entries a page.
    const capped: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      return fake.fetch(
        new Request(
          url.replace('perPage=1000', 'perPage=100'),
          input instanceof Request ? input : init,
        ),
      )
    }
    const report = await clientOf(fake, { fetch: capped }).entries.updateMany(
      { all: true },
      { starred: true },
      options,
    )
    const looking = seen.filter(({ total }) => total === null)
    expect(looking.map(({ found }) => found)).toEqual([100, 120])
    for (const { done, rate, remaining, writes } of looking) {
      expect({ done, rate, remaining, writes }).toEqual({
        done: 0,
        rate: 0,
        remaining: null,
        writes: 0,
      })
    }
    const working = seen.slice(looking.length)
    expect(working.slice(0, 4).map(({ remaining }) => remaining)).toEqual([null, null, null, null])
    expect(working.slice(4).every(({ remaining }) => remaining !== null)).toBe(true)
    expect(working.every(({ total }) => total === 120)).toBe(true)
    expect(report.total).toBe(120)
  })

  test.each([
    ['onProgress', 'at once'],
    ['onProgress', 'later'],
    ['onOutcome', 'at once'],
    ['onOutcome', 'later'],
  ])('ends when its %s fails %s', async (name, when) => {
    const fail = (): Promise<void> => {
      if (when === 'later') return soon(1).then(() => Promise.reject(new Error('mine')))
      throw new Error('mine')
    }
    const options = { [name]: fail, concurrency: 1 }
    const error = await failureOf(clientOf(libraryOf(3)).entries.deleteMany([1, 2, 3], options))
    expect(error).toMatchObject({ code: 'job_failed', cause: { message: 'mine' } })
    expect(error.report.done).toBeLessThan(3)
  })

  test('keeps the first 1 000 failures, and counts them all', async () => {
    const strange = Array.from({ length: 1500 }, () => -1)
    const report = await clientOf(libraryOf(1)).entries.deleteMany(strange)
    expect(report.failed).toBe(1500)
    expect(report.failures).toHaveLength(1000)
  })

  test('plans without a write when it is a dry run', async () => {
    const fake = libraryOf(4)
    const { entries } = clientOf(fake)
    const options = { dryRun: true }
    const before = JSON.stringify(fake.state.entries)
    const plans = [
      entries.saveMany([urlOf(1), urlOf(5), { url: urlOf(2), starred: true }], options),
      entries.tagMany([1, urlOf(2), urlOf(9)], { add: ['x'] }, options),
      entries.updateMany({ archived: false }, { archived: true }, options),
      entries.deleteMany({ all: true }, options),
    ]
    const seen: (string | null)[][] = []
    for (const plan of plans) {
      const actions: [number, string | null][] = []
      for await (const { index, status, action, reason } of plan) {
        actions.push([index, status === 'skipped' && reason === 'dry-run' ? action : status])
      }
      seen.push(actions.toSorted(([a], [b]) => a - b).map(([, action]) => action))
    }
    expect(seen).toEqual([
      ['skipped', 'create', 'update'],
      ['tag', 'tag', 'failed'],
      ['update', 'update', 'update', 'update'],
      ['delete', 'delete', 'delete', 'delete'],
    ])
    expect(JSON.stringify(fake.state.entries)).toBe(before)
    expect(calls(fake).filter((call) => !call.startsWith('GET'))).toEqual([])
  })

  test('refuses options that it does not know, and values that are none', async () => {
    const { entries } = clientOf(libraryOf(4))
    for (const options of [{ dryrun: true }, { concurrency: 0 }, { expectAtMost: -1 }]) {
      const run = Reflect.apply(entries.deleteMany, entries, [[1], options])
      await expect(Promise.resolve(run)).rejects.toMatchObject({ code: 'invalid_option' })
    }
    expect((await entries.list()).total).toBe(4)
  })

  test('calls one item that cannot be read a failure, never an absence', async () => {
    const fake = libraryOf(5)
    fake.fault(
      { method: 'GET', path: '/api/entries' },
      { kind: 'odd-entry', change: (entry) => ({ ...entry, title: 7 }) },
    )
    const report = await clientOf(fake).entries.deleteMany({ all: true })
    expect(report).toMatchObject({ done: 4, failed: 1 })
    expect(report.failures[0]?.error).toMatchObject({ code: 'unexpected_shape' })
    expect(fake.state.entries.map(({ id }) => id)).toEqual([report.failures[0]?.id])
  })
})

async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await soon(25)
    yield item
  }
}
