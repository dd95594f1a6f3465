import { afterEach, expect, test, vi } from 'vitest'
import { type StoredTokens, Wallabag } from 'wallabag-sdk'
import { eventually } from '../support/eventually.js'
import { atOnce, holdNext, refusal, signInWorld, warningLog } from '../support/sign-in.js'

const tokenPath = '/oauth/v2/token'

afterEach(() => {
  vi.restoreAllMocks()
})

test('signing in by hand is what the first call would do, and with a token at hand nothing', async () => {
  const { wallabag, tokenCalls } = signInWorld()
  expect(wallabag.auth.status()).toEqual({ signedIn: false, expiresAt: null, reason: null })
  await wallabag.auth.signIn()
  await wallabag.auth.signIn()
  await wallabag.tags.list()
  expect(tokenCalls()).toHaveLength(1)
  const { signedIn, expiresAt } = wallabag.auth.status()
  expect(signedIn).toBe(true)
  expect(Math.abs((expiresAt?.getTime() ?? 0) - Date.now() - 3_600_000)).toBeLessThan(5000)
})

test('the sign-in sends form parameters in the body, no scope, and nothing in the URL', async () => {
  const { fake, wallabag, tokenCalls } = signInWorld()
  await wallabag.auth.signIn()
  const [call] = tokenCalls()
  expect(call).toMatchObject({ method: 'POST', path: tokenPath })
  expect(call?.query.size).toBe(0)
  expect(call?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(Object.fromEntries(new URLSearchParams(call?.body))).toEqual({
    grant_type: 'password',
    client_id: fake.credentials.clientId,
    client_secret: fake.credentials.clientSecret,
    username: 'wallabag',
    password: 'wallabag',
  })
})

test('after signing out nothing is sent and nothing is stored, until the next sign-in', async () => {
  const tokenStore = new Map<string, StoredTokens>()
  const reasons: string[] = []
  const { fake, wallabag } = signInWorld({
    tokenStore,
    onSignedOut: ({ code }) => reasons.push(code),
  })
  await wallabag.tags.list()
  expect(tokenStore.size).toBe(1)
  await wallabag.auth.signOut()
  expect(tokenStore.size).toBe(0)
  expect(reasons).toEqual(['signed_out'])
  expect(wallabag.auth.status()).toEqual({ signedIn: false, expiresAt: null, reason: 'signed_out' })
  fake.requests.clear()
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'signed_out' })
  expect(fake.requests).toHaveLength(0)
  await wallabag.auth.signIn()
  await wallabag.tags.list()
})

test('signing out during a renewal leaves no token behind', async () => {
  const tokenStore = new Map<string, StoredTokens>()
  const { fake, wallabag } = signInWorld({ tokenStore })
  const held = holdNext(fake, tokenPath)
  const call = wallabag.tags.list()
  await eventually(() => expect(fake.requests).toHaveLength(1))
  const out = wallabag.auth.signOut()
  // From that moment on, not from the end of the renewal on.
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'signed_out' })
  held.open()
  await expect(call).rejects.toMatchObject({ code: 'signed_out' })
  await out
  expect(tokenStore.size).toBe(0)
  expect(wallabag.auth.status().signedIn).toBe(false)
})

test('signing in again without waiting for the end of signing out keeps the new tokens', async () => {
  const tokenStore = new Map<string, StoredTokens>()
  const { wallabag } = signInWorld({ tokenStore })
  await wallabag.auth.signIn()
  const out = wallabag.auth.signOut()
  await Promise.all([wallabag.auth.signIn(), out])
  expect(wallabag.auth.status().signedIn).toBe(true)
  expect(tokenStore.size).toBe(1)
})

test.each([
  ['the same credentials', undefined],
  ['other credentials', { password: 'wallabag' }],
])(
  'signing out once more has the last word over a sign-in with %s that waits',
  async (_, given) => {
    const tokenStore = new Map<string, StoredTokens>()
    const { wallabag } = signInWorld({ tokenStore })
    await wallabag.auth.signIn()
    const outcomes = await Promise.allSettled([
      wallabag.auth.signOut(),
      wallabag.auth.signIn(given),
      wallabag.auth.signOut(),
    ])
    expect(outcomes).toMatchObject([{}, { reason: { code: 'signed_out' } }, { value: undefined }])
    expect(wallabag.auth.status()).toMatchObject({ signedIn: false, reason: 'signed_out' })
    expect(tokenStore.size).toBe(0)
  },
)

