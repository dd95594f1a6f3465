import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LimitGate } from 'wallabag-sdk'
import { type RedisLimitsOptions, redisLimits } from 'wallabag-sdk/redis'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { type Connection, libraries } from './clients.js'
import { type RedisServer, startRedis } from './redis-server.js'

let server: RedisServer
let admin: Redis
const open: Connection[] = []
beforeAll(async () => {
  server = await startRedis()
  admin = new Redis(server.url)
})
beforeEach(() => admin.flushall())
afterAll(async () => {
  await Promise.all(open.map(({ close }) => close()))
  admin.disconnect()
  await server.remove()
})

type Library = keyof typeof libraries

/** A gate as another process or machine would have it: with a connection of its own. */
async function gate(options: RedisLimitsOptions, library: Library = 'ioredis'): Promise<LimitGate> {
  const connection = await libraries[library](server.url)
  open.push(connection)
  return redisLimits(connection.client, options)
}

const call = (more: Partial<Parameters<LimitGate['enter']>[0]> = {}) => ({
  lane: 'call' as const,
  signal: undefined,
  deadline: Number.POSITIVE_INFINITY,
  longest: 60_000,
  ready: () => true,
  ...more,
})

interface Note {
  readonly command: 'zadd' | 'zrem'
  readonly key: string
  readonly score: number
  readonly member: string
}

/**
 * What the scripts note in Redis and strike out again, in their order and by Redis's clock: a busy
 * machine hears of its turns late.
 */
async function watch(): Promise<{ noted: readonly Note[]; end: () => void }> {
  const monitor = await admin.monitor()
  const noted: Note[] = []
  monitor.on('monitor', (_, [name = '', key = '', ...values]: string[]) => {
    const command = name.toLowerCase()
    if (command !== 'zadd' && command !== 'zrem') return
    const [member = '', score] = values.toReversed()
    noted.push({
      command,
      key: key.replace('{wallabag}:limits:', ''),
      score: Number(score),
      member,
    })
  })
  return { noted, end: () => monitor.disconnect() }
}

