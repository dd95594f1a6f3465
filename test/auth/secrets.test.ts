import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { connect } from '../support/connect.js'
import { clientOf } from '../support/library.js'
import { sized } from '../support/size.js'

/** So many characters of a secret in a row are a leak. */
const window = 8

/** Everything that this test holds secret; the tokens come as the server gives them. */
const passwords = mixed(' "\'\\/&=+%<>{}ü€😀#?@:.-_~')
/** No blank: a client secret with one is refused before anything is sent. */
const clientSecrets = mixed('"\'\\/&=+%<>{}ü€😀#?@:.-_~')
const headerValues = mixed('!"#$%&/()=?[]{}~^|<>')

/** Texts of odd letters, each with a digit between: no piece of them turns up by chance. */
function mixed(letters: string) {
  const pair = fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...'0123456789'))
  return fc.array(pair, { minLength: 6, maxLength: 20 }).map((pairs) => pairs.flat().join(''))
}

/** An answer, or a failure, that repeats what was sent: the worst that can come back. */
const echoes: Record<string, (echo: string, request: Request) => Response> = {
  'a reset that quotes the request': (echo) => {
    const cause = Object.assign(new Error(`while sending ${echo}`), { code: 'ECONNRESET', echo })
    throw new TypeError(`fetch failed: ${echo}`, { cause })
  },
  'a thrown text': (echo) => {
    throw echo
  },
  'an OAuth refusal': (echo) => json(400, { error: 'invalid_request', error_description: echo }),
  'a refused grant': (echo) => json(400, { error: 'invalid_grant', error_description: echo }),
  'a refused token': (echo) => json(401, { error: 'invalid_grant', error_description: echo }),
  'a token that did not arrive': (echo) =>
    json(401, { error: 'access_denied', error_description: echo }),
  'an error of 2.6.2': (echo) => json(404, { error: { code: 404, message: echo } }),
  'an error of 2.6.14': (echo) => json(403, { type: '', title: '', status: 403, detail: echo }),
  'an error of 2.7': (echo) => json(400, { code: 400, message: echo }),
  'a refused registration': (echo) => json(400, { error: { password: [echo] } }),
  'a page with 500': (echo) => new Response(`<title>${escaped(echo)}</title>`, { status: 500 }),
  'a text with 502': (echo) => new Response(echo, { status: 502 }),
  'a page with 200': (echo) => new Response(`<html><title>${escaped(echo)}</title>`),
  'a text with 200': (echo) => new Response(echo, { headers: { 'content-type': 'text/plain' } }),
  'JSON of another kind': (echo) => json(200, { [echo]: echo, access_token: ` ${echo}` }),
  'a list of other things': (echo) => json(200, [{ id: echo, label: [echo] }]),
  'a redirect elsewhere': (echo) => {
    const location = `https://elsewhere.test/${encodeURIComponent(echo)}?t=${encodeURIComponent(echo)}`
    return new Response(null, { status: 307, headers: { location } })
  },
  'a redirect of the same call': (echo, { url }) => {
    const location = `https://elsewhere.test/${encodeURIComponent(echo)}${new URL(url).pathname}`
    return new Response(null, { status: 308, headers: { location } })
  },
  'a redirect with a password': (_, { url }) => {
    const location = new URL(url)
    location.username = 'someone'
    location.password = 'pass-in-location'
    return new Response(null, { status: 302, headers: { location: location.href } })
  },
  'a message of PHP before JSON': (echo) =>
    new Response(`Deprecated: x in /v/x.php on line 1\n${JSON.stringify({ secret: echo })}`, {
      status: 201,
      headers: { 'content-type': 'text/html' },
    }),
  'a message of PHP before an error': (echo) =>
    new Response(`Hinweis: x\n${JSON.stringify({ secret: echo })}`, { status: 401 }),
  'a field of a page after a blank': (echo) =>
    new Response(` <html><input value="${escaped(echo)}">`),
  'a text after thousands of blanks': (echo) =>
    new Response(`${' '.repeat(3900)}${echo}`, { status: 500 }),
  'a reason phrase': (echo) =>
    new Response('', { status: 503, statusText: echo.replace(/[^ -~]/g, '?') }),
  'a reason phrase of whole letters': (echo) =>
    new Response('', { status: 503, statusText: echo.replace(/[^ -~]/gu, '?') }),
  'a reason phrase of bytes': (echo) =>
    new Response('', { status: 503, statusText: Buffer.from(echo).toString('latin1') }),
  'a busy server': (echo) =>
    new Response(echo, { status: 429, headers: { 'retry-after': '9999' } }),
}

