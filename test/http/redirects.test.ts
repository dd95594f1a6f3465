import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { clientWith, failureOf, json } from './canned.js'

function redirect(location: string, status = 302): Response {
  return new Response(null, { status, headers: { location } })
}

test.each([301, 302, 303, 307, 308])(
  'a %i within the server is followed for a read',
  async (status) => {
    const seen: string[] = []
    const wallabag = clientWith((request) => {
      seen.push(`${request.method} ${new URL(request.url).pathname}`)
      return seen.length === 1 ? redirect('/moved/api/tags', status) : json([])
    })
    expect(await wallabag.tags.list()).toEqual([])
    expect(seen).toEqual(['GET /api/tags', 'GET /moved/api/tags'])
  },
)

test.each([
  ['DELETE', 301, true],
  ['DELETE', 302, true],
  ['DELETE', 303, false],
  ['DELETE', 307, true],
  ['POST', 301, false],
  ['POST', 302, false],
  ['POST', 307, true],
  ['POST', 308, true],
] as const)(
  'a %s keeps its method and body after a %i, or is not sent on',
  async (method, status, followed) => {
    const seen: string[] = []
    const wallabag = clientWith(async (request) => {
      seen.push(`${request.method} ${await request.text()}`)
      return seen.length === 1 ? redirect('/moved', status) : json({})
    })
    const call = wallabag.request(method, 'api/anything', { json: { a: 1 } })
    if (followed) {
      await call
      expect(seen).toEqual([`${method} {"a":1}`, `${method} {"a":1}`])
    } else {
      expect(await failureOf(call)).toMatchObject({
        code: 'redirected',
        outcome: 'refused',
        status,
      })
      expect(seen).toHaveLength(1)
    }
  },
)

test.each([
  [
    'https://sso.example/auth?rd=secret-state',
    'redirects to https://sso.example/auth.',
    'single sign-on',
  ],
  [
    '/login',
    'redirects to https://read.example.org/login.',
    'There is a login page in front of Wallabag',
  ],
  [
    'https://new.example.org/wallabag/api/tags',
    'to https://new.example.org/wallabag/api/tags.',
    'Set `url` to “https://new.example.org/wallabag”',
  ],
])('a redirect to %s is explained, and nothing is sent there', async (location, where, hint) => {
  const asked: string[] = []
  const wallabag = clientWith((request) => {
    asked.push(new URL(request.url).host)
    return redirect(location)
  })
  const error = await failureOf(wallabag.tags.list())
  expect(error).toMatchObject({ code: 'redirected', outcome: 'refused' })
  expect(String(error)).toContain(where)
  expect(String(error)).toContain(hint)
  expect(String(error)).not.toContain('secret-state')
  expect(asked).toEqual(['read.example.org'])
})

test('an upgrade to https is explained', async () => {
  const wallabag = clientWith(() => redirect('https://read.example.org/api/tags', 301), {
    url: 'http://read.example.org',
  })
  const error = await failureOf(wallabag.tags.list())
  expect(String(error)).toContain('Set `url` to “https://read.example.org”')
})

test('a slash that a rewrite rule adds is explained where it cannot be followed', async () => {
  const wallabag = clientWith(() => redirect('/api/annotations/1/', 301))
  const error = await failureOf(
    wallabag.annotations.create(1, { quote: 'q', text: 't', ranges: [] }),
  )
  expect(String(error)).toContain('adds or removes a trailing slash')
})

test('a circle of redirects ends', async () => {
  let asked = 0
  const wallabag = clientWith(() => {
    asked += 1
    return redirect('/api/tags')
  })
  const error = await failureOf(wallabag.tags.list())
  expect(error).toMatchObject({ code: 'redirected' })
  // A sign-on that sets a cookie leads back to the same address: no slash, and no other server.
  expect(error).toMatchObject({ hint: expect.stringContaining('single sign-on') })
  expect(asked).toBe(6)
})

test('where the platform hides the target, the error says so', async () => {
  // What a browser shows of a redirect that it was told not to follow.
  const opaque = Object.defineProperties(new Response(null), {
    type: { value: 'opaqueredirect' },
    status: { value: 0 },
    ok: { value: false },
  })
  const wallabag = new Wallabag({
    url: 'https://read.example.org',
    auth: { getAccessToken: () => 'token' },
    fetch: async () => opaque,
  })
  const error = await failureOf(wallabag.tags.list())
  expect(error).toMatchObject({ code: 'redirected', status: null })
  expect(String(error)).toContain('the platform does not say where')
})

test('the sign-in is never sent on, not even within the server', async () => {
  const fake = createFakeWallabag()
  const wallabag = clientOf(fake)
  fake.fault({ path: '/oauth/v2/token' }, { kind: 'redirect', status: 307, location: '/elsewhere' })
  const error = await failureOf(wallabag.tags.list())
  expect(error).toMatchObject({ code: 'redirected' })
  expect(fake.requests.map(({ path }) => path)).toEqual(['/oauth/v2/token'])
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(
    fake.credentials.clientSecret,
  )
})

test('a cookie that the server sets is not sent back', async () => {
  const cookies: (string | null)[] = []
  const wallabag = clientWith((request) => {
    cookies.push(request.headers.get('cookie'))
    return json([], { headers: { 'set-cookie': 'session=1; Path=/' } })
  })
  await wallabag.tags.list()
  await wallabag.tags.list()
  expect(cookies).toEqual([null, null])
})

test('a header that Wallabag needs for itself is refused, and not shown', () => {
  const headers = { authorization: 'Basic SECRET-of-the-proxy' }
  const make = () => clientWith(() => json([]), { headers })
  expect(make).toThrow(/headers\.Authorization: this header.*proxies\.md/)
  expect(make).not.toThrow(/SECRET/)
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:someone@a.test'])(
  'a redirect to %s is refused, and the diagnosis says that it leads nowhere',
  async (location) => {
    const wallabag = clientWith(() => redirect(location))
    expect(await failureOf(wallabag.tags.list())).toMatchObject({
      code: 'redirected',
      message: expect.stringContaining('redirects elsewhere'),
    })
    expect(await wallabag.diagnose()).toMatchObject({ findings: [{ code: 'moved' }] })
  },
)
