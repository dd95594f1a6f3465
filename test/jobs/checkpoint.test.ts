import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { CheckpointData, CheckpointStore, Wallabag } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { callsOf, clientOf, libraryOf, urlOf } from '../support/library.js'
import { whileTimeFlies } from '../support/time.js'

/**
 * Runs a job in a process that dies: after so many requests nothing leaves it, and its store keeps
 * nothing more.
 */
async function runUntilDeath(
  fake: FakeWallabag,
  store: CheckpointStore,
  requests: number,
  run: (entries: Wallabag['entries'], checkpoint: CheckpointStore) => PromiseLike<unknown>,
): Promise<void> {
  let left = requests
  let die = () => {}
  const death = new Promise<void>((resolve) => {
    die = resolve
  })
  const never = () => new Promise<never>(() => {})
  const wallabag = clientOf(fake, {
    retry: { limit: 0 },
    fetch: (input, init) => {
      left -= 1
      if (left >= 0) return fake.fetch(input, init)
      die()
      return never()
    },
  })
  const checkpoint: CheckpointStore = {
    get: (key) => store.get(key),
    set: (key, data) => (left < 0 ? never() : store.set(key, data)),
    delete: (key) => (left < 0 ? never() : store.delete(key)),
  }
  await Promise.race([death, run(wallabag.entries, checkpoint)])
  // What the server has begun it ends.
  await fake.idle()
}

const urls = Array.from({ length: 25 }, (_, n) => urlOf(n + 1))
const kept = (store: Map<string, CheckpointData>) => [...store.values()][0]
const day = 86_400_000

/** A job that was killed when it had noted that it is about to save the one address. */
async function killedWhileSaving() {
  const fake = libraryOf(0)
  const store = new Map<string, CheckpointData>()
  await runUntilDeath(fake, store, 3, (entries, checkpoint) =>
    entries.saveMany([urlOf(1)], { checkpoint }),
  )
  return { fake, store }
}

/** From here on time passes only where a test lets it. */
function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
}

/** Lets what is noted as being made have begun at another time. */
function setBegun(store: Map<string, CheckpointData>, begun: number): void {
  for (const [key, data] of store) {
    store.set(key, { ...data, open: data.open.map((item) => ({ ...item, begun })) })
  }
}