test('signing out has the last word over other credentials that wait for a renewal', async () => {
  const tokenStore = new Map<string, StoredTokens>()
  const { fake, wallabag, tokenCalls } = signInWorld({ tokenStore })
  const held = holdNext(fake, tokenPath)
  const call = wallabag.tags.list()
  await eventually(() => expect(tokenCalls()).toHaveLength(1))
  const all = Promise.allSettled([
    call,
    wallabag.auth.signIn({ password: 'wallabag' }),
    wallabag.auth.signOut(),
  ])
  held.open()
  const refused = { reason: { code: 'signed_out' } }
  expect(await all).toMatchObject([refused, refused, { value: undefined }])
  expect(wallabag.auth.status()).toMatchObject({ signedIn: false, reason: 'signed_out' })
  expect(tokenStore.size).toBe(0)
})

test('other credentials that wait for a renewal are tried also when it is refused', async () => {
  const { fake, connect, tokenCalls } = signInWorld()
  const wallabag = connect({ auth: { ...fake.credentials, password: 'old' } })
  const held = holdNext(fake, tokenPath)
  const call = wallabag.tags.list()
  await eventually(() => expect(tokenCalls()).toHaveLength(1))
  const all = Promise.allSettled([call, wallabag.auth.signIn({ password: 'wallabag' })])
  held.open()
  expect(await all).toMatchObject([{ reason: { code: 'bad_credentials' } }, { value: undefined }])
  await wallabag.tags.list()
})

test('signing out while other credentials are tried leaves nobody signed in', async () => {
  const { fake, wallabag, tokenCalls } = signInWorld()
  const held = holdNext(fake, tokenPath)
  const signingIn = expect(wallabag.auth.signIn({ password: 'wallabag' })).rejects.toMatchObject({
    code: 'signed_out',
  })
  await eventually(() => expect(tokenCalls()).toHaveLength(1))
  const signingOut = wallabag.auth.signOut()
  held.open()
  await Promise.all([signingIn, signingOut])
  expect(wallabag.auth.status()).toMatchObject({ signedIn: false, reason: 'signed_out' })
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'signed_out' })
})

test('other credentials that are refused fail none of the calls that wait meanwhile', async () => {
  const { fake, wallabag, grants } = signInWorld()
  const held = holdNext(fake, tokenPath)
  const signingIn = expect(wallabag.auth.signIn({ password: 'wrong' })).rejects.toMatchObject({
    code: 'bad_credentials',
  })
  const calls = atOnce(5, () => wallabag.tags.list())
  held.open()
  await Promise.all([signingIn, calls])
  expect(grants()).toEqual(['password', 'password'])
})

test('after a refused sign-in another try by hand is a real one', async () => {
  const { fake, wallabag, tokenCalls } = signInWorld()
  const wrong = fake.fault({ path: tokenPath }, () => refusal('invalid_grant'))
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'bad_credentials' })
  await expect(wallabag.auth.signIn()).rejects.toMatchObject({ code: 'bad_credentials' })
  expect(tokenCalls()).toHaveLength(2)
  await wrong.remove()
  await wallabag.auth.signIn()
  await wallabag.tags.list()
})

test('new credentials replace the old ones once the server takes them', async () => {
  const { fake, connect } = signInWorld({}, { users: [{ username: 'second', password: 'other' }] })
  const wallabag = connect({ auth: { ...fake.credentials, password: 'old' } })
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'bad_credentials' })
  await wallabag.auth.signIn({ password: 'wallabag' })
  expect((await wallabag.user.get()).username).toBe('wallabag')
  await wallabag.auth.signIn({ username: 'second', password: 'other' })
  expect((await wallabag.user.get()).username).toBe('second')
  fake.state.revokeTokens('all')
  expect((await wallabag.user.get()).username).toBe('second')
})

test('new credentials that are refused change nothing', async () => {
  const reasons: string[] = []
  const { wallabag } = signInWorld({ onSignedOut: ({ code }) => reasons.push(code) })
  await wallabag.tags.list()
  await expect(wallabag.auth.signIn({ password: 'typo' })).rejects.toMatchObject({
    code: 'bad_credentials',
  })
  expect(reasons).toEqual([])
  await wallabag.tags.list()
  expect(wallabag.auth.status()).toMatchObject({ signedIn: true, reason: null })
})

test('credentials given by hand are asked for, whatever of them was refused before', async () => {
  const { fake, connect, tokenCalls } = signInWorld()
  const { clientSecret } = fake.credentials
  const wallabag = connect({ auth: { ...fake.credentials, clientSecret: 'wrong' } })
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'bad_client' })
  const again = wallabag.auth.signIn({ clientSecret: 'wrong' })
  await expect(again).rejects.toMatchObject({ code: 'bad_client' })
  expect(tokenCalls()).toHaveLength(2)
  await wallabag.auth.signIn({ clientSecret })
  await wallabag.tags.list()
})

