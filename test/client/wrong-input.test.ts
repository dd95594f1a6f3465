import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Wallabag, WallabagError, type WallabagOptions } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const fake = createFakeWallabag()
const auth = fake.credentials
const good: WallabagOptions = { url: fake.url, auth, fetch: fake.fetch, retry: { limit: 0 } }

/** Options as JavaScript gives them: anything. */
function make(options: Record<string, unknown>): Wallabag {
  return Reflect.construct(Wallabag, [{ ...good, ...options }])
}

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return 'nothing was thrown'
}

describe('a wrong option is refused at once, with what was received and what was expected', () => {
  test.each([
    [
      'no url',
      { url: undefined },
      'url: expected the address of a Wallabag server, received undefined.',
    ],
    ['a url that is none', { url: 'http://' }, 'url: a string of 7 characters is not a URL.'],
    [
      'another scheme',
      { url: 'ftp://host' },
      'url: expected an http or https address, received a string of 10 characters.',
    ],
    ['no auth', { auth: undefined }, 'auth: expected an object, received undefined.'],
    [
      'no client id',
      { auth: { ...auth, clientId: undefined } },
      'auth.clientId: expected some text, received undefined.',
    ],
    [
      'a client id with a line break',
      { auth: { ...auth, clientId: '1_abc\n' } },
      'auth.clientId: expected letters, digits and underscores, without a blank or a line break, received a string of 6 characters.',
    ],
    [
      'a client secret with a blank',
      { auth: { ...auth, clientSecret: ' abc' } },
      'auth.clientSecret: expected letters, digits and underscores, without a blank or a line break, received a string of 4 characters.',
    ],
    [
      'no password',
      { auth: { ...auth, password: '' } },
      'auth.password: expected some text, received an empty string.',
    ],
    [
      'an unknown option',
      { clientId: 'x' },
      'clientId: there is no such option; known are url, auth,',
    ],
    [
      'a wrong limit',
      { limits: { concurrency: 0 } },
      'limits.concurrency: expected a whole number above 0, received the number 0.',
    ],
    [
      'a misspelt limit',
      { limits: { concurency: 2 } },
      'limits.concurency: there is no such option; known are concurrency, requestsPerSecond.',
    ],
    [
      'a retry of another client',
      { retry: { retries: 2 } },
      'retry.retries: there is no such option; known are limit, maxRetryAfter.',
    ],
    [
      'a wrong timeout',
      { timeout: '5s' },
      'timeout: expected milliseconds above 0, received a string of 2 characters.',
    ],
    [
      'a logger without methods',
      { logger: {} },
      'logger.debug: expected a function, received undefined.',
    ],
  ])('%s', (_, options, message) => {
    const error = thrownBy(() => make(options))
    expect(error).toBeInstanceOf(WallabagError)
    expect(error).toMatchObject({ code: 'invalid_option', outcome: 'not-sent' })
    expect(String(error)).toContain(message)
  })

  test('a user name in the url is refused without being shown', () => {
    const error = thrownBy(() => make({ url: 'https://ada:hunter22@host.test' }))
    expect(error).toMatchObject({ code: 'invalid_option' })
    expect(String(error)).not.toContain('hunter22')
    expect(String(error)).toContain('a string of 30 characters')
  })

  test('an option that no call knows is refused before anything is sent', async () => {
    const message = (name: string) => ({
      code: 'invalid_option',
      outcome: 'not-sent',
      message: `${name}: there is no such option; known are signal, timeout, totalTimeout.`,
    })
    const perPage: object = { perPage: 3 }
    const settle: object = { saveSettleTime: 1000 }
    const wallabag = make({})
    // As a wrong filter does, it throws at once: nothing else waits for a list to be read.
    expect(() => wallabag.entries.list({}, perPage)).toThrow(
      'perPage: there is no such option; known are signal, timeout, totalTimeout,',
    )
    await expect(wallabag.tags.list(perPage)).rejects.toMatchObject(message('perPage'))
    await expect(wallabag.entries.get(1, perPage)).rejects.toMatchObject(message('perPage'))
    await expect(wallabag.diagnose(perPage)).rejects.toMatchObject(message('perPage'))
    expect(() => wallabag.with(settle)).toThrow(message('saveSettleTime').message)
    const misspelt: object = { contents: 'all' }
    const sync = createSync(wallabag, { store: memoryStore() })
    expect(() => sync.run(misspelt)).toThrow('contents: there is no such option;')
  })

  test('a misspelt name is answered with the one that was probably meant', async () => {
    const wallabag = make({})
    const given = (name: string, value: unknown) => ({ [name]: value })
    const wrong: [string, string, () => unknown][] = [
      ['timeOut', 'timeout', () => make(given('timeOut', 5))],
      ['concurency', 'concurrency', () => make({ limits: given('concurency', 5) })],
      ['totaltimeout', 'totalTimeout', () => wallabag.tags.list(given('totaltimeout', 5))],
      ['dryrun', 'dryRun', () => wallabag.entries.deleteMany([1], given('dryrun', true))],
      ['archive', 'archived', () => wallabag.entries.list(given('archive', true))],
      ['titel', 'title', () => wallabag.entries.update(1, given('titel', 'a'))],
      [
        'anotations',
        'annotations',
        () => createSync(wallabag, { store: memoryStore() }).run(given('anotations', true)),
      ],
    ]
    for (const [name, meant, call] of wrong) {
      const error = await new Promise((resolve) => resolve(call())).catch(
        (thrown: unknown) => thrown,
      )
      expect(error, name).toMatchObject({
        outcome: 'not-sent',
        hint: `Did you mean \`${meant}\`?`,
        message: expect.stringMatching(new RegExp(`${name}: there is no such`)),
      })
    }
    expect(thrownBy(() => make(given('verbose', true)))).toMatchObject({ hint: null })
  })

  test('missing environment variables are named', () => {
    const error = thrownBy(() => Wallabag.fromEnv())
    expect(error).toMatchObject({ code: 'invalid_option' })
    expect(String(error)).toContain('WALLABAG_CLIENT_SECRET')
  })
})