describe('a job with a checkpoint', () => {
  test.each([2, 3, 4, 7, 12, 20, 29])(
    'goes on where it was killed, after %i requests, and repeats nothing',
    async (requests) => {
      const fake = libraryOf(0)
      const store = new Map<string, CheckpointData>()
      await runUntilDeath(fake, store, requests, (entries, checkpoint) =>
        entries.saveMany(urls, { checkpoint, concurrency: 3 }),
      )
      const { entries } = clientOf(fake, { saveSettleTime: 50 })
      const report = await entries.saveMany(urls, { checkpoint: store, concurrency: 3 })
      expect(report).toMatchObject({ failed: 0, unknown: 0 })
      expect(fake.state.entries.map(({ url }) => url).toSorted()).toEqual(urls.toSorted())
      expect(callsOf(fake, 'POST /api/entries')).toBe(urls.length)
      expect(store.size).toBe(0)
    },
  )

  test('waits for what was just being created before it creates it again', async () => {
    stopTime()
    const fake = libraryOf(0)
    const store = new Map<string, CheckpointData>()
    // The server has the request and goes on when its client is gone.
    const creation = fake.fault(
      { method: 'POST', path: '/api/entries', times: 1 },
      { kind: 'timeout-later', seconds: 4 },
    )
    const killed = clientOf(fake, { saveSettleTime: 60_000 })
    const controller = new AbortController()
    const options = { checkpoint: store, signal: controller.signal }
    const first = expect(
      Promise.resolve(killed.entries.saveMany([urlOf(1)], options)),
    ).rejects.toMatchObject({ name: 'AbortError' })
    while (creation.hits === 0) await vi.advanceTimersByTimeAsync(1)
    controller.abort()
    await first
    expect(kept(store)?.open).toMatchObject([{ position: 0, note: 'create' }])
    expect(fake.state.entries).toHaveLength(0)
    const { entries } = clientOf(fake, { saveSettleTime: 60_000 })
    const second = entries.saveMany([urlOf(1)], { checkpoint: store })
    expect(await whileTimeFlies(second)).toMatchObject({ done: 1 })
    expect(fake.state.entries).toHaveLength(1)
    expect(callsOf(fake, 'POST /api/entries')).toBe(1)
  })

  test('creates it after all when it does not appear within the time for that', async () => {
    stopTime()
    const begun = performance.now()
    const { fake, store } = await whileTimeFlies(killedWhileSaving())
    expect(kept(store)?.open).toMatchObject([{ position: 0, note: 'create' }])
    const { entries } = clientOf(fake, { saveSettleTime: 1200 })
    const second = entries.saveMany([urlOf(1)], { checkpoint: store })
    expect(await whileTimeFlies(second)).toMatchObject({ done: 1 })
    expect(performance.now() - begun).toBeGreaterThan(400)
    expect(fake.state.entries).toHaveLength(1)
  })

  test('waits for its last try, when it was killed in more than one', async () => {
    stopTime()
    const { fake, store } = await whileTimeFlies(killedWhileSaving())
    setBegun(store, Date.now() - day)
    const controller = new AbortController()
    fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, async ({ proceed }) => {
      controller.abort()
      await new Promise((resolve) => setTimeout(resolve, 300))
      return proceed()
    })
    const { entries } = clientOf(fake, { saveSettleTime: 60_000 })
    const run = (signal?: AbortSignal) =>
      entries.saveMany([urlOf(1)], { checkpoint: store, signal })
    await expect(Promise.resolve(run(controller.signal))).rejects.toThrow()
    expect(await whileTimeFlies(run())).toMatchObject({ done: 1 })
    expect(fake.state.entries).toHaveLength(1)
    expect(callsOf(fake, 'POST /api/entries')).toBe(1)
  })

  test('waits no longer for it when the clock was set back since', async () => {
    const { fake, store } = await killedWhileSaving()
    setBegun(store, Date.now() + day)
    const { entries } = clientOf(fake, { saveSettleTime: 50 })
    const report = await entries.saveMany([urlOf(1)], {
      checkpoint: store,
      totalTimeout: Infinity,
    })
    expect(report).toMatchObject({ done: 1 })
    expect(fake.state.entries).toHaveLength(1)
  })

  test('does only what failed when it is run again', async () => {
    const fake = libraryOf(20)
    const store = new Map<string, CheckpointData>()
    const fault = fake.fault({ method: 'PATCH', path: /\/api\/entries\/[57]$/ }, 'server-error')
    const wallabag = clientOf(fake, { retry: { limit: 0 } })
    const ids = Array.from({ length: 20 }, (_, n) => n + 1)
    const run = () => wallabag.entries.updateMany(ids, { starred: true }, { checkpoint: store })
    expect(await run()).toMatchObject({ done: 18, unknown: 2, before: 0 })
    await fault.remove()
    fake.requests.clear()
    expect(await run()).toMatchObject({ done: 2, before: 18 })
    expect(callsOf(fake, 'PATCH')).toBe(2)
    expect(store.size).toBe(0)
  })

  test('goes on with a filter by what it has found, although its entries match no more', async () => {
    for (const requests of [4, 6, 9, 14]) {
      const fake = libraryOf(30)
      const store = new Map<string, CheckpointData>()
      const changes = { archived: true, starred: true }
      await runUntilDeath(fake, store, requests, (entries, checkpoint) =>
        entries.updateMany({ archived: false }, changes, { checkpoint, concurrency: 2 }),
      )
      const { entries } = clientOf(fake)
      await entries.updateMany({ archived: false }, changes, { checkpoint: store })
      expect(fake.state.entries.every(({ archived, starred }) => archived && starred)).toBe(true)
      expect(store.size).toBe(0)
    }
  })

  test.each(['delete', 'update'] as const)(
    'does not %s what its filter no longer finds',
    async (kind) => {
      const fake = libraryOf(30)
      for (const { id } of fake.state.entries) fake.behind.change(id, { archived: true })
      const store = new Map<string, CheckpointData>()
      const run = (entries: Wallabag['entries'], checkpoint: CheckpointStore) =>
        kind === 'delete'
          ? entries.deleteMany({ archived: true }, { checkpoint, concurrency: 2 })
          : entries.updateMany({ archived: true }, { title: 'new' }, { checkpoint, concurrency: 2 })
      await runUntilDeath(fake, store, 9, run)
      const rescued = [29, 30]
      for (const id of rescued) fake.behind.change(id, { archived: false })
      expect(await run(clientOf(fake).entries, store)).toMatchObject({ failed: 0 })
      const left = fake.state.entries.filter(({ title }) => title !== 'new')
      expect(left.map(({ id }) => id)).toEqual(rescued)
      expect(store.size).toBe(0)
    },
  )

  test('keeps what it finished also after the clock was set back', async () => {
    const fake = libraryOf(2)
    const store = new Map<string, CheckpointData>()
    let ended = 0
    const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time))
    let finished: number | undefined
    async function* ids() {
      yield 1
      while (ended < 1) await pause(5)
      const anHourAgo = Date.now() - 3_600_000
      vi.spyOn(Date, 'now').mockReturnValue(anHourAgo)
      // What is finished is kept at least this often.
      await pause(250)
      yield 2
      while (ended < 2) await pause(5)
      await pause(5)
      finished = kept(store)?.finished
    }
    try {
      await clientOf(fake).entries.deleteMany(ids(), {
        checkpoint: store,
        onOutcome: () => {
          ended += 1
        },
      })
    } finally {
      vi.restoreAllMocks()
    }
    expect(finished).toBe(2)
  })

  test('tags by mass calls again what it was about to tag when it was ended', async () => {
    const fake = libraryOf(200)
    const store = new Map<string, CheckpointData>()
    const controller = new AbortController()
    const run = (signal?: AbortSignal) =>
      clientOf(fake).entries.tagMany({ all: true }, { add: ['a'] }, { checkpoint: store, signal })
    let begun = 0
    fake.fault({ method: 'POST', path: '/api/entries/tags/lists' }, async ({ proceed }) => {
      begun += 1
      if (begun === 3) controller.abort()
      return proceed()
    })
    await expect(Promise.resolve(run(controller.signal))).rejects.toMatchObject({ code: 'aborted' })
    const open = kept(store)?.open.length ?? 0
    expect(open).toBeGreaterThan(100)
    fake.requests.clear()
    const report = await run()
    expect(report).toMatchObject({ done: 200 - report.before, failed: 0, total: 200 })
    expect(fake.state.entries.every(({ tags }) => tags.includes('a'))).toBe(true)
    expect(callsOf(fake, 'POST /api/entries/')).toBeLessThan(40)
  })

  test('tells its progress over all its runs', async () => {
    const fake = libraryOf(20)
    const store = new Map<string, CheckpointData>()
    const ids = Array.from({ length: 20 }, (_, n) => n + 1)
    const job = clientOf(fake).entries.deleteMany(ids, { checkpoint: store, concurrency: 1 })
    for await (const { index } of job) if (index === 9) break
    const finished = kept(store)?.finished
    expect(finished).toBeGreaterThanOrEqual(10)
    const totals: (number | null)[] = []
    const onProgress = ({ total }: { total: number | null }) => void totals.push(total)
    const options = { checkpoint: store, onProgress }
    const report = await clientOf(fake).entries.deleteMany(ids, options)
    expect(report).toMatchObject({ before: finished, done: 20 - (finished ?? 0) })
    expect(new Set(totals)).toEqual(new Set([20]))
    expect(report.total).toBe(20)
    expect(fake.state.entries).toHaveLength(0)
  })

  test('is refused for another job, other options, another source, server or user', async () => {
    const fake = libraryOf(20, { users: [{ username: 'ada', password: 'ada-password' }] })
    const { entries } = clientOf(fake)
    const ids = Array.from({ length: 20 }, (_, n) => n + 1)
    const begun = async () => {
      const checkpoint = new Map<string, CheckpointData>()
      const job = entries.updateMany(ids, { starred: true }, { checkpoint, concurrency: 1 })
      for await (const { index } of job) if (index === 5) break
      return checkpoint
    }
    const ada = { ...fake.credentials, username: 'ada', password: 'ada-password' }
    const others: ((checkpoint: CheckpointStore) => PromiseLike<unknown>)[] = [
      (checkpoint) => entries.deleteMany(ids, { checkpoint }),
      (checkpoint) => entries.updateMany(ids, { starred: false }, { checkpoint }),
      (checkpoint) => entries.updateMany([...ids].reverse(), { starred: true }, { checkpoint }),
      (checkpoint) => entries.updateMany([1, 2], { starred: true }, { checkpoint }),
      (checkpoint) => entries.updateMany({ all: true }, { starred: true }, { checkpoint }),
      (checkpoint) =>
        clientOf(libraryOf(20, { url: 'https://other.test' })).entries.updateMany(
          ids,
          { starred: true },
          { checkpoint },
        ),
      (checkpoint) =>
        clientOf(fake, { auth: ada }).entries.updateMany(ids, { starred: true }, { checkpoint }),
    ]
    for (const [index, run] of others.entries()) {
      const checkpoint = await begun()
      const before = JSON.stringify([...checkpoint.values()])
      const deleted = fake.state.entries.length
      const error: unknown = await Promise.resolve(run(checkpoint)).catch((error) => error)
      expect(error, `job ${index}`).toMatchObject({
        name: 'JobError',
        code: 'checkpoint_mismatch',
        retryable: false,
      })
      expect(JSON.stringify([...checkpoint.values()])).toBe(before)
      expect(fake.state.entries).toHaveLength(deleted)
    }
  })

  test.each([
    { open: [null] },
    { open: [{ position: '0', begun: null, note: null }] },
    { open: [{ position: 0, begun: 'now', note: null }] },
    { open: [{ position: 0, begun: null }] },
    { open: {} },
    { finished: '9' },
    { finished: null },
    { position: '0' },
    { position: 0.5 },
    { digest: null },
    { version: 2 },
  ])('is refused, and nothing is sent, where its checkpoint is damaged: %j', async (damage) => {
    const { fake, store } = await killedWhileSaving()
    for (const [key, data] of store) store.set(key, Object.assign({ ...data }, damage))
    const before = JSON.stringify([...store])
    const sent = callsOf(fake, 'POST /api/entries')
    const job = Promise.resolve(clientOf(fake).entries.saveMany([urlOf(1)], { checkpoint: store }))
    await expect(job).rejects.toMatchObject({
      code: 'checkpoint_mismatch',
      message: expect.stringContaining('It is damaged.'),
    })
    expect(callsOf(fake, 'POST /api/entries')).toBe(sent)
    expect(JSON.stringify([...store])).toBe(before)
  })

  test('ends when its store fails, rather than to go on unseen', async () => {
    const fake = libraryOf(0)
    const broken: CheckpointStore = {
      get: () => null,
      set: async () => Promise.reject(new Error('disk full')),
      delete: () => {},
    }
    const job = Promise.resolve(clientOf(fake).entries.saveMany(urls, { checkpoint: broken }))
    await expect(job).rejects.toThrow(/disk full/)
    expect(fake.state.entries).toHaveLength(0)
  })

  test('is not written by a dry run', async () => {
    const store = new Map<string, CheckpointData>()
    const options = { dryRun: true, checkpoint: store }
    await clientOf(libraryOf(3)).entries.deleteMany([1, 2, 3], options)
    expect(store.size).toBe(0)
  })

  test('holds nothing secret, and little', async () => {
    const fake = libraryOf(0)
    const store = new Map<string, CheckpointData>()
    let largest = 0
    const watched: CheckpointStore = {
      get: (key) => store.get(key),
      delete: (key) => store.delete(key),
      set: (key, data) => {
        const text = JSON.stringify(data)
        largest = Math.max(largest, text.length)
        for (const secret of Object.values(fake.credentials).slice(1)) {
          if (secret !== 'wallabag') expect(text).not.toContain(secret)
        }
        store.set(key, data)
      },
    }
    const many = Array.from({ length: 150 }, (_, n) => urlOf(n))
    await clientOf(fake).entries.saveMany(many, { checkpoint: watched })
    expect(largest).toBeLessThan(15_000)
  })
})

