import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { connect, versions } from '../support/connect.js'
import { clientOf } from '../support/library.js'

const ada = { username: 'ada', password: 'correct horse', email: 'ada@example.org' }

describe.each(versions)('the server %s', (version) => {
  test('info says what it is, without a token', async () => {
    const { wallabag, fake } = connect({ version })
    expect(await wallabag.server.info()).toEqual({
      appName: 'wallabag',
      version,
      registrationAllowed: true,
    })
    expect(fake.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined])
  })

  test('register makes an account, whose client is not printed', async () => {
    const { wallabag, fake } = connect({ version })
    const user = await wallabag.server.register({ ...ada, clientName: 'mine' })
    expect(user).toMatchObject({ username: 'ada', name: null, client: { name: 'mine' } })
    const { clientId, clientSecret } = user.client
    expect(fake.state.clients.find((one) => one.clientId === clientId)?.secret).toBe(clientSecret)
    for (const text of [
      inspect(user, { depth: null, showHidden: true, getters: true }),
      JSON.stringify(user),
    ]) {
      expect(text).toContain(clientId)
      expect(text).not.toContain(clientSecret)
    }
  })

  test('register says why it is refused', async () => {
    const { wallabag, fake } = connect({ version })
    await wallabag.server.register(ada)
    await expect(wallabag.server.register(ada)).rejects.toMatchObject({
      code: 'refused_by_server',
      status: 400,
      serverMessage: expect.stringContaining('username: This value is already used.'),
    })
    fake.registration = false
    await expect(wallabag.server.register(ada)).rejects.toMatchObject({
      code: 'forbidden',
      status: 403,
      serverMessage: "Server doesn't allow registrations",
    })
  })

  test('createApiClient makes a client that can sign in', async () => {
    const { wallabag, fake } = connect({ version, url: 'https://host.test/wallabag' })
    const { username, password } = fake.credentials
    const client = await wallabag.server.createApiClient({ username, password, name: 'script' })
    expect(client.name).toBe('script')
    expect(inspect(client, { depth: null, showHidden: true, getters: true })).not.toContain(
      client.clientSecret,
    )
    const { clientId, clientSecret } = client
    const auth = { clientId, clientSecret, username, password }
    const other = clientOf(fake, { auth })
    expect((await other.user.get()).username).toBe('wallabag')
  })

  test('a registered user gets a client by the form and can sign in', async () => {
    const { wallabag, fake } = connect({ version })
    await wallabag.server.register(ada)
    const { clientId, clientSecret } = await wallabag.server.createApiClient({ ...ada, name: 'a' })
    const auth = { clientId, clientSecret, username: ada.username, password: ada.password }
    const own = clientOf(fake, { auth })
    expect((await own.user.get()).username).toBe('ada')
  })

  test('createApiClient with a wrong password says so, and nothing of it', async () => {
    const { wallabag } = connect({ version })
    const input = { username: 'wallabag', password: 'a wrong secret', name: 'x' }
    const error = await wallabag.server.createApiClient(input).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'bad_credentials', outcome: 'refused' })
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('a wrong secret')
  })
})

/** A client whose server is made of a few answers by `METHOD /path`. */
function served(answers: Record<string, () => Response>): Wallabag {
  return new Wallabag({
    url: 'https://wallabag.test',
    auth: { getAccessToken: () => 'token-of-nobody' },
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const answer = answers[`${request.method} ${new URL(request.url).pathname}`]
      return answer ? answer() : new Response('no', { status: 404 })
    },
  })
}

const page = (text: string) => () =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=UTF-8' } })
const to = (location: string) => () => new Response(null, { status: 302, headers: { location } })
const login = page('<input value="csrf-1" type="hidden" name="_csrf_token">')
const input = { username: 'u', password: 'password-of-nobody', name: 'n' }