test('a password that was refused with another name still renews the account that it belongs to', async () => {
  const { fake, wallabag } = signInWorld()
  await wallabag.tags.list()
  const typo = wallabag.auth.signIn({ username: 'walabag' })
  await expect(typo).rejects.toMatchObject({ code: 'bad_credentials' })
  fake.state.revokeTokens('all')
  await wallabag.tags.list()
})

test('new credentials wait for a renewal that runs: an account never has two at once', async () => {
  let [running, most] = [0, 0]
  const { fake, wallabag } = signInWorld()
  fake.fault({ path: tokenPath }, async ({ proceed }) => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running -= 1
    return proceed()
  })
  await Promise.all([
    wallabag.tags.list(),
    wallabag.auth.signIn({ password: 'wallabag' }),
    wallabag.auth.signIn({ password: 'wallabag' }),
  ])
  expect(most).toBe(1)
})

test('a renewal of the old account that ends late does not take the place of the new one', async () => {
  const { fake, wallabag } = signInWorld({}, { users: [{ username: 'second', password: 'other' }] })
  const held = holdNext(fake, tokenPath)
  const first = wallabag.user.get().then()
  const second = wallabag.auth.signIn({ username: 'second', password: 'other' })
  setTimeout(held.open, 20)
  await Promise.all([first, second])
  expect((await wallabag.user.get()).username).toBe('second')
})

test('onTokens is told of each new pair, and what it or onSignedOut throws harms nobody', async () => {
  const told: StoredTokens[] = []
  const lines: string[] = []
  const line = (text: string) => lines.push(text)
  const { fake, wallabag } = signInWorld({
    onTokens(tokens) {
      told.push(tokens)
      throw new Error(tokens.accessToken)
    },
    async onSignedOut() {
      throw new Error('late')
    },
    logger: { debug: line, info: line, warn: line, error: line },
  })
  await wallabag.tags.list()
  fake.state.revokeTokens('access')
  await wallabag.tags.list()
  await wallabag.auth.signOut()
  expect(told.map(({ accessToken }) => accessToken)).toEqual(
    fake.state.accessTokens.length === 1
      ? [expect.any(String), fake.state.accessTokens[0]?.token]
      : 'two pairs',
  )
  expect(lines.filter((text) => text.includes('threw'))).toHaveLength(3)
  for (const { accessToken } of told) expect(lines.join()).not.toContain(accessToken)
})

test('close waits for a renewal that runs', async () => {
  const { fake, wallabag } = signInWorld()
  const held = holdNext(fake, tokenPath)
  const call = wallabag.tags.list()
  await eventually(() => expect(fake.requests).toHaveLength(1))
  let closed = false
  const closing = wallabag.close().then(() => {
    closed = true
  })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(closed).toBe(false)
  held.open()
  await closing
  await call
})

test('a supplied token is asked for once by calls that come at once, and told which was refused', async () => {
  const { fake, connect, refusals } = signInWorld()
  const asked: (string | null)[] = []
  let current = ''
  const broker = connect({
    onTokens: ({ accessToken }) => {
      current = accessToken
    },
  })
  await broker.auth.signIn()
  const wallabag = connect({
    limits: { concurrency: 1 },
    auth: {
      async getAccessToken({ refused }) {
        asked.push(refused)
        if (refused === current) await broker.auth.signIn({ password: 'wallabag' })
        return current
      },
    },
  })
  await atOnce(50, () => wallabag.tags.list())
  expect(asked).toEqual([null])
  const dead = current
  fake.state.revokeTokens('access')
  await atOnce(50, () => wallabag.tags.list())
  expect(refusals()).toBe(1)
  expect(asked.filter((refused) => refused === dead).length).toBeGreaterThan(0)
  expect(fake.requests.filter(({ path }) => path === tokenPath)).toHaveLength(2)
})

test('a supplied token that was just refused is not sent again', async () => {
  const { fake, connect, refusals } = signInWorld()
  const wallabag = connect({ auth: { getAccessToken: () => 'dead' } })
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'token_revoked' })
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'token_revoked' })
  expect(refusals()).toBe(1)
  expect(fake.requests).toHaveLength(1)
})

