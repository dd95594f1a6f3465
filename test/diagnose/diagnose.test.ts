import { describe, expect, test } from 'vitest'
import type { Diagnosis, WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { failureOf } from '../http/canned.js'
import { clientOf } from '../support/library.js'

interface Diagnosed extends Diagnosis {
  readonly codes: string[]
  /** `GET /api/info` and so on, without the token calls. */
  readonly asked: string[]
}

interface Setting {
  readonly fake?: FakeOptions
  readonly options?: Partial<WallabagOptions>
  readonly prepare?: (fake: FakeWallabag) => void
}

async function diagnosed({ fake: fakeOptions, options, prepare }: Setting): Promise<Diagnosed> {
  const fake = createFakeWallabag(fakeOptions)
  prepare?.(fake)
  const wallabag = clientOf(fake, { retry: { limit: 0 }, allowInsecure: true, ...options })
  const before = JSON.stringify([fake.state.entries, fake.state.tags, fake.state.users])
  const diagnosis = await wallabag.diagnose()
  expect(JSON.stringify([fake.state.entries, fake.state.tags, fake.state.users])).toBe(before)
  for (const { code, message, remedy } of diagnosis.findings) {
    expect(code).toMatch(/^[a-z_]+$/)
    expect(message).toMatch(/^\S.*\.$/)
    expect(remedy).toMatch(/[.?]$/)
  }
  const calls = [...fake.requests].filter(({ path }) => !path.endsWith('/oauth/v2/token'))
  expect(calls.map(({ method }) => method).filter((method) => method !== 'GET')).toEqual([])
  return {
    ...diagnosis,
    codes: diagnosis.findings.map(({ code }) => code),
    asked: calls.map(({ path }) => path),
  }
}

/** A proxy page for every request. */
function everywhere(status: number, headers: Record<string, string> = {}, body = '<html>') {
  const response = () =>
    new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } })
  return (fake: FakeWallabag) => void fake.fault({}, response)
}

test('all well: no finding, the version, the user, and three reads', async () => {
  const { ok, version, user, findings, asked } = await diagnosed({})
  expect({ ok, version, user, findings }).toEqual({
    ok: true,
    version: '2.6.14',
    user: 'wallabag',
    findings: [],
  })
  expect(asked).toEqual(['/api/info', '/api/user', '/api/entries'])
})

test('a server before 2.4 is known by its version alone', async () => {
  const missing = () =>
    Response.json({ error: { code: 404, message: 'Not Found' } }, { status: 404 })
  const prepare = (fake: FakeWallabag) => void fake.fault({ path: '/api/info' }, missing)
  expect(await diagnosed({ prepare })).toMatchObject({ ok: true, version: '2.6.14' })
})

describe('the way to the server', () => {
  test('a host that is not there', async () => {
    const { codes } = await diagnosed({ options: { url: 'https://nowhere.test' } })
    expect(codes).toEqual(['host_not_found'])
  })

  test('a port where nothing listens', async () => {
    const listener = await createFakeWallabag().listen()
    await listener.close()
    const { codes } = await diagnosed({ options: { url: listener.url, fetch } })
    expect(codes).toEqual(['connection_refused'])
  })

  test('a host that does not answer', async () => {
    const fake = createFakeWallabag()
    const never: typeof fetch = () => new Promise(() => {})
    const wallabag = clientOf(fake, { fetch: never })
    const { findings } = await wallabag.diagnose({ timeout: 20, totalTimeout: 60 })
    expect(findings).toMatchObject([{ code: 'no_answer' }])
  })

  test.each([
    ['CERT_HAS_EXPIRED', 'certificate_refused'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate_refused'],
    ['ECONNRESET', 'unreachable'],
  ])('a connection that fails with %s', async (code, found) => {
    const failing: typeof fetch = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
    }
    const options = { url: 'https://read.example.org', fetch: failing, retry: { limit: 0 } }
    const { codes, findings } = await diagnosed({ options })
    expect(codes).toEqual([found])
    expect(findings[0]?.message).toContain('read.example.org')
  })

  test('https where only http is spoken', async () => {
    const fake = createFakeWallabag()
    const listener = await fake.listen()
    const url = listener.url.replace('http:', 'https:')
    expect((await diagnosed({ options: { url, fetch } })).codes).toEqual(['no_https'])
    await listener.close()
  })
})

describe('the address', () => {
  test.each([
    ['too short', 'https://host.test/wallabag', 'https://host.test'],
    ['too long', 'https://host.test', 'https://host.test/wallabag'],
    ['another folder', 'https://host.test/read/wallabag', 'https://host.test/read/later'],
  ])('%s: the right one is found', async (_, url, given) => {
    const { codes, findings } = await diagnosed({ fake: { url }, options: { url: given } })
    expect(codes).toEqual(['wrong_path'])
    expect(findings[0]).toMatchObject({ remedy: `Set \`url\` to “${url}”.`, url })
  })

  test('no Wallabag anywhere on the server', async () => {
    const { codes } = await diagnosed({ prepare: everywhere(200, {}, '<title>Welcome to nginx!') })
    expect(codes).toEqual(['not_wallabag'])
  })

  test.each([
    [
      'https',
      'http://host.test',
      'https://host.test/api/info',
      'https_wanted',
      'https://host.test',
    ],
    ['another host', 'https://a.test', 'https://b.test/w/api/info', 'moved', 'https://b.test/w'],
    [
      'https, with a slash more',
      'http://a.test',
      'https://a.test/api/info/',
      'https_wanted',
      'https://a.test',
    ],
  ])('a redirect to %s names the address to use', async (_, url, location, code, right) => {
    const prepare = everywhere(301, { location })
    const { codes, findings } = await diagnosed({ fake: { url }, prepare })
    expect(codes).toEqual([code])
    expect(findings[0]).toMatchObject({ remedy: `Set \`url\` to “${right}”.`, url: right })
  })
})

