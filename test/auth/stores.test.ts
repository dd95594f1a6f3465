import { expect, onTestFinished, test, vi } from 'vitest'
import { type StoredTokens, type TokenStore, webStorageTokenStore } from 'wallabag-sdk'
import { eventually } from '../support/eventually.js'
import { atOnce, gate, refusal, signInWorld, warningLog } from '../support/sign-in.js'
import { takeTime } from '../support/time.js'

const tokenPath = '/oauth/v2/token'
const hour = 3_600_000

/** A store whose pair can be looked at, and replaced as another process would do. */
function spiedStore() {
  const pairs = new Map<string, StoredTokens>()
  return {
    store: pairs satisfies TokenStore,
    pair: () => [...pairs.values()][0],
    replace(tokens: StoredTokens) {
      for (const key of pairs.keys()) pairs.set(key, tokens)
    },
  }
}

test('a stored token is used first, then the stored refresh token, then the configured one, then the password', async () => {
  const time = takeTime()
  const { store } = spiedStore()
  const { fake, connect, grants, refreshOnly } = signInWorld(
    { tokenStore: store },
    { clock: time.clock },
  )
  await connect().tags.list()
  await connect().tags.list()
  expect(grants()).toEqual(['password'])
  time.pass(hour)
  await connect().tags.list()
  expect(grants()).toEqual(['password', 'refresh_token'])

  const { refreshToken } = await refreshOnly()
  fake.requests.clear()
  time.pass(15 * 24 * hour)
  const auth = { ...fake.credentials, refreshToken }
  await connect({ auth }).tags.list()
  expect(grants()).toEqual(['refresh_token', 'refresh_token', 'password'])
  const sent = fake.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  expect(new Set(sent.filter((token) => token !== null)).size).toBe(2)
})

test('a refresh token from the options is sent once: afterwards its successor is', async () => {
  const { fake, connect, refreshOnly } = signInWorld()
  const wallabag = connect({ auth: await refreshOnly() })
  fake.requests.clear()
  for (let turn = 0; turn < 5; turn++) {
    await wallabag.tags.list()
    fake.state.revokeTokens('access')
  }
  fake.state.revokeTokens('all')
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'refresh_expired' })
  const sent = fake.requests
    .filter(({ path }) => path === tokenPath)
    .map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  expect(sent).toHaveLength(6)
  expect(new Set(sent).size).toBe(6)
})

