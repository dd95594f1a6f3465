import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { isWallabagError } from 'wallabag-sdk'
import type { Fault } from 'wallabag-sdk/testing'
import { atOnce, holdNext, refusal, signInWorld } from '../support/sign-in.js'
import { sized } from '../support/size.js'
import { takeTime } from '../support/time.js'

const tokenPath = '/oauth/v2/token'
const html = (status: number) => new Response('<title>Welcome</title>', { status })

// Pauses between attempts are random up to a bound; here they are as short as can be.
beforeEach(() => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0)
  return () => random.mockRestore()
})

/** What is wrong with the secrets: the sign-in ends for good, and the server is not asked again. */
const refused = [
  { name: 'wrong password', wrong: { password: 'wrong' }, code: 'bad_credentials' },
  { name: 'unknown user', wrong: { username: 'nobody' }, code: 'bad_credentials' },
  { name: 'wrong secret', wrong: { clientSecret: 'wrong' }, code: 'bad_client' },
  { name: 'deleted client', wrong: { clientId: '9_none' }, code: 'bad_client' },
]

for (const { name, wrong, code } of refused) {
  test(`${name}: ${code}, asked once for 1 000 calls`, async () => {
    const { fake, connect, tokenCalls } = signInWorld()
    const wallabag = connect({ auth: { ...fake.credentials, ...wrong } })
    const failures = await failuresOf(1000, () => wallabag.tags.list())
    expect(failures).toEqual([`${code} not-sent`])
    await expect(wallabag.tags.list()).rejects.toMatchObject({ code })
    expect(tokenCalls()).toHaveLength(1)
    expect(wallabag.auth.status()).toEqual({ signedIn: false, expiresAt: null, reason: code })
  })
}

test('a token that was refused is no sign-in, although it cannot be renewed just now', async () => {
  const { fake, wallabag } = signInWorld()
  await wallabag.tags.list()
  fake.state.revokeTokens('access')
  fake.fault({ path: tokenPath }, 'refused')
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'network' })
  expect(wallabag.auth.status()).toEqual({ signedIn: false, expiresAt: null, reason: null })
})

/** What goes wrong on the way: the call fails, and the next one tries again. */
const unlucky: { name: string; fault: Fault; code: string; asked: number }[] = [
  { name: 'nobody listens', fault: 'refused', code: 'network', asked: 4 },
  { name: 'connection reset', fault: 'reset-before', code: 'network', asked: 4 },
  { name: '502 page', fault: 'html-error', code: 'server_error', asked: 4 },
  { name: 'error of the server', fault: 'server-error', code: 'server_error', asked: 4 },
  { name: 'login page with 200', fault: () => html(200), code: 'not_wallabag', asked: 1 },
  { name: 'page with 400', fault: () => html(400), code: 'not_wallabag', asked: 1 },
  { name: 'proxy that asks for a login', fault: () => html(401), code: 'not_wallabag', asked: 1 },
  { name: 'page with 403', fault: () => html(403), code: 'forbidden', asked: 1 },
  { name: 'page with 404', fault: () => html(404), code: 'not_wallabag', asked: 1 },
  { name: 'JSON without a token', fault: () => Response.json({}), code: 'not_wallabag', asked: 1 },
  { name: 'JSON null', fault: () => Response.json(null), code: 'not_wallabag', asked: 1 },
  {
    name: 'token that fits into no header',
    fault: () => Response.json({ access_token: 'a\nb', expires_in: 3600 }),
    code: 'not_wallabag',
    asked: 1,
  },
  { name: 'truncated JSON', fault: 'truncated-json', code: 'not_wallabag', asked: 1 },
  {
    name: '307 elsewhere',
    fault: { kind: 'redirect', status: 307, location: 'https://elsewhere.test/oauth/v2/token' },
    code: 'redirected',
    asked: 1,
  },
  {
    name: '307 within the server',
    fault: { kind: 'redirect', status: 307, location: '/oauth/v2/token/' },
    code: 'redirected',
    asked: 1,
  },
]

for (const { name, fault, code, asked } of unlucky) {
  test(`${name}: ${code}, asked ${asked} time${asked > 1 ? 's' : ''} for 200 calls at once, and again for the next`, async () => {
    const addresses = new Set<string>()
    const { fake, connect } = signInWorld()
    const wallabag = connect({
      fetch: (input, init) => {
        addresses.add(input instanceof Request ? input.url : String(input))
        return fake.fetch(input, init)
      },
    })
    const trouble = fake.fault({ path: tokenPath }, fault)
    const failures = await failuresOf(200, () => wallabag.tags.list())
    expect(failures).toEqual([`${code} not-sent`])
    expect(trouble.hits).toBe(asked)
    expect(wallabag.auth.status()).toMatchObject({ signedIn: false, reason: null })
    await trouble.remove()
    await wallabag.tags.list()
    expect(wallabag.auth.status()).toMatchObject({ signedIn: true, reason: null })
    expect([...addresses]).toEqual([`${fake.url}${tokenPath}`, `${fake.url}/api/tags`])
  })
}