describe('fileCheckpoint', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
  afterAll(() => rm(folder, { recursive: true }))

  test('is read also where the file system has no modes to tighten, as on a memory stick', async () => {
    const path = join(folder, 'stick.json')
    await writeFile(path, JSON.stringify({ version: 1 }), { mode: 0o644 })
    const file = await open(path)
    const refused = Object.assign(new Error('operation not permitted'), { code: 'EPERM' })
    const chmod = vi.spyOn(Object.getPrototypeOf(file), 'chmod').mockRejectedValue(refused)
    onTestFinished(() => chmod.mockRestore())
    await file.close()
    expect(await fileCheckpoint(path).get('key')).toEqual({ version: 1 })
  })

  test('keeps a checkpoint in a file, and deletes it at the end, with what a killed process left', async () => {
    const path = join(folder, 'deep', 'import.json')
    const fake = libraryOf(0)
    const { entries } = clientOf(fake)
    const checkpoint = fileCheckpoint(path)
    for await (const { index } of entries.saveMany(urls, { checkpoint })) if (index > 5) break
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: 1 })
    await writeFile(`${path}.999999999.abc.tmp`, 'half, by a process that was killed')
    const report = await entries.saveMany(urls, { checkpoint: fileCheckpoint(path) })
    expect(report.before + report.done).toBe(25)
    expect(await readdir(join(folder, 'deep'))).toEqual([])
    expect(fake.state.entries).toHaveLength(25)
  })

  test('refuses a file that is something else, and leaves it as it is', async () => {
    const path = join(folder, 'notes.txt')
    await writeFile(path, 'my notes', { mode: 0o600 })
    const { entries } = clientOf(libraryOf(1))
    const job = Promise.resolve(entries.deleteMany([1], { checkpoint: fileCheckpoint(path) }))
    await expect(job).rejects.toMatchObject({ cause: { code: 'checkpoint_mismatch' } })
    expect(await readFile(path, 'utf8')).toBe('my notes')
    expect(() => fileCheckpoint('')).toThrow(/expected a path/)
  })
})