test('after invalid_grant the store is read again, and the newer token of another process adopted', async () => {
  const { store, replace, pair } = spiedStore()
  const { fake, connect, refreshOnly, grants } = signInWorld()
  const auth = await refreshOnly()
  const wallabag = connect({ auth, tokenStore: store })
  await wallabag.tags.list()
  const mine = pair()
  // Another process without a lock has spent the refresh token and is about to write its pair down.
  const other = connect()
  await other.auth.signIn()
  const { token } = fake.state.accessTokens.at(-1) ?? { token: '' }
  const theirs = { accessToken: token, refreshToken: 'theirs', expiresAt: Date.now() + hour + 5000 }
  fake.requests.clear()
  fake.fault({ path: '/api/tags', times: 1 }, 'unauthorized')
  fake.fault({ path: tokenPath }, () => {
    replace(theirs)
    return refusal('invalid_grant')
  })
  await wallabag.tags.list()
  expect(grants()).toEqual(['refresh_token'])
  expect(fake.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${token}`)
  expect(mine?.accessToken).not.toBe(token)
})

test('a store that holds an older pair than ours is not believed', async () => {
  const { store, replace, pair } = spiedStore()
  const { fake, connect, refusals } = signInWorld({ tokenStore: store })
  const wallabag = connect()
  await wallabag.tags.list()
  const old = pair()
  fake.state.revokeTokens('access')
  await wallabag.tags.list()
  if (old) replace({ ...old, expiresAt: old.expiresAt - 10_000 })
  fake.state.revokeTokens('access')
  fake.requests.clear()
  await wallabag.tags.list()
  expect(refusals()).toBe(1)
  const sent = fake.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  expect(sent).not.toContain(old?.refreshToken)
})

test('clients that share a store renew one after another, and no refresh token is sent twice', async () => {
  const tokenStore = new Map<string, StoredTokens>()
  const { fake, connect, refreshOnly } = signInWorld({ tokenStore }, { latency: 3 })
  const auth = await refreshOnly()
  const clients = Array.from({ length: 5 }, () => connect({ auth }))
  for (let turn = 0; turn < 5; turn++) {
    await atOnce(25, (index) => clients[index % 5]?.tags.list() ?? Promise.reject(new Error()))
    fake.state.revokeTokens('access')
  }
  const sent = fake.requests.flatMap(
    ({ body }) => new URLSearchParams(body).get('refresh_token') ?? [],
  )
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent).toHaveLength(5)
})

test('two accounts of one client do not share a key, with a password or with a refresh token alone', async () => {
  const tokenStore = new Map<string, StoredTokens>()
  const { fake, connect } = signInWorld(
    { tokenStore },
    { users: [{ username: 'second', password: 'other' }] },
  )
  const names = async (clients: ReturnType<typeof connect>[]) => {
    const found: string[] = []
    for (const client of clients) found.push((await client.user.get()).username)
    return found
  }
  const second = { ...fake.credentials, username: 'second', password: 'other' }
  expect(await names([connect(), connect({ auth: second })])).toEqual(['wallabag', 'second'])
  const { clientId, clientSecret } = fake.credentials
  const alone = fake.state.refreshTokens.map(({ token }) => ({
    clientId,
    clientSecret,
    refreshToken: token,
  }))
  expect(await names(alone.map((auth) => connect({ auth })))).toEqual(['wallabag', 'second'])
  expect(tokenStore.size).toBe(4)
  for (const key of tokenStore.keys()) expect(key).toMatch(/^wallabag-[0-9a-f]{40}$/)
})

/** Stores that fail in every way; the call goes on, and a warning says so. */
const broken: Record<string, (inner: Map<string, StoredTokens>) => TokenStore> = {
  'that throws': () => ({ get: fail, set: fail, delete: fail }),
  'that rejects': () => ({ get: late, set: late, delete: late }),
  'whose lock cannot be had': (inner) => ({ ...bound(inner), lock: late }),
  'whose lock fails after the task': (inner) => ({
    ...bound(inner),
    async lock(_, task) {
      await task()
      throw new Error('the lock was lost')
    },
  }),
  'whose lock does nothing': (inner) => ({
    ...bound(inner),
    async lock<T>(): Promise<T> {
      return late()
    },
  }),
  'that holds nonsense': () => ({
    get: () => ({ accessToken: 'a b', refreshToken: '', expiresAt: Number.NaN }),
    set: () => undefined,
    delete: () => undefined,
  }),
}

for (const [name, make] of Object.entries(broken)) {
  test(`a store ${name} costs no call`, async () => {
    const { warnings, logger } = warningLog()
    const { fake, wallabag, grants } = signInWorld({ tokenStore: make(new Map()), logger })
    await wallabag.tags.list()
    fake.state.revokeTokens('access')
    await atOnce(20, () => wallabag.tags.list())
    expect(grants()).toEqual(['password', 'refresh_token'])
    if (/throws|rejects|cannot/.test(name)) expect(warnings.join()).toContain('token store')
    for (const { token } of fake.state.accessTokens) expect(warnings.join()).not.toContain(token)
  })
}

test('a store that does not answer is not waited for beyond ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const silent = () => new Promise<never>(() => undefined)
  const { connect, tokenCalls } = signInWorld()
  const wallabag = connect({ tokenStore: { get: silent, set: silent, delete: silent } })
  const call = wallabag.tags.list().then(() => 'answered')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(tokenCalls()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await call).toBe('answered')
})

test('a store like Keyv fits as it is', async () => {
  const texts = new Map<string, string>()
  const keyvLike = {
    get: async <Value>(key: string): Promise<Value | undefined> =>
      JSON.parse(texts.get(key) ?? 'null'),
    set: async (key: string, value: unknown): Promise<boolean> =>
      texts.set(key, JSON.stringify(value)).size > 0,
    delete: async (key: string): Promise<boolean> => texts.delete(key),
  }
  const { connect, grants } = signInWorld({ tokenStore: keyvLike })
  await connect().tags.list()
  await connect().tags.list()
  expect(grants()).toEqual(['password'])
})

const storages = {
  localStorage: () => {
    const texts = new Map<string, string>()
    return {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
      removeItem: (key: string) => void texts.delete(key),
    }
  },
  'an asynchronous one': () => {
    const texts = new Map<string, string>()
    return {
      getItem: async (key: string) => texts.get(key) ?? null,
      setItem: async (key: string, text: string) => void texts.set(key, text),
      removeItem: async (key: string) => void texts.delete(key),
    }
  },
  'the storage of an extension': () => {
    let kept: Record<string, unknown> = {}
    return {
      get: async (key: string) => (key in kept ? { [key]: kept[key] } : {}),
      set: async (items: Record<string, unknown>) => {
        kept = { ...kept, ...items }
      },
      remove: async (key: string) => {
        const { [key]: _, ...rest } = kept
        kept = rest
      },
    }
  },
}

for (const [name, make] of Object.entries(storages)) {
  test(`tokens survive in ${name}, and are gone after signing out`, async () => {
    const storage = make()
    const { connect, grants } = signInWorld()
    const tokenStore = webStorageTokenStore(storage)
    await connect({ tokenStore }).tags.list()
    const wallabag = connect({ tokenStore: webStorageTokenStore(storage) })
    await wallabag.tags.list()
    expect(grants()).toEqual(['password'])
    await wallabag.auth.signOut()
    await connect({ tokenStore }).tags.list()
    expect(grants()).toEqual(['password', 'password'])
  })
}

test('tabs take turns by Web Locks where there are any', async () => {
  const names: string[] = []
  const held = gate()
  const locks = {
    async request<T>(name: string, task: () => Promise<T>): Promise<T> {
      names.push(name)
      await held.opened
      return task()
    },
  }
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true })
  try {
    const { connect, tokenCalls } = signInWorld()
    const tokenStore = webStorageTokenStore(storages.localStorage())
    const call = connect({ tokenStore }).tags.list().then()
    await eventually(() => expect(names).toHaveLength(1))
    expect(names).toEqual([expect.stringMatching(/^wallabag-[0-9a-f]{40}$/)])
    expect(tokenCalls()).toHaveLength(0)
    held.open()
    await call
    expect(tokenCalls()).toHaveLength(1)
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before)
    else Reflect.deleteProperty(globalThis, 'navigator')
  }
})

test('what others wrote under the key counts as nothing, and what is no storage is refused', async () => {
  const storage = storages.localStorage()
  const tokenStore = webStorageTokenStore(storage)
  for (const text of ['', '{', 'null', '{"accessToken":""}', '[1]']) {
    storage.setItem('key', text)
    expect(await tokenStore.get('key')).toBe(null)
  }
  // @ts-expect-error a text is no storage
  expect(() => webStorageTokenStore('secret-text')).toThrow('a string of 11 characters')
})

function fail(): never {
  throw new Error('the disk is full')
}

async function late(): Promise<never> {
  throw new Error('the disk is full')
}

function bound(inner: Map<string, StoredTokens>): TokenStore {
  return {
    get: (key) => inner.get(key),
    set: (key, tokens) => inner.set(key, tokens),
    delete: (key) => inner.delete(key),
  }
}