/** What is called: a read, a write, a file, a call of one's own, and the ones that carry other secrets. */
const calls: Record<string, (wallabag: Wallabag, secret: string) => PromiseLike<unknown>> = {
  read: (wallabag) => wallabag.tags.list(),
  list: (wallabag) => wallabag.entries.list(),
  write: (wallabag) => wallabag.entries.save('https://example.org/1', { tags: ['a'] }),
  file: (wallabag) => wallabag.entries.export(1, 'epub').then((file) => file.bytes()),
  custom: (wallabag) => wallabag.request('POST', '/api/entries', { json: { url: 'x' } }),
  signIn: (wallabag, password) => wallabag.auth.signIn({ password: `${password}-new` }),
  register: ({ server }, password) =>
    server.register({ username: 'x', email: 'x@example.org', password: `${password}-registered` }),
  createApiClient: ({ server }, password) =>
    server.createApiClient({ username: 'wallabag', password: `${password}-form`, name: 'x' }),
}

test('whatever fails, and however it is printed, nothing secret is in it', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  onTestFinished(() => void vi.restoreAllMocks())
  const scenario = fc.record({
    password: passwords,
    clientSecret: clientSecrets,
    proxyKey: headerValues,
    padding: fc.integer({ min: 0, max: 320 }),
    echo: fc.constantFrom(...Object.keys(echoes)),
    call: fc.constantFrom(...Object.keys(calls)),
    where: fc.constantFrom('token', 'api'),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ password, clientSecret, proxyKey, padding, ...kind }) => {
      const { printed, secrets } = await run({ password, clientSecret, proxyKey, padding, ...kind })
      expect(leaksIn(printed, secrets)).toEqual([])
    }),
    { numRuns: sized(20, 200) },
  )
})

interface Scenario {
  password: string
  clientSecret: string
  proxyKey: string
  padding: number
  echo: string
  call: string
  where: string
}

/** Runs one failing call, and collects everything that anybody could see of it. */
async function run({ password, clientSecret, proxyKey, padding, echo, call, where }: Scenario) {
  const fake = createFakeWallabag({
    users: [{ username: 'someone', password }],
    clients: [{ name: 'mine', clientSecret, clientId: '7_mine' }],
  })
  fake.seed.library(2, { seed: 1 })
  const sent: string[] = []
  const printed: string[] = []
  const print = (value: unknown) => void printed.push(...formsOf(value))
  const wallabag = new Wallabag({
    url: fake.url,
    auth: { clientId: '7_mine', clientSecret, username: 'someone', password },
    headers: { 'x-proxy-key': proxyKey },
    retry: { limit: 1, maxRetryAfter: 0 },
    totalTimeout: 3000,
    saveSettleTime: 1,
    logger: { debug: print, info: print, warn: print, error: print },
    onRequest: print,
    onResponse: print,
    onRetry: print,
    onSignedOut: print,
    onInvalid: print,
    async fetch(input, init) {
      const request = new Request(input, init)
      const body = await request.clone().text()
      const isForm = request.headers.get('content-type')?.includes('form')
      const fields = isForm ? new URLSearchParams(body).values() : []
      const seen = [...request.headers.values(), body, ...fields].join(' ')
      sent.push(request.url)
      const isToken = request.url.endsWith('/oauth/v2/token')
      if ((where === 'token') !== isToken) return fake.fetch(request)
      return echoes[echo]?.('.'.repeat(padding) + seen, request) ?? Response.error()
    },
  })
  const channels = ['start', 'end', 'retry'].map((name) => `wallabag:request:${name}`)
  for (const name of channels) subscribe(name, print)
  try {
    await calls[call]?.(wallabag, password).then(() => undefined, print)
    await wallabag.tags.list().then(() => undefined, print)
  } finally {
    for (const name of channels) unsubscribe(name, print)
  }
  print(wallabag)
  print(wallabag.auth)
  print(wallabag.auth.status())
  printed.push(...sent)
  const tokens = [...fake.state.accessTokens, ...fake.state.refreshTokens].map(({ token }) => token)
  return { printed, secrets: [password, clientSecret, proxyKey, 'pass-in-location', ...tokens] }
}

/** All the ways in which a value comes to be seen. */
function formsOf(value: unknown): string[] {
  const forms = [
    String(value),
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(value) ?? '',
  ]
  if (!(value instanceof Object)) return forms
  return [
    ...forms,
    JSON.stringify(Object.getOwnPropertyDescriptors(value)),
    String(Reflect.get(value, 'stack')),
  ]
}

/** The pieces of secrets in what was printed, raw or as URLs, forms and JSON spell them. */
function leaksIn(printed: readonly string[], secrets: readonly string[]): string[] {
  const seen = printed.join('\n')
  return secrets.flatMap((secret) => {
    const form = new URLSearchParams({ s: secret }).toString().slice(2)
    const spellings = [
      secret,
      encodeURIComponent(secret),
      form,
      JSON.stringify(secret).slice(1, -1),
    ]
    return spellings.flatMap((spelling) => {
      const at = Array.from({ length: spelling.length - window + 1 }, (_, index) => index)
      const piece = at
        .map((from) => spelling.slice(from, from + window))
        .find((text) => seen.includes(text))
      return piece === undefined ? [] : [`${piece} of ${secret}`]
    })
  })
}

