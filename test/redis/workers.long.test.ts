import type { ChildProcess } from 'node:child_process'
import diagnosticsChannel from 'node:diagnostics_channel'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createFakeWallabag, type Fault } from 'wallabag-sdk/testing'
import { environmentOf } from '../support/account.js'
import { bundle, type Script } from '../support/bundle.js'
import { makeHosts, thisHost } from './hosts.js'
import { startRedis } from './redis-server.js'

const count = Number(process.env['COUNT'] ?? 10_000)
const kills = Number(process.env['KILLS'] ?? 30)
const rate = Number(process.env['RATE'] ?? 200)
/**
 * A hundredth of the rate: what is under way when a second begins, and arrives in it although it was
 * let in before, is never more than the one per cent, however slow the machine is.
 */
const concurrency = Math.ceil(rate / 100)
/** Milliseconds that the server takes for a request. */
const latency = 2

let workers: Script
const ends: (() => unknown)[] = []
beforeAll(async () => {
  workers = await bundle(fileURLToPath(new URL('../../examples/workers.js', import.meta.url)))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(() => workers.remove())

/** What the server sees of its requests, by its own clock. */
interface Seen {
  /** When each request arrived, token calls included. */
  readonly arrivals: number[]
  /** How many calls were under way at once, at most. */
  most: number
}

/** Watches the HTTP server of this process. A token call has a lane of its own, so it is not counted as under way. */
function watchServer(): Seen {
  const seen: Seen = { arrivals: [], most: 0 }
  let underWay = 0
  const started = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const arrived = performance.now()
    seen.arrivals.push(arrived)
    if (request.url === '/oauth/v2/token') return
    underWay += 1
    seen.most = Math.max(seen.most, underWay)
    response.once('close', () => {
      // The server goes on with the request of a process that was killed.
      const left = response.writableFinished ? 0 : arrived + latency - performance.now()
      setTimeout(() => (underWay -= 1), Math.max(0, left))
    })
  }
  diagnosticsChannel.subscribe('http.server.request.start', started)
  ends.push(() => diagnosticsChannel.unsubscribe('http.server.request.start', started))
  return seen
}

/** How many requests arrived within the fullest second. */
function fullestSecond(arrivals: readonly number[]): number {
  let [first, most] = [0, 0]
  for (const [last, arrived] of arrivals.entries()) {
    while (arrived - (arrivals[first] ?? 0) >= 1000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

test(`${count} addresses, four workers on two hosts, one killed every two seconds: each once, within one limit`, async () => {
  const seen = watchServer()
  const fake = createFakeWallabag({ latency })
  const faults: Fault[] = [
    'reset-before',
    'unanswered',
    'reset-in-answer',
    { kind: 'html-error', status: 502 },
    { kind: 'busy', retryAfter: 0 },
  ]
  for (const [index, fault] of faults.entries()) {
    fake.fault({ path: /\/api\//, probability: 0.01, seed: index + 1 }, fault)
  }
  const listener = await fake.listen()
  ends.push(() => listener.close())
  const redis = await startRedis()
  ends.push(() => redis.remove())
  const admin = new Redis(redis.url)
  const subscriber = admin.duplicate()
  ends.push(() => {
    admin.disconnect()
    subscriber.disconnect()
  })
  // A lock that runs out is one whose holder was killed in a renewal: who lives lengthens it, and ends it.
  let killedInRenewal = 0
  let lockEnded = () => {}
  await admin.config('SET', 'notify-keyspace-events', 'Ex')
  await subscriber.subscribe('__keyevent@0__:expired')
  subscriber.on('message', (_, key: string) => {
    if (!/^wallabag:\{.*\}:lock$/.test(key)) return
    killedInRenewal += 1
    lockEnded()
  })

  const hosts = await makeHosts(2, [Number(new URL(listener.url).port), redis.port])
  if (hosts) ends.push(() => hosts.remove())
  else console.log('Network namespaces cannot be made here: four processes on one host.')
  const env = {
    ...environmentOf(listener.url, fake.credentials),
    REDIS_URL: redis.url,
    SAVE_SETTLE_TIME: '3000',
    REQUEST_TIMEOUT: '2000',
    CONCURRENCY: String(concurrency),
    REQUESTS_PER_SECOND: String(rate),
  }
  let said = ''
  const start = (index: number): ChildProcess => {
    const host = hosts?.all[index % 2] ?? thisHost
    const child = host.run(workers.file, ['work'], env)
    child.stderr?.on('data', (text) => (said += text))
    return child
  }
  const urls = Array.from({ length: count }, (_, index) => `https://a.test/${index}`)
  const adding = thisHost.run(workers.file, ['add', ...urls], env)
  expect(await once(adding, 'exit')).toEqual([0, null])

  const running = [0, 1, 2, 3].map(start)
  ends.push(() => running.map((child) => child.kill('SIGKILL')))
  if (hosts) {
    const networks = [process.pid, running[0]?.pid, running[1]?.pid]
    await expect
      .poll(() => new Set(networks.map((pid) => readlinkSync(`/proc/${pid}/ns/net`))).size)
      .toBe(3)
  }
  const saved = () => fake.state.entries.length
  await vi.waitFor(() => expect(saved()).toBeGreaterThan(100), { timeout: 60_000 })

  let expiries = 0
  const expire = () => {
    expiries += 1
    fake.state.revokeTokens('access')
  }
  for (let kill = 0; kill < kills; kill++) {
    if (kill % 3 === 0) {
      // The answer to this renewal waits until the process that asked for it has been killed.
      if (kill === 3) {
        const killed = new Promise<void>((resolve) => (lockEnded = resolve))
        fake.fault({ path: '/oauth/v2/token', times: 1 }, async ({ proceed }) => {
          const answer = await proceed()
          await killed
          return answer
        })
      }
      expire()
    }
    await sleep(2000)
    const index = kill % 4
    const ended = running[index] && once(running[index], 'exit')
    running[index]?.kill('SIGKILL')
    await ended
    running[index] = start(index)
  }
  const savedUnderKills = saved()

  const queue = new Queue('wallabag', { connection: admin })
  const open = () => queue.getJobCountByTypes('wait', 'active', 'delayed', 'prioritized')
  await expect.poll(open, { timeout: 600_000, interval: 500 }).toBe(0)
  const failed = await queue.getFailed()
  await queue.close()
  for (const child of running) child.kill('SIGTERM')
  await Promise.all(running.map((child) => once(child, 'exit')))

  const forms = fake.requests
    .filter(({ path }) => path === '/oauth/v2/token')
    .map(({ body }) => new URLSearchParams(body))
  const refreshTokens = forms.flatMap((form) => form.get('refresh_token') ?? [])
  const fullest = fullestSecond(seen.arrivals)
  console.log({
    hosts: hosts?.all.length ?? 1,
    requests: seen.arrivals.length,
    seconds: Math.round((seen.arrivals.at(-1) ?? 0) - (seen.arrivals[0] ?? 0)) / 1000,
    savedUnderKills,
    most: seen.most,
    fullest,
    expiries,
    killedInRenewal,
    tokenCalls: forms.length,
    refreshTokens: refreshTokens.length,
  })
  expect(failed.map(({ data, failedReason }) => `${data.url}: ${failedReason}`)).toEqual([])
  expect(fake.state.entries.map(({ url }) => url).sort(), said).toEqual(urls.toSorted())
  expect(seen.most).toBe(concurrency)
  expect(fullest).toBeLessThanOrEqual(rate * 1.01)
  expect(killedInRenewal).toBeGreaterThan(0)
  expect(forms.length).toBeLessThanOrEqual(1 + expiries + killedInRenewal)
  expect(new Set(refreshTokens).size).toBe(refreshTokens.length)
}, 900_000)