describe('createApiClient reads the form as a browser does', () => {
  /** What is sent as the token of the login form, on a page with this in it. */
  async function sentFor(html: string): Promise<string | null> {
    let sent: string | null = null
    const wallabag = new Wallabag({
      url: 'https://wallabag.test',
      auth: { getAccessToken: () => 'token-of-nobody' },
      fetch: async (given, init) => {
        const request = new Request(given, init)
        if (request.method === 'GET') return page(html)()
        sent = new URLSearchParams(await request.text()).get('_csrf_token')
        return new Response('no', { status: 404 })
      },
    })
    await wallabag.server.createApiClient(input).catch(() => undefined)
    return sent
  }

  test.each([
    ['bare values', '<input type=hidden name=_csrf_token value=abc>'],
    ['single quotes', "<input type='hidden' name='_csrf_token' value='abc'/>"],
    ['capitals and blanks', '<INPUT\n TYPE = "hidden"\tNAME = "_csrf_token" VALUE = "abc" >'],
    ['a sign in another value', '<input title="a > b" name="_csrf_token" value="abc">'],
    ['entities', '<input name="_csrf_token" value="&#97;b&#x63;">'],
    [
      'a comment before it',
      '<!-- <input name="_csrf_token" value="old"> --><input name="_csrf_token" value="abc">',
    ],
    [
      'a script before it',
      '<script>"<input name=_csrf_token value=old>"</script><input name=_csrf_token value=abc>',
    ],
    [
      'another input before it',
      '<input name="q"><inputs name=_csrf_token value=x><input name=_csrf_token value=abc>',
    ],
  ])('%s', async (_, html) => {
    expect(await sentFor(html)).toBe('abc')
  })

  test('nothing is sent for a form that only a comment holds', async () => {
    expect(await sentFor('<!-- <input name="_csrf_token" value="old">')).toBeNull()
  })

  test.each(['<input ', '<input a="', '<', '<!-', '<script', '<input a'])(
    'a page of nothing but %j is read in time that grows with its length',
    async (piece) => {
      // Half a megabyte took minutes; now all six together take less than a second.
      expect(await sentFor(piece.repeat(500_000 / piece.length))).toBeNull()
    },
  )

  test('an input of eight megabytes ends with an error that says what is missing', async () => {
    const wallabag = served({ 'GET /login': page(`<input ${'""'.repeat(4_000_000)}`) })
    await expect(wallabag.server.createApiClient(input)).rejects.toMatchObject({
      code: 'not_wallabag',
      message: expect.stringContaining('_csrf_token'),
    })
  })
})

describe('createApiClient says its limits', () => {
  test('a second factor', async () => {
    const wallabag = served({
      'GET /login': login,
      'POST /login_check': to('https://wallabag.test/2fa'),
    })
    await expect(wallabag.server.createApiClient(input)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('second factor'),
      hint: expect.stringContaining('by hand'),
    })
  })

  test('a single sign-on instead of the login page, or in the middle', async () => {
    const sso = to('https://sso.test/login')
    const cases = [
      ['/login', { 'GET /login': page('<form id="sso">') }],
      ['/login', { 'GET /login': sso }],
      ['/login_check', { 'GET /login': login, 'POST /login_check': sso }],
    ] as const
    for (const [path, answers] of cases) {
      const wallabag = served(answers)
      await expect(wallabag.server.createApiClient(input)).rejects.toMatchObject({
        code: 'not_wallabag',
        path,
        hint: expect.stringContaining('single sign-on'),
      })
    }
  })

  test.each([
    ['without the client on it', '<p>Something else</p>'],
    ['cut off in the secret', `<pre>7_${'a'.repeat(50)}</pre><pre>${'b'.repeat(40)}`],
  ])('a page %s', async (_, last) => {
    const wallabag = served({
      'GET /login': login,
      // Where a login leads does not matter, unless it is to a login page.
      'POST /login_check': to('http://['),
      'GET /developer/client/create': page('<input name="client[_token]" value="csrf-2">'),
      'POST /developer/client/create': page(last),
    })
    await expect(wallabag.server.createApiClient(input)).rejects.toMatchObject({
      code: 'unexpected_shape',
      outcome: 'unknown',
    })
  })
})

test.each([
  ['a short password', 'register', { ...ada, password: 'short-1' }],
  ['no name', 'register', { ...ada, username: '' }],
  ['no address', 'register', { ...ada, email: undefined }],
  ['no password', 'createApiClient', { ...input, password: '' }],
  ['nothing', 'createApiClient', null],
] as const)('%s is refused before anything is sent, unseen', async (_, method, given) => {
  const { wallabag, fake } = connect()
  const { server } = wallabag
  const error = await Promise.resolve(Reflect.apply(server[method], server, [given])).catch(
    (caught: unknown) => caught,
  )
  expect(error).toMatchObject({ code: 'invalid_input', outcome: 'not-sent' })
  expect(inspect(error)).not.toContain('short-1')
  expect(fake.requests).toHaveLength(0)
})
