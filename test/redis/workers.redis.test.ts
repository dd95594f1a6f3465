// examples/workers.js as it is, in processes of its own.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Job, Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { environmentOf } from '../support/account.js'
import { bundle, type Script } from '../support/bundle.js'
import { thisHost } from './hosts.js'
import { type RedisServer, startRedis } from './redis-server.js'

const patience = { timeout: 90_000, interval: 20 }
const address = 'https://a.test/1'

let script: Script
let redis: RedisServer
let admin: Redis
let queue: Queue
const ends: (() => unknown)[] = []
beforeAll(async () => {
  script = await bundle(fileURLToPath(new URL('../../examples/workers.js', import.meta.url)))
  redis = await startRedis()
  admin = new Redis(redis.url, { maxRetriesPerRequest: null })
  queue = new Queue('wallabag', { connection: admin })
})
beforeEach(() => admin.flushall())
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(async () => {
  await queue.close()
  admin.disconnect()
  await redis.remove()
  script.remove()
})

/** A server, and what the example can do on it. */
async function setUp(options: FakeOptions = {}) {
  const fake = createFakeWallabag(options)
  const { url, close } = await fake.listen()
  ends.push(close)
  const env = {
    ...environmentOf(url, fake.credentials),
    REDIS_URL: redis.url,
    SAVE_SETTLE_TIME: '2000',
    REQUESTS_PER_SECOND: '1000',
  }
  return {
    fake,
    /** Runs it to its end. */
    async say(...words: string[]) {
      const child = thisHost.run(script.file, words, env)
      expect(await once(child, 'exit')).toEqual([0, null])
    },
    work() {
      const child = thisHost.run(script.file, ['work'], env)
      ends.push(() => child.kill('SIGKILL'))
      return child
    },
  }
}

const requests = (fake: FakeWallabag, method: string, path: string) =>
  fake.requests.filter((request) => request.method === method && request.path.includes(path))
const onlyJob = async (): Promise<Job | undefined> => (await queue.getJobs())[0]

test('a bulk job goes on in another process, from where its last step ended', async () => {
  // To look the entries up takes longer than a step.
  const { fake, say, work } = await setUp({ latency: 100 })
  // More than two steps hold: of addresses this long a call tags two.
  const count = 600
  const urls = Array.from({ length: count }, (_, n) => `https://a.test/${n}/${'long'.repeat(650)}`)
  for (const url of urls) fake.seed.entry({ url })
  await say('tag', 'later')
  const first = work()
  const tagged = () => fake.state.entries.filter(({ tags }) => tags.includes('later')).length
  const steps = async () => (await onlyJob())?.attemptsStarted ?? 0
  await expect.poll(steps, patience).toBeGreaterThan(1)
  first.kill('SIGTERM')
  await once(first, 'exit')
  const before = tagged()
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(count)
  expect(await (await onlyJob())?.isCompleted()).toBe(false)

  work()
  await expect.poll(async () => (await onlyJob())?.isCompleted(), patience).toBe(true)
  expect((await onlyJob())?.returnvalue).toEqual({ done: count, failed: 0 })
  expect(tagged()).toBe(count)
  const lists = requests(fake, 'POST', '/api/entries/tags/lists')
  const sent = lists.flatMap(({ query }) => JSON.parse(query.get('list') ?? ''))
  const labelled = sent.filter(({ tags }) => tags === 'later').map(({ url }) => url)
  expect(labelled.sort()).toEqual(urls.toSorted())
})

test('the save of a killed worker is taken up after saveSettleTime at the earliest, and looks first', async () => {
  const { fake, say, work } = await setUp()
  await say('add', address)
  const first = work()
  let killedAt = 0
  fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, async ({ proceed }) => {
    // The other one is there, and looks for stalled jobs.
    work()
    await expect.poll(async () => (await queue.getWorkers()).length, patience).toBe(2)
    first.kill('SIGKILL')
    killedAt = Date.now()
    // The server is still fetching the page: there is no entry yet.
    await sleep(1500)
    return proceed()
  })
  await expect.poll(async () => (await onlyJob())?.isCompleted(), patience).toBe(true)
  const [look] = fake.requests.filter(({ at }) => at >= killedAt)
  expect(look?.path).toContain('/api/entries/exists')
  expect((look?.at ?? 0) - killedAt).toBeGreaterThan(2000)
  expect(requests(fake, 'POST', '/api/entries')).toHaveLength(1)
  expect(fake.state.entries).toHaveLength(1)
  expect((await onlyJob())?.returnvalue).toEqual({ id: fake.state.entries[0]?.id, created: false })
})

test('what would fail again ends the job at once, in the words of the error', async () => {
  const { fake, say, work } = await setUp()
  fake.fault({ method: 'POST', path: '/api/entries' }, () =>
    Response.json({ error: { code: 403, message: 'Forbidden' } }, { status: 403 }),
  )
  await say('add', address)
  work()
  await expect.poll(async () => (await onlyJob())?.isFailed(), patience).toBe(true)
  const job = await onlyJob()
  expect(job?.attemptsMade).toBe(1)
  expect(job?.failedReason).toContain('POST /api/entries')
  expect(requests(fake, 'POST', '/api/entries')).toHaveLength(1)
})

test('what the server asks to wait for is delayed for that long', async () => {
  const { fake, say, work } = await setUp()
  // Longer than a call waits by itself.
  const busy = fake.fault({ path: /\/api\// }, { kind: 'busy', retryAfter: 90 })
  await say('add', address)
  const started = Date.now()
  work()
  await expect.poll(async () => (await onlyJob())?.isDelayed(), patience).toBe(true)
  const job = await onlyJob()
  // BullMQ keeps the time in front of a counter of twelve bits.
  const due = Number(await admin.zscore(queue.toKey('delayed'), job?.id ?? '')) / 2 ** 12
  expect(busy.hits).toBe(1)
  expect(due - started).toBeGreaterThanOrEqual(90_000)
  expect(due - Date.now()).toBeLessThan(90_001)
  // It cost none of the tries that a failure costs.
  expect(job?.attemptsMade).toBe(0)
})

test('what may pass is tried again after a pause of the queue', async () => {
  const { fake, say, work } = await setUp()
  // One more than a call repeats by itself.
  const down = fake.fault({ path: '/api/entries/exists', times: 4 }, { kind: 'html-error' })
  await say('add', address)
  work()
  await expect.poll(async () => (await onlyJob())?.isCompleted(), patience).toBe(true)
  expect(down.hits).toBe(4)
  expect((await onlyJob())?.attemptsMade).toBe(2)
  expect(fake.state.entries.map(({ url }) => url)).toEqual([address])
})