const names = [
  'url auth tokenStore limits retry fetch headers userAgent logger validate onInvalid normalizeUrl',
  'saveSettleTime allowInsecure signal timeout totalTimeout onRequest onResponse onRetry onTokens',
  'onSignedOut hunter2',
]
  .join(' ')
  .split(' ')

/** The forms in which a secret comes into an option where it does not belong. */
const misplaced: Record<string, (secret: string) => unknown> = {
  'as it is': (secret) => secret,
  'as a URL with user and password': (secret) =>
    `https://me:${encodeURIComponent(secret)}@read.example.org`,
  'as a URL with a token': (secret) => `ftp://read.example.org/?access_token=${secret}`,
  'in a list': (secret) => [secret],
  'in an object': (secret) => ({
    [secret]: secret,
    get: secret,
    concurrency: secret,
    limit: secret,
  }),
  'in an auth': (secret) => ({
    clientId: secret,
    clientSecret: [secret],
    username: secret,
    password: 5,
  }),
}

test('a secret in a wrong option is described by its type and length alone', () => {
  const good = { url: 'https://read.example.org', auth: { getAccessToken: () => 'x' } }
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Z](?:[0-9][A-Z]){8,20}\n?$/),
      fc.constantFrom(...names),
      fc.constantFrom(...Object.keys(misplaced)),
      (secret, name, form) => {
        // A bare word is a fine host name, and a secret that is given as one is one.
        fc.pre(name !== 'url' || form !== 'as it is')
        fc.pre(!(name === 'userAgent' && form !== 'in a list' && !secret.endsWith('\n')))
        const printed: string[] = []
        try {
          const options: WallabagOptions = Object.assign(
            { ...good },
            { [name]: misplaced[form]?.(secret) },
          )
          printed.push(...formsOf(new Wallabag(options)))
        } catch (error) {
          printed.push(...formsOf(error))
        }
        expect(leaksIn(printed, [secret])).toEqual([])
      },
    ),
    { numRuns: sized(200, 2000) },
  )
})

test.each([
  'refused',
  'reset-before',
  'reset-in-answer',
  'truncated-json',
  'html-error',
  'server-error',
  'redirect',
  'wrong-shape',
] as const)('words that were looked for are in no form of the error after “%s”', async (kind) => {
  const fake = createFakeWallabag()
  const wallabag = clientOf(fake, { retry: { limit: 0 } })
  await wallabag.auth.signIn()
  fake.fault({ path: '/api/search' }, kind)
  const error = await wallabag.search('rare illness').then(null, (caught: unknown) => caught)
  expect(error).toMatchObject({ path: '/api/search' })
  expect(error).not.toHaveProperty('cause.name', 'NetworkError')
  expect(formsOf(error).join('\n')).not.toContain('illness')
})

test('words that were looked for are in no form of an error that quotes the address', async () => {
  const wallabag = new Wallabag({
    url: 'https://read.example.org',
    auth: { getAccessToken: () => 'token-1' },
    retry: { limit: 0 },
    // As Deno says it.
    fetch: async (input) => {
      throw new TypeError(`error sending request for url (${new Request(input).url})`)
    },
  })
  const error = await wallabag.search('rare illness').then(null, (caught: unknown) => caught)
  expect(inspect(error)).toContain('request for url (https://read.example.org/api/search')
  expect(formsOf(error).join('\n')).not.toContain('illness')
})

test('a password that is a word of this package blots nothing out of what there is to do', async () => {
  const wallabag = new Wallabag({
    url: 'https://read.example.org',
    auth: { clientId: 'a', clientSecret: 'bbbb', username: 'wallabag', password: 'wallabag' },
    fetch: async () => new Response('<html></html>', { status: 404 }),
  })
  const error = await wallabag.tags.list().then(String, String)
  expect(error).toContain('Is `url` the root of the Wallabag server, ')
})

test('a field that is named like a secret and holds none hides no ordinary words', async () => {
  const wallabag = new Wallabag({
    url: 'https://read.example.org',
    auth: { getAccessToken: () => 'TOKEN' },
    fetch: async () => json(400, { code: 400, message: 'neither null nor true fits' }),
  })
  const data = { json: { token: null, resetPassword: true } }
  await expect(wallabag.request('POST', '/api/entries', data)).rejects.toMatchObject({
    serverMessage: 'neither null nor true fits',
  })
  expect(() => wallabag.search('words', { perPage: JSON.parse('"true"') })).toThrow(
    'the string "true"',
  )
})