test.each([
  ['a rewrite rule that adds a slash', { location: 'https://host.test/api/info/' }, /adds a slash/],
  ['a redirect of which the platform says nothing', {}, /does not say where/],
])('%s', async (_, headers, message) => {
  const prepare = everywhere(301, headers)
  const { codes, findings } = await diagnosed({ fake: { url: 'https://host.test' }, prepare })
  expect(codes).toEqual(['moved'])
  expect(findings[0]?.message).toMatch(message)
  expect(findings[0]?.url).toBeNull()
})

describe('what stands before the server', () => {
  test.each([
    [
      'a redirect to a single sign-on',
      everywhere(302, { location: 'https://sso.test/?rd=x' }),
      'sign_on_page',
    ],
    ['a login page', everywhere(200, {}, '<form><input type="password">'), 'sign_on_page'],
    ['basic authentication', everywhere(401, { 'www-authenticate': 'Basic' }), 'proxy_login'],
    ['a firewall', everywhere(403), 'proxy_refuses'],
    ['a server that is down', everywhere(502), 'server_down'],
    ['a server that is busy', everywhere(429), 'rate_limited'],
  ])('%s', async (_, prepare, code) => {
    const { ok, codes, asked } = await diagnosed({ prepare })
    expect({ ok, codes, asked }).toEqual({ ok: false, codes: [code], asked: ['/api/info'] })
  })

  test('a single sign-on before all but the public pages', async () => {
    const prepare = (fake: FakeWallabag) => void fake.fault({ path: '/oauth/v2/token' }, 'redirect')
    expect((await diagnosed({ prepare })).codes).toEqual(['sign_on_page'])
  })

  test('a proxy that drops the token', async () => {
    const dropped = { error: 'access_denied', error_description: 'OAuth2 authentication required' }
    const prepare = (fake: FakeWallabag) =>
      void fake.fault({ path: '/api/user' }, () => Response.json(dropped, { status: 401 }))
    expect((await diagnosed({ prepare })).codes).toEqual(['token_not_seen'])
  })
})

describe('the account', () => {
  const fake = createFakeWallabag()
  const auth = fake.credentials

  test.each([
    ['a wrong client', { ...auth, clientSecret: 'WRONG-secret' }, 'wrong_client'],
    ['a wrong password', { ...auth, password: 'WRONG-secret' }, 'wrong_password'],
    [
      'a refresh token that is used up',
      { clientId: auth.clientId, clientSecret: auth.clientSecret, refreshToken: 'WRONG-secret' },
      'refresh_token_dead',
    ],
    ['a broker without a token', { getAccessToken: () => '' }, 'signed_out'],
    ['a broker with a dead token', { getAccessToken: () => 'WRONG-secret' }, 'token_refused'],
  ])('%s', async (_, wrong, code) => {
    const options = { auth: wrong, fetch: fake.fetch }
    const { ok, version, user, codes, findings } = await diagnosed({ options })
    expect({ ok, version, user, codes }).toEqual({
      ok: false,
      version: '2.6.14',
      user: null,
      codes: [code],
    })
    expect(JSON.stringify(findings)).not.toContain('WRONG-secret')
  })
})

describe('warnings', () => {
  test('clocks that are apart', async () => {
    const prepare = ({ clock }: FakeWallabag) => clock.advance(-7 * 60_000)
    const { ok, codes, findings } = await diagnosed({ prepare })
    expect({ ok, codes }).toEqual({ ok: true, codes: ['clock_off'] })
    expect(findings[0]?.message).toContain('7 minutes apart')
  })

  test('plain http to another machine', async () => {
    const { ok, codes } = await diagnosed({ fake: { url: 'http://read.example.org' } })
    expect({ ok, codes }).toEqual({ ok: true, codes: ['plain_http'] })
  })
})

test('an abort is the one thing that it fails with', async () => {
  const fake = createFakeWallabag()
  const wallabag = clientOf(fake)
  const error = await failureOf(wallabag.diagnose({ signal: AbortSignal.abort('enough') }))
  expect(error).toMatchObject({ name: 'AbortError', cause: 'enough' })
})

test.each([
  ['an error of the server', 'server_down', () => new Response('', { status: 500 })],
  ['a page that refuses', 'proxy_refuses', () => new Response('<html>', { status: 403 })],
  ['a busy server', 'rate_limited', () => new Response('', { status: 429 })],
  ['another answer', 'query_lost', () => Response.json({})],
  ['an empty answer', 'query_lost', () => new Response('')],
])('%s to the list alone is a finding, beside the user that was found', async (_, code, answer) => {
  const prepare = (fake: FakeWallabag) => void fake.fault({ path: '/api/entries' }, answer)
  const { ok, user, codes } = await diagnosed({ prepare })
  expect({ ok, user, codes }).toEqual({ ok: false, user: 'wallabag', codes: [code] })
})
