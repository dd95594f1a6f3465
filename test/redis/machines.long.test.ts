import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { bundle, type Script } from '../support/bundle.js'
import { type RedisServer, startRedis } from './redis-server.js'

let script: Script
const ends: (() => unknown)[] = []
beforeAll(async () => {
  script = await bundle(fileURLToPath(new URL('children/renew.ts', import.meta.url)))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(() => script.remove())

const patience = { timeout: 30_000, interval: 2 }

interface Report {
  calls: number
  failures: string[]
  warnings: string[]
}

class Child {
  calls = 0
  failures = 0
  readonly process: ChildProcess
  readonly #done: Promise<Report>

  constructor(share: object) {
    this.process = fork(script.file, { env: { ...process.env, SHARE: JSON.stringify(share) } })
    ends.push(() => this.process.kill('SIGKILL'))
    this.#done = new Promise((resolve, reject) => {
      this.process.on(
        'message',
        (message: Partial<Report> & { failure?: string; done?: Report }) => {
          this.calls = message.calls ?? this.calls
          if (message.failure) this.failures += 1
          if (message.done) resolve(message.done)
        },
      )
      this.process.once('exit', (code) => reject(new Error(`a child ended with ${code}`)))
    })
    this.#done.catch(() => undefined)
  }

  stop(): Promise<Report> {
    this.process.send('stop')
    return this.#done
  }
}

async function serve(options: Parameters<typeof createFakeWallabag>[0] = {}) {
  const fake = createFakeWallabag(options)
  const listener = await fake.listen()
  ends.push(() => listener.close())
  return { fake, url: listener.url }
}

async function redis(options?: Parameters<typeof startRedis>[0]): Promise<RedisServer> {
  const server = await startRedis(options)
  ends.push(() => server.remove())
  return server
}

const tokenForms = (fake: FakeWallabag) =>
  fake.requests
    .filter(({ path }) => path === '/oauth/v2/token')
    .map(({ body }) => new URLSearchParams(body))
const refreshTokens = (fake: FakeWallabag) =>
  tokenForms(fake).flatMap((form) => form.get('refresh_token') ?? [])

const expiries = 200

test(`${expiries} expiries over four processes, Redis killed and started twice: no login, no refresh token twice`, async () => {
  const { fake, url } = await serve()
  const server = await redis({ persistent: true })
  const { clientId, clientSecret } = fake.credentials
  // The one login there ever is. No process knows the password, so a lost token would be the end.
  const { refresh_token: refreshToken } = await passwordGrant(url, fake.credentials)
  const share = {
    url,
    auth: { clientId, clientSecret, refreshToken },
    redis: server.url,
    lease: 5000,
  }
  const children = Array.from({ length: 4 }, () => new Child(share))
  const renewals = () => refreshTokens(fake).length
  for (let expiry = 0; expiry <= expiries; expiry++) {
    const restarts = expiry === 60 || expiry === 130
    if (restarts) await server.kill()
    if (expiry > 0) fake.state.revokeTokens('access')
    if (restarts) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await server.start()
    }
    await vi.waitFor(() => expect(renewals()).toBeGreaterThan(expiry), patience)
    const before = children.map(({ calls }) => calls)
    const progress = () => children.every(({ calls }, index) => calls > (before[index] ?? 0))
    await vi.waitFor(() => expect(progress()).toBe(true), patience)
  }
  const reports = await Promise.all(children.map((child) => child.stop()))
  expect(reports.flatMap(({ failures }) => failures)).toEqual([])
  const sent = refreshTokens(fake)
  expect(tokenForms(fake).filter((form) => form.get('grant_type') === 'password')).toHaveLength(1)
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent).toHaveLength(1 + expiries)
}, 180_000)

test('without persistence a restart forgets the tokens, and the password signs in anew', async () => {
  const { fake, url } = await serve()
  const server = await redis()
  const share = { url, auth: fake.credentials, redis: server.url, lease: 1000 }
  const first = new Child(share)
  await vi.waitFor(() => expect(first.calls).toBeGreaterThan(0), patience)
  await first.stop()
  await server.kill()
  await server.start()
  const second = new Child(share)
  await vi.waitFor(() => expect(second.calls).toBeGreaterThan(0), patience)
  await second.stop()
  const grants = tokenForms(fake).map((form) => form.get('grant_type'))
  expect(grants).toEqual(['password', 'password'])
})

test('a holder that sleeps beyond its lease stores nothing when it wakes, and nobody sends its refresh token', async () => {
  let asleep: Child | null = null
  const { fake, url } = await serve()
  const server = await redis()
  const share = { url, auth: fake.credentials, redis: server.url, lease: 600 }
  const sleeper = new Child(share)
  await vi.waitFor(() => expect(sleeper.calls).toBeGreaterThan(0), patience)
  const grantsBefore = tokenForms(fake).length
  // Its renewal reaches the server, and before the answer leaves it is put to sleep.
  let answer = () => {}
  fake.fault({ path: '/oauth/v2/token', times: 1 }, async ({ proceed }) => {
    sleeper.process.kill('SIGSTOP')
    asleep = sleeper
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    return proceed()
  })
  fake.state.revokeTokens('access')
  await vi.waitFor(() => expect(asleep).toBe(sleeper), patience)
  const [spent] = refreshTokens(fake).slice(-1)
  const other = new Child(share)
  await vi.waitFor(() => expect(other.calls).toBeGreaterThan(0), patience)
  answer()
  sleeper.process.kill('SIGCONT')
  const before = sleeper.calls
  await vi.waitFor(() => expect(sleeper.calls).toBeGreaterThan(before), patience)
  const [slept] = await Promise.all([sleeper.stop(), other.stop()])
  expect(slept.warnings.join()).toContain('the lock was lost')
  const sent = refreshTokens(fake)
  expect(sent.filter((token) => token === spent)).toHaveLength(1)
  const grants = tokenForms(fake)
    .slice(grantsBefore)
    .map((form) => form.get('grant_type'))
  expect(grants).toEqual(['refresh_token', 'password'])
})