test('credentials beside getAccessToken, which nobody asks for, are as secret as others', async () => {
  const { clientId, clientSecret, username, password } = createFakeWallabag().credentials
  const secrets = { clientSecret, password: `${password}-and-more` }
  const getAccessToken = () => {
    throw new Error(`the broker refused ${Object.values(secrets).join(' and ')}`)
  }
  const auth = { clientId, username, ...secrets, getAccessToken }
  const wallabag = new Wallabag({ url: 'https://read.example.org', auth })
  await expect(wallabag.tags.list()).rejects.toMatchObject({
    code: 'signed_out',
    cause: { message: 'the broker refused [secret] and [secret]' },
  })
})

test('a secret of the client that turns up as input is not repeated by the refusal', async () => {
  const fake = createFakeWallabag()
  const secret = fake.credentials.clientSecret
  const wallabag = clientOf(fake)
  const wrong: (() => unknown)[] = [
    () => wallabag.entries.save(secret),
    () => wallabag.entries.addTags(1, [`${secret},`]),
    () => Reflect.apply(wallabag.entries.get, wallabag.entries, [secret]),
    () => Reflect.apply(wallabag.entries.list, wallabag.entries, [{ sort: secret }]),
    () => Reflect.apply(wallabag.entries.export, wallabag.entries, [1, secret]),
    () => Reflect.apply(wallabag.request, wallabag, [secret, '/api/tags']),
    () => wallabag.request('GET', `https://${secret}`),
    () => wallabag.request('GET', `/api/${secret}`),
    () => Reflect.apply(wallabag.tags.list, wallabag.tags, [{ timeout: secret }]),
    () => Reflect.apply(wallabag.with, wallabag, [{ signal: secret }]),
    () => Reflect.apply(wallabag.auth.signIn, wallabag.auth, [secret]),
  ]
  for (const call of wrong) {
    const failure = await Promise.resolve()
      .then(call)
      .then(
        () => null,
        (error: unknown) => error,
      )
    expect(failure).toBeInstanceOf(Error)
    expect(leaksIn(formsOf(failure), [secret])).toEqual([])
  }
})

function json(status: number, value: unknown): Response {
  return Response.json(value, { status })
}

function escaped(text: string): string {
  return text.replaceAll('<', '&lt;')
}

test.each(['https://ada:s3same@blog.test/a b', 'https://ada:s3s@me@blog.test/a b?q=1'])(
  'a name and a password in an address that the server refuses and repeats are in no error',
  async (url) => {
    const { wallabag } = connect({ version: '2.7.0-dev' })
    const error = await wallabag.entries.save(url).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'refused_by_server', status: 400 })
    const shown = inspect(error, { depth: null, showHidden: true })
    expect(shown).toContain('[secret]@blog.test/a b')
    expect(shown).not.toMatch(/ada|s3s|me@/)
  },
)

test.each([
  ['Latin-1', (text: string) => text.replace(/[^ -\u00ff]/gu, '?')],
  ['ASCII', (text: string) => text.replace(/[^ -~]/gu, '?')],
  [
    'bytes of ASCII',
    (text: string) =>
      Buffer.from(text)
        .toString('latin1')
        .replace(/[^ -~]/g, '?'),
  ],
])('a secret that a server shows in %s is taken out', async (_, shown) => {
  const clientSecret = 'na\u00efve\u00eb\u20ac\u00ff?\ud83d\ude00-secret'
  const message = `not ${shown(clientSecret)} here`
  const wallabag = new Wallabag({
    url: 'https://a.test',
    auth: { clientId: '1_a', clientSecret, username: 'someone', password: 'a long password' },
    retry: { limit: 0 },
    fetch: async () => json(400, { error: 'invalid_request', error_description: message }),
  })
  const error: unknown = await wallabag.tags.list().catch((failure: unknown) => failure)
  expect(error).toMatchObject({ serverMessage: 'not [secret] here' })
  expect(inspect(error)).not.toContain('-secret')
})

test('a secret too long for one expression is taken out of what the server says', async () => {
  const cookie = '-_.1'.repeat(4000)
  const wallabag = new Wallabag({
    url: 'https://a.test',
    auth: { getAccessToken: () => 'a'.repeat(12_345) },
    headers: { cookie },
    retry: { limit: 0 },
    fetch: async (input, init) => {
      const { headers } = new Request(input, init)
      return json(400, {
        code: 400,
        message: `${headers.get('authorization')} ${headers.get('cookie')}`,
      })
    },
  })
  const error: unknown = await wallabag.tags.list().catch((failure: unknown) => failure)
  expect(error).toMatchObject({ code: 'refused_by_server', outcome: 'refused' })
  expect(inspect(error)).not.toMatch(/a{8}|-_\.1-_\.1/)
})
