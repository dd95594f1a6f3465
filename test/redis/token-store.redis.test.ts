import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isWallabagError, type TokenStore, Wallabag } from 'wallabag-sdk'
import { redisTokenStore } from 'wallabag-sdk/redis'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { type Connection, libraries } from './clients.js'
import { type RedisServer, startRedis } from './redis-server.js'

let server: RedisServer
let admin: Redis
beforeAll(async () => {
  server = await startRedis()
  admin = new Redis(server.url)
})
afterAll(async () => {
  admin.disconnect()
  await server.remove()
})

const pair = (name: string) => ({
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: Date.now() + 3_600_000,
})

describe.each(Object.entries(libraries))('with a client of %s', (_, connectBy) => {
  let connection: Connection
  let store: TokenStore
  beforeEach(async () => {
    await admin.flushall()
    connection = await connectBy(server.url)
    store = redisTokenStore(connection.client)
  })
  afterEach(() => connection.close())

  const locked = <T>(task: () => Promise<T>, its: TokenStore = store) => its.lock?.('account', task)
  const lockKey = 'wallabag:{account}:lock'

  test('what is kept under the lock is there for the next process', async () => {
    await locked(async () => store.set('account', pair('a')))
    expect(await redisTokenStore(connection.client).get('account')).toMatchObject({
      accessToken: 'access-a',
      refreshToken: 'refresh-a',
    })
    await locked(async () => store.delete('account'))
    expect(await store.get('account')).toBeNull()
  })

  test('one task at a time, among stores and within one', async () => {
    const other = redisTokenStore(connection.client)
    let [running, most] = [0, 0]
    const task = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 10))
      running -= 1
    }
    await Promise.all([locked(task), locked(task), locked(task, other), locked(task, other)])
    expect(most).toBe(1)
  })

  test('a task that takes longer than the lease keeps the lock while its process lives', async () => {
    const [one, other] = [1, 2].map(() => redisTokenStore(connection.client, { lease: 600 }))
    const order: string[] = []
    const long = locked(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      order.push('long')
    }, one)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await locked(async () => order.push('next'), other)
    await long
    expect(order).toEqual(['long', 'next'])
  })

  test('who lost the lock keeps nothing, and sends no refresh token', async () => {
    await locked(async () => {
      await admin.set(lockKey, 'somebody who came after')
      await expect(store.set('account', pair('late'))).rejects.toThrow('the lock was lost')
      await expect(store.beforeRefresh?.('account', 'refresh-a')).rejects.toThrow(
        'the lock was lost',
      )
    })
    expect(await store.get('account')).toBeNull()
    expect(await admin.get(lockKey)).toBe('somebody who came after')
  })

  test('who lost the lock does not pass for the next task of its process', async () => {
    let next: Promise<unknown> | undefined
    await locked(async () => {
      await admin.del(lockKey)
      next = locked(() => new Promise((resolve) => setTimeout(resolve, 200)))
      await new Promise((resolve) => setTimeout(resolve, 100))
      await expect(store.set('account', pair('late'))).rejects.toThrow('the lock was lost')
    })
    await next
    expect(await store.get('account')).toBeNull()
  })

  test('a refresh token that a process wanted to send, and never came back, is not sent again', async () => {
    const killed = redisTokenStore(connection.client)
    let wake = () => {}
    const asleep = locked(async () => {
      expect(await killed.beforeRefresh?.('account', 'refresh-a')).toBe(true)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }, killed)
    await expect.poll(() => admin.hlen('wallabag:{account}:intents')).toBe(1)
    // As when the process is killed: its lease ends, and its place is taken.
    await admin.del(lockKey)
    await locked(async () => {
      expect(await store.beforeRefresh?.('account', 'refresh-a')).toBe(false)
      expect(await store.beforeRefresh?.('account', 'refresh-b')).toBe(true)
    })
    wake()
    await asleep
  })

  test('a process that came back from a failure lets the next one try the same refresh token', async () => {
    await locked(async () => {
      await store.beforeRefresh?.('account', 'refresh-a')
    })
    const other = redisTokenStore(connection.client)
    await locked(async () => {
      expect(await other.beforeRefresh?.('account', 'refresh-a')).toBe(true)
    }, other)
  })

  test('a process that came back ends its own notes, and nobody else’s', async () => {
    await admin.hset('wallabag:{account}:intents', 'a token', 'a process that was killed')
    await locked(async () => {
      await store.beforeRefresh?.('account', 'refresh-a')
    })
    expect(await admin.hvals('wallabag:{account}:intents')).toEqual(['a process that was killed'])
  })

  test('a new pair ends all notes about the pairs before it', async () => {
    await admin.hset('wallabag:{account}:intents', 'a token', 'a process that was killed')
    await locked(async () => {
      await store.beforeRefresh?.('account', 'refresh-a')
      await store.set('account', pair('b'))
      expect(await admin.exists('wallabag:{account}:intents')).toBe(0)
    })
  })

  test('a note outlives the refresh token, and goes by itself', async () => {
    const day = 24 * 3600 * 1000
    await locked(async () => {
      await store.beforeRefresh?.('account', 'refresh-a')
      const left = await admin.pttl('wallabag:{account}:intents')
      expect(left).toBeGreaterThan(14 * day)
      expect(left).toBeLessThanOrEqual(60 * day)
    })
  })

  test('the lock of a killed process ends with its lease', async () => {
    await locked(async () => {
      const left = await admin.pttl(lockKey)
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(15_000)
    })
  })

  test('who lost the lock does not change the lease of who came after', async () => {
    const monitor = await admin.monitor()
    let beats = 0
    monitor.on('monitor', (_, [command = '']: string[], source: string) => {
      if (source !== 'lua' && /^eval/i.test(command)) beats += 1
    })
    await locked(
      async () => {
        await admin.set(lockKey, 'somebody who came after', 'PX', 60_000)
        await expect.poll(() => beats).toBeGreaterThan(1)
        monitor.disconnect()
        expect(await admin.pttl(lockKey)).toBeGreaterThan(600)
      },
      redisTokenStore(connection.client, { lease: 600 }),
    )
  })

  test('no key and no value but the pair itself holds a token', async () => {
    await locked(async () => {
      await store.set('account', pair('a'))
      await store.beforeRefresh?.('account', 'refresh-a')
      const keys = await admin.keys('*')
      expect(keys.sort()).toEqual(
        ['intents', 'lock', 'tokens'].map((what) => `wallabag:{account}:${what}`),
      )
      const others = JSON.stringify([
        keys,
        await admin.get(lockKey),
        await admin.hgetall('wallabag:{account}:intents'),
      ])
      expect(others).not.toMatch(/(access|refresh)-a/)
    })
  })
})