describe('a forgiving url', () => {
  test.each([
    ['read.example.org', 'https://read.example.org'],
    ['https://read.example.org/', 'https://read.example.org'],
    ['https://read.example.org/wallabag/', 'https://read.example.org/wallabag'],
    ['https://read.example.org/wallabag/login', 'https://read.example.org/wallabag'],
    ['https://read.example.org/api/entries.json?page=2', 'https://read.example.org'],
    ['https://example.org/archive/wallabag', 'https://example.org/archive/wallabag'],
    ['https://example.org/api/wallabag', 'https://example.org/api/wallabag'],
    ['https://example.org/config/login', 'https://example.org/config'],
    ['https://example.org/all/', 'https://example.org/all'],
    ['https://example.org/w/unread/list/2', 'https://example.org/w'],
    ['https://example.org/w/developer/client/create', 'https://example.org/w'],
    ['https://example.org/oauth/v2/token', 'https://example.org'],
    ['localhost:8080', 'http://localhost:8080'],
    [' 127.0.0.1 ', 'http://127.0.0.1'],
  ])('%s', (url, root) => {
    expect(make({ url }).url).toBe(root)
  })
})

describe('what goes wrong at the first call says what to do', () => {
  async function failure(options: Record<string, unknown>): Promise<WallabagError> {
    const error: unknown = await make(options)
      .tags.list()
      .catch((reason: unknown) => reason)
    if (!(error instanceof WallabagError)) throw new Error(`unexpected: ${String(error)}`)
    return error
  }

  test('a wrong password', async () => {
    const error = await failure({ auth: { ...auth, password: 'wrong-password' } })
    expect(error).toMatchObject({ code: 'bad_credentials', status: 400, path: '/oauth/v2/token' })
    expect(error.message).toBe(
      'Signing in (POST /oauth/v2/token): the server said: Invalid username and password combination. Check `username` and `password`; two-factor codes are not part of them.',
    )
  })

  test('a wrong client', async () => {
    const error = await failure({ auth: { ...auth, clientSecret: 'wrong-secret' } })
    expect(error).toMatchObject({ code: 'bad_client', status: 400 })
    expect(error.message).toContain('Check `clientId` and `clientSecret`')
  })

  test('a host where nothing listens', async () => {
    const port = await freePort()
    const error = await failure({ url: `http://127.0.0.1:${port}`, fetch: undefined })
    expect(error).toMatchObject({ code: 'network', outcome: 'not-sent' })
    expect(error.message).toContain('the connection failed (ECONNREFUSED)')
    expect(error.message).toContain('Is the server running')
  })

  test('a host that never answers', async () => {
    const silent = createServer(() => {})
    const url = await listening(silent)
    const error = await failure({ url, fetch: undefined, timeout: 50 })
    silent.closeAllConnections()
    silent.close()
    expect(error.code).toBe('timeout')
    expect(error.message).toContain('no answer within 50 ms')
  })

  test('a page that is HTML', async () => {
    const html = '<!DOCTYPE html><title>Welcome to nginx!</title>'
    const page = async () => new Response(html, { headers: { 'content-type': 'text/html' } })
    const error = await failure({ fetch: page, auth: { getAccessToken: () => 'a-token' } })
    expect(error).toMatchObject({ code: 'not_wallabag', serverMessage: 'Welcome to nginx!' })
    expect(error.message).toBe(
      'GET /api/tags: expected JSON, received an HTML page (“Welcome to nginx!”). Is `url` the root of the Wallabag server, and is there a login page or a proxy in front of it?',
    )
  })

  test('a page that is HTML where the tokens should be', async () => {
    const page = async () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    const error = await failure({ fetch: page })
    expect(error).toMatchObject({ code: 'not_wallabag', path: '/oauth/v2/token' })
  })
})

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

async function freePort(): Promise<string | undefined> {
  const server = createServer()
  const url = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return new URL(url).port
}