test('a supplier that was asked before its token was refused is asked again, and told', async () => {
  const { fake, connect, refusals } = signInWorld()
  await connect().auth.signIn()
  const good = fake.state.accessTokens[0]?.token ?? ''
  const asked: (string | null)[] = []
  const answers: ((token: string) => void)[] = []
  const getAccessToken = ({ refused }: { refused: string | null }) => {
    asked.push(refused)
    return new Promise<string>((resolve) => answers.push(resolve))
  }
  const wallabag = connect({ auth: { getAccessToken } })
  const held = holdNext(fake, '/api/tags')
  const calls = [wallabag.tags.list()]
  await eventually(() => expect(answers).toHaveLength(1))
  answers[0]?.('dead')
  await eventually(() => expect(fake.requests.at(-1)?.path).toBe('/api/tags'))
  calls.push(wallabag.tags.list())
  await eventually(() => expect(answers).toHaveLength(2))
  held.open()
  await eventually(() => expect(refusals()).toBe(1))
  answers[1]?.('dead')
  await eventually(() => expect(answers).toHaveLength(3))
  answers[2]?.(good)
  await Promise.all(calls)
  expect(asked).toEqual([null, null, 'dead'])
})

test('calls that wait for a supplier share its answer, though one of them is aborted', async () => {
  const { connect } = signInWorld()
  const answers: ((token: string) => void)[] = []
  const getAccessToken = () => new Promise<string>((resolve) => answers.push(resolve))
  const wallabag = connect({ auth: { getAccessToken } })
  const controller = new AbortController()
  const { signal } = controller
  const aborted = expect(wallabag.tags.list({ signal })).rejects.toMatchObject({ code: 'aborted' })
  const first = wallabag.tags.list()
  await eventually(() => expect(answers).toHaveLength(1))
  controller.abort()
  await aborted
  const second = wallabag.tags.list()
  const both = Promise.allSettled([first, second])
  await new Promise((resolve) => setTimeout(resolve))
  expect(answers).toHaveLength(1)
  answers[0]?.('two words')
  expect(await both).toMatchObject([
    { reason: { code: 'signed_out' } },
    { reason: { code: 'signed_out' } },
  ])
  const alone = wallabag.tags.list({ signal: AbortSignal.timeout(1) })
  await expect(alone).rejects.toMatchObject({ code: 'aborted' })
  expect(answers).toHaveLength(2)
  const last = wallabag.tags.list()
  await eventually(() => expect(answers).toHaveLength(3))
  answers[2]?.('two words')
  await expect(last).rejects.toMatchObject({ code: 'signed_out' })
})

test('a supplier that fails, and one that gives no token, are said to have done so', async () => {
  const { connect } = signInWorld()
  const failing = connect({
    auth: {
      getAccessToken() {
        throw new Error('the broker is away')
      },
    },
  })
  await expect(failing.tags.list()).rejects.toMatchObject({
    code: 'signed_out',
    cause: { message: 'the broker is away' },
  })
  const empty = connect({ auth: { getAccessToken: () => 'two words' } })
  await expect(empty.tags.list()).rejects.toThrow('received a string of 9 characters')
})

test('signing out holds with a supplied token too, and credentials are none of its business', async () => {
  const { fake, connect } = signInWorld()
  await connect().auth.signIn()
  const getAccessToken = () => fake.state.accessTokens[0]?.token ?? ''
  const wallabag = connect({ auth: { getAccessToken } })
  await wallabag.tags.list()
  await wallabag.auth.signOut()
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'signed_out' })
  expect(wallabag.auth.status()).toMatchObject({ signedIn: false, reason: 'signed_out' })
  await expect(wallabag.auth.signIn({ password: 'x' })).rejects.toMatchObject({
    code: 'unsupported',
  })
  await wallabag.auth.signIn()
  await wallabag.tags.list()
})

test('plain http to another machine warns once, is refused on demand, and is silent once allowed', () => {
  const { warnings, logger } = warningLog()
  const { fake } = signInWorld()
  const open = (url: string, options: { allowInsecure?: boolean; logger?: typeof logger }) =>
    new Wallabag({ url, auth: fake.credentials, ...options })
  open('http://read.example.org', { logger })
  expect(warnings).toHaveLength(1)
  open('http://localhost:8000', { logger, allowInsecure: false })
  open('http://127.0.0.1', { logger })
  open('https://read.example.org', { logger, allowInsecure: false })
  open('http://read.example.org', { logger, allowInsecure: true })
  expect(warnings).toHaveLength(1)
  expect(() => open('http://read.example.org', { allowInsecure: false })).toThrow('plain http')
  const aloud = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  open('http://read.example.org', {})
  expect(aloud).toHaveBeenCalledTimes(1)
})