test('refresh token dead, password right: asked twice, and no user sees it', async () => {
  const { fake, wallabag, grants } = signInWorld()
  await wallabag.tags.list()
  fake.state.revokeTokens('all')
  await atOnce(200, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token', 'password'])
})

test('refresh token and password dead: bad_credentials, asked twice for thousands of calls', async () => {
  const { fake, wallabag, grants } = signInWorld()
  await wallabag.tags.list()
  fake.state.revokeTokens('all')
  fake.fault({ path: tokenPath }, () => refusal('invalid_grant'))
  fake.requests.clear()
  const failures = await failuresOf(sized(2000, 10_000), () => wallabag.tags.list())
  expect(failures).toEqual(['bad_credentials refused', 'bad_credentials not-sent'])
  expect(grants()).toEqual(['refresh_token', 'password'])
})

test('refresh token alone, and dead: refresh_expired, asked once for 1 000 calls', async () => {
  const { fake, connect, refreshOnly, grants } = signInWorld()
  const wallabag = connect({ auth: await refreshOnly() })
  fake.state.revokeTokens('all')
  fake.requests.clear()
  const failures = await failuresOf(1000, () => wallabag.tags.list())
  expect(failures).toEqual(['refresh_expired not-sent'])
  expect(grants()).toEqual(['refresh_token'])
})

test('client deleted while at work: bad_client, asked once for 1 000 calls', async () => {
  const { fake, wallabag, grants } = signInWorld()
  await wallabag.tags.list()
  fake.state.revokeTokens('all')
  fake.fault({ path: tokenPath }, () => refusal('invalid_client'))
  fake.requests.clear()
  const failures = await failuresOf(1000, () => wallabag.tags.list())
  expect(failures).toEqual(['bad_client refused', 'bad_client not-sent'])
  expect(grants()).toEqual(['refresh_token'])
})

test('a client that may not refresh signs in with the password instead', async () => {
  const { fake, wallabag, grants } = signInWorld()
  await wallabag.tags.list()
  fake.state.revokeTokens('access')
  fake.fault({ path: tokenPath, times: 1 }, () => refusal('unauthorized_client'))
  await wallabag.tags.list()
  expect(grants()).toEqual(['password', 'refresh_token', 'password'])
})

test('a token revoked in the middle of a page loop is renewed, and every entry comes once', async () => {
  const { fake, wallabag, grants } = signInWorld()
  fake.seed.library(100, { seed: 4 })
  const seen: number[] = []
  for await (const { id } of wallabag.entries.list({ perPage: 10 })) {
    seen.push(id)
    if (seen.length % 30 === 0) fake.state.revokeTokens('access')
  }
  expect(seen).toHaveLength(100)
  expect(new Set(seen).size).toBe(100)
  expect(grants().slice(0, 2)).toEqual(['password', 'refresh_token'])
})

test('a busy token endpoint is asked again when it said', async () => {
  const { fake, wallabag, tokenCalls } = signInWorld()
  const busy = fake.fault({ path: tokenPath, times: 1 }, { kind: 'busy', retryAfter: 1 })
  const begun = performance.now()
  await atOnce(20, () => wallabag.tags.list())
  expect(performance.now() - begun).toBeGreaterThanOrEqual(1000)
  expect(busy.hits).toBe(1)
  expect(tokenCalls()).toHaveLength(2)
})

test('an answer that was lost costs nothing while there is a password', async () => {
  const { fake, wallabag, grants } = signInWorld()
  await wallabag.tags.list()
  fake.state.revokeTokens('access')
  fake.fault({ path: tokenPath, times: 1 }, 'unanswered')
  await wallabag.tags.list()
  expect(grants()).toEqual(['password', 'refresh_token', 'refresh_token', 'password'])
})

test.each([
  ['password', 4, 120_000],
  ['refresh token', 2, 120_000],
])(
  'an endpoint that never answers: asked for a %s %i times, then timeout',
  async (grant, asked, time) => {
    const { fake, connect, refreshOnly } = signInWorld()
    const auth = grant === 'password' ? fake.credentials : await refreshOnly()
    const wallabag = connect({ auth, totalTimeout: 10 * time })
    const silence = fake.fault({ path: tokenPath }, { kind: 'slow-headers', ms: 100 * time })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const failures = failuresOf(20, () => wallabag.tags.list())
    await vi.advanceTimersByTimeAsync(time + 1)
    expect(await failures).toEqual(['timeout not-sent'])
    expect(silence.hits).toBe(asked)
  },
)

test('a slow token endpoint holds up only those who need the token', async () => {
  const time = takeTime()
  const { fake, wallabag, tokenCalls } = signInWorld({}, { clock: time.clock })
  await wallabag.tags.list()
  const held = holdNext(fake, tokenPath)
  time.pass(3_301_000)
  await wallabag.tags.list()
  time.pass(300_000)
  let answered = false
  const needy = wallabag.tags.list().then(() => {
    answered = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(answered).toBe(false)
  held.open()
  await needy
  expect(tokenCalls()).toHaveLength(2)
})

/** How so many calls at once failed, each way once. */
async function failuresOf(times: number, call: () => PromiseLike<unknown>): Promise<string[]> {
  const failures = new Set<string>()
  const fail = (error: unknown) => {
    failures.add(isWallabagError(error) ? `${error.code} ${error.outcome}` : String(error))
  }
  await atOnce(times, () => call().then(() => failures.add('none'), fail))
  return [...failures]
}