/** Redis's clock, in milliseconds. */
async function now(): Promise<number> {
  const [seconds, micros] = await admin.time()
  return Number(seconds) * 1000 + Number(micros) / 1000
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe.each(['ioredis', 'redis'] as const)('with a client of %s', (library) => {
  test('never more at once than the concurrency, whoever asks', async () => {
    const gates = await Promise.all([1, 2, 3].map(() => gate({ concurrency: 2 }, library)))
    let [running, most, done] = [0, 0, 0]
    const work = async (its: LimitGate) => {
      const turn = await its.enter(call())
      running += 1
      most = Math.max(most, running)
      await pause(2)
      running -= 1
      done += 1
      turn?.leave()
    }
    await Promise.all(gates.flatMap((its) => Array.from({ length: 20 }, () => work(its))))
    expect([most, done]).toEqual([2, 60])
  })

  test('a turn that comes back goes to who waits at once, not at the next look', async () => {
    const [one, two] = [
      await gate({ concurrency: 1 }, library),
      await gate({ concurrency: 1 }, library),
    ]
    const waits: number[] = []
    for (let round = 0; round < 10; round++) {
      const turn = await one.enter(call())
      const next = two.enter(call())
      await pause(30)
      const freed = performance.now()
      turn?.leave()
      ;(await next)?.leave()
      waits.push(performance.now() - freed)
      await pause(5)
    }
    // A look every 250 ms would make it 125 in the middle.
    expect(waits.sort((a, b) => a - b)[4]).toBeLessThan(125)
  })
})

test('in no second more than the rate starts, counted over all', async () => {
  const rate = 10
  const gates = await Promise.all(
    [1, 2].map(() => gate({ concurrency: 50, requestsPerSecond: rate })),
  )
  const { noted, end } = await watch()
  const starts = () => noted.filter(({ key }) => key === 'starts').map(({ score }) => score)
  const work = async (its: LimitGate, lane: 'call' | 'token') => {
    const turn = await its.enter(call({ lane }))
    turn?.leave()
  }
  const lanes = ['call', 'call', 'token', 'call', 'call', 'call', 'call', 'call'] as const
  await Promise.all(gates.flatMap((its) => [...lanes, ...lanes].map((lane) => work(its, lane))))
  await expect.poll(starts).toHaveLength(32)
  end()
  for (const [index, start] of starts().entries()) {
    const tenth = starts()[index + rate]
    if (tenth !== undefined) expect(tenth - start).toBeGreaterThan(1000)
  }
})

test('when the server asks one to wait, all wait', async () => {
  const [one, two] = [await gate({}), await gate({})]
  const turn = await one.enter(call())
  one.shutFor(400)
  turn?.leave()
  const started = performance.now()
  await pause(20)
  const lanes = ['call', 'token'] as const
  await Promise.all(lanes.map(async (lane) => (await two.enter(call({ lane })))?.leave()))
  expect(performance.now() - started).toBeGreaterThan(380)
})

test('a renewal needs no slot, or it would wait for the calls that wait for it', async () => {
  const its = await gate({ concurrency: 1 })
  const held = await its.enter(call())
  const waiting = its.enter(call())
  const deadline = performance.now() + 20_000
  expect(await its.enter(call({ lane: 'token', deadline }))).not.toBeNull()
  held?.leave()
  expect(await waiting).not.toBeNull()
})

test('what a killed process held comes back when its attempt must have ended', async () => {
  const gates = await Promise.all([1, 2, 3].map(() => gate({ concurrency: 2 })))
  const [killed, busy, next] = gates
  const { noted, end } = await watch()
  const longest = 60_000
  // While another slot is held its key stays, so that nothing returns with that.
  await busy?.enter(call({ longest }))
  const before = await now()
  await killed?.enter(call({ longest: 300 }))
  const after = await now()
  expect(await next?.enter(call({ longest, deadline: performance.now() + 10_000 }))).not.toBeNull()
  const ends = () => noted.filter(({ key }) => key === 'slots').map(({ score }) => score)
  await expect.poll(ends).toHaveLength(3)
  end()
  expect((ends()[2] ?? 0) - longest).toBeGreaterThan(before + 300)
  // Who asked in vain asked before that.
  const asked = noted.filter(({ command, key }) => command === 'zadd' && key === 'seen')
  const inVain = asked.map(({ score }) => score)
  expect(inVain).not.toEqual([])
  expect(Math.max(...inVain)).toBeLessThanOrEqual(after + 300)
})

test('a process that waited and was killed does not hold up the queue', async () => {
  const [one, killed, next] = await Promise.all([1, 2, 3].map(() => gate({ concurrency: 1 })))
  const turn = await one?.enter(call())
  await admin.zadd('{wallabag}:limits:queue', 1, 'a process that was killed')
  await admin.zadd('{wallabag}:limits:seen', Date.now(), 'a process that was killed')
  void killed
  turn?.leave()
  const deadline = performance.now() + 20_000
  expect(await next?.enter(call({ deadline }))).not.toBeNull()
})

test('processes take turns, whatever each has waiting', async () => {
  const gates = await Promise.all([1, 2, 3].map(() => gate({ concurrency: 1 })))
  const { noted, end } = await watch()
  const work = async (its: LimitGate) => (await its.enter(call()))?.leave()
  await Promise.all(gates.flatMap((its) => Array.from({ length: 10 }, () => work(its))))
  const turns = () => noted.filter(({ command, key }) => command === 'zadd' && key === 'slots')
  await expect.poll(turns).toHaveLength(30)
  end()
  // Who waits, in the order in which they came, and the place of who left last.
  let line: string[] = []
  let place = 0
  let contended = 0
  for (const { command, key, member } of noted) {
    const [process = ''] = member.split(':')
    if (key === 'queue' && command === 'zadd' && !line.includes(process)) line.push(process)
    if (key === 'queue' && command === 'zrem') {
      place = line.includes(process) ? line.indexOf(process) : line.length
      line = line.filter((other) => other !== process)
    }
    if (key === 'slots' && command === 'zadd') {
      // A turn goes to the first, who gives up the place with it.
      expect({ place, stays: line.includes(process) }).toEqual({ place: 0, stays: false })
      if (line.length > 0) contended += 1
    }
  }
  expect(contended).toBeGreaterThan(10)
})

test('who gives up leaves the queue, by its signal and by its deadline', async () => {
  const [one, two] = [await gate({ concurrency: 1 }), await gate({ concurrency: 1 })]
  const turn = await one.enter(call())
  const given = new AbortController()
  const aborted = two.enter(call({ signal: given.signal }))
  const late = two.enter(call({ deadline: performance.now() + 60 }))
  await pause(20)
  given.abort()
  expect(await aborted).toBeNull()
  expect(await late).toBeNull()
  await expect.poll(() => admin.zcard('{wallabag}:limits:queue')).toBe(0)
  turn?.leave()
})

test('a turn for which there is nothing to send any more goes to the next', async () => {
  const its = await gate({ concurrency: 1 })
  const turn = await its.enter(call())
  const spent = its.enter(call({ ready: () => false }))
  const next = its.enter(call())
  turn?.leave()
  expect(await spent).toBeNull()
  expect(await next).not.toBeNull()
})

test.each([
  { concurrency: 0 },
  { requestsPerSecond: 1.5 },
  { name: '' },
  { whenAway: 'wait' },
  { rate: 3 },
])('refuses %j', async (options) => {
  await expect(gate(options as RedisLimitsOptions)).rejects.toMatchObject({
    code: 'invalid_option',
  })
})

test('what is no client is refused', () => {
  expect(() => redisLimits({} as never)).toThrow('client of ioredis or of redis')
})

describe('while Redis is away', () => {
  const away = async (options: RedisLimitsOptions) => {
    const lonely = await startRedis()
    const connection = await libraries.ioredis(lonely.url)
    const limits = redisLimits(connection.client, options)
    const fake = createFakeWallabag()
    const wallabag = clientOf(fake, { limits, retry: { limit: 0 } })
    await wallabag.user.get()
    await lonely.kill()
    fake.requests.clear()
    const end = async () => {
      await connection.close()
      await lonely.remove()
    }
    return { wallabag, fake, lonely, end }
  }

  test('a call fails and says that nothing was sent', async () => {
    const { wallabag, fake, lonely, end } = await away({ concurrency: 2 })
    await expect(wallabag.user.get()).rejects.toMatchObject({
      code: 'network',
      outcome: 'not-sent',
    })
    expect([...fake.requests]).toEqual([])
    await lonely.start()
    await expect(wallabag.user.get()).resolves.toBeDefined()
    await end()
  })

  test('with `local` each process keeps to the limits for itself', async () => {
    const { wallabag, fake, end } = await away({ concurrency: 2, whenAway: 'local' })
    await Promise.all(Array.from({ length: 5 }, () => wallabag.user.get()))
    expect([...fake.requests]).toHaveLength(5)
    await end()
  })
})