describe('a client with the store', () => {
  let fake: FakeWallabag
  let url: string
  let close: () => Promise<void>
  let connection: Connection
  beforeEach(async () => {
    await admin.flushall()
    fake = createFakeWallabag()
    const listener = await fake.listen()
    url = listener.url
    close = listener.close
    connection = await libraries.ioredis(server.url)
  })
  afterEach(async () => {
    await connection.close()
    await close()
  })
  const client = (auth: object = fake.credentials) =>
    new Wallabag({
      url,
      auth: auth as typeof fake.credentials,
      tokenStore: redisTokenStore(connection.client),
    })
  const tokenCalls = () => fake.requests.filter(({ path }) => path === '/oauth/v2/token')

  test('ten clients sign in once, and renew once', async () => {
    const clients = Array.from({ length: 10 }, () => client())
    await Promise.all(clients.map(({ user }) => user.get()))
    expect(tokenCalls()).toHaveLength(1)
    fake.state.revokeTokens('access')
    await Promise.all(clients.map(({ user }) => user.get()))
    expect(tokenCalls()).toHaveLength(2)
  })

  /** Leaves Redis as a process does that is killed between its note and the answer. */
  async function killedInRenewal(): Promise<string> {
    const { refresh_token: refreshToken } = await passwordGrant(url, fake.credentials)
    await admin.flushall()
    const { clientId, clientSecret } = fake.credentials
    const doomed = client({ clientId, clientSecret, refreshToken })
    await doomed.user.get()
    const [intents = ''] = (await admin.keys('*')).map((key) => key.replace(':tokens', ':intents'))
    const stored = JSON.parse((await admin.get(intents.replace(':intents', ':tokens'))) ?? '')
    const { createHash } = await import('node:crypto')
    const hash = createHash('sha1').update(stored.refreshToken).digest('hex')
    await admin.hset(intents, hash, 'a process that was killed')
    fake.state.revokeTokens('access')
    fake.requests.clear()
    return refreshToken
  }

  test('after a kill in the middle of a renewal nobody sends that refresh token, and the error says why', async () => {
    const refreshToken = await killedInRenewal()
    const { clientId, clientSecret } = fake.credentials
    const error = await client({ clientId, clientSecret, refreshToken })
      .user.get()
      .catch((caught: unknown) => caught)
    expect(isWallabagError(error) && error.code).toBe('refresh_expired')
    expect(String(error)).toContain('never reported back')
    // The seed from the options, spent long ago, is another one: it may be asked for once.
    const sent = tokenCalls().map(({ body }) => new URLSearchParams(body).get('refresh_token'))
    expect(sent).toEqual([refreshToken])
  })

  test('while Redis is away nothing is renewed, and the call says so', async () => {
    const lonely = await startRedis()
    const { client: redis, close: disconnect } = await libraries.ioredis(lonely.url)
    const { refresh_token: refreshToken } = await passwordGrant(url, fake.credentials)
    const { clientId, clientSecret } = fake.credentials
    const auth = { clientId, clientSecret, refreshToken }
    const wallabag = new Wallabag({ url, auth, tokenStore: redisTokenStore(redis) })
    await wallabag.user.get()
    await lonely.kill()
    fake.state.revokeTokens('access')
    fake.requests.clear()
    const error = await wallabag.user.get().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'network', outcome: 'refused' })
    expect(tokenCalls()).toEqual([])
    await lonely.start()
    await expect(wallabag.user.get()).resolves.toBeDefined()
    await disconnect()
    await lonely.remove()
  })
})
