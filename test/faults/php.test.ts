import { describe, expect, test } from 'vitest'
import type { Wallabag } from 'wallabag-sdk'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf, libraryOf } from '../support/library.js'

const forms = ['text', 'html', 'xdebug'] as const
const places = ['before', 'after'] as const
const each = forms.flatMap((form) => places.map((at) => [form, at] as const))

const once = { retry: { limit: 0 } }

function printing(form: (typeof forms)[number], at: (typeof places)[number], isBuffered = true) {
  const fake = libraryOf(3)
  fake.fault({}, { kind: 'php-warning', form, at, isBuffered })
  return fake
}

describe.each(each)('a message of PHP, as %s and %s the JSON', (form, at) => {
  test('hides no answer', async () => {
    const fake = printing(form, at)
    const wallabag = clientOf(fake, once)
    expect(await wallabag.entries.list().toArray({ limit: 9 })).toHaveLength(3)
    expect(await wallabag.entries.save('https://a.test/new')).toMatchObject({ created: true })
    expect(await wallabag.entries.addTags(1, ['a'])).toMatchObject({ tags: [{ label: 'a' }] })
    expect(await wallabag.entries.delete(2)).toBeUndefined()
    await expect(wallabag.entries.get(99)).rejects.toMatchObject({ code: 'not_found_entry' })
  })

  test('hides no refusal of a token: it is renewed', async () => {
    const fake = printing(form, at)
    const wallabag = clientOf(fake, once)
    await wallabag.user.get()
    fake.state.revokeTokens('access')
    expect(await wallabag.tags.list()).toEqual([])
  })

  test('hides no version of an old server, which is a text alone', async () => {
    const fake = libraryOf(3)
    const noRoute = { error: { code: 404, message: 'Not Found' } }
    fake.fault({ path: '/api/info' }, () => Response.json(noRoute, { status: 404 }))
    fake.fault({}, { kind: 'php-warning', form, at })
    expect(await clientOf(fake, once).entries.count({ annotated: true })).toBe(0)
  })

  test('hides no wrong password', async () => {
    const fake = printing(form, at)
    const auth = { ...fake.credentials, password: 'wrong' }
    const call = clientOf(fake, { ...once, auth }).tags.list()
    await expect(call).rejects.toMatchObject({ code: 'bad_credentials' })
  })

  test('is found by diagnose, with what to do', async () => {
    expect(await clientOf(printing(form, at), once).diagnose()).toMatchObject({
      ok: true,
      findings: [{ code: 'php_messages', remedy: expect.stringContaining('display_errors') }],
    })
  })
})

describe.each(forms)('a message of PHP as %s that has already sent a 200', (form) => {
  test('hides no refusal of a token', async () => {
    const fake = printing(form, 'before', false)
    const wallabag = clientOf(fake, once)
    await wallabag.user.get()
    fake.state.revokeTokens('access')
    expect(await wallabag.tags.list()).toEqual([])
    const auth = { ...fake.credentials, password: 'wrong' }
    const call = clientOf(fake, { ...once, auth }).tags.list()
    await expect(call).rejects.toMatchObject({ code: 'bad_credentials' })
  })

  test('leaves of a refused write that its outcome is unknown, and why', async () => {
    const wallabag = clientOf(printing(form, 'before', false), once)
    await expect(wallabag.entries.update(99, { title: 'x' })).rejects.toMatchObject({
      code: 'php_message',
      outcome: 'unknown',
      hint: expect.stringContaining('display_errors'),
    })
  })
})

test('a message of PHP with nothing behind it is told as what it is', async () => {
  const fake = libraryOf(1)
  const fatal =
    'PHP Fatal error:  Uncaught Error: x in /v/x.php:1\nStack trace:\n#0 {main}\n  thrown in /v/x.php on line 1\n'
  fake.fault({ path: '/api/tags' }, () => new Response(fatal))
  await expect(clientOf(fake, once).tags.list()).rejects.toMatchObject({ code: 'php_message' })
})

test('an article about PHP is an article', async () => {
  const fake = libraryOf(0)
  const title = 'Warning: x in /v/x.php on line 1\n{"error":"invalid_grant"}'
  fake.seed.entry({ url: 'https://a.test/1', title, content: `<br />\n<b>Warning</b>:  ${title}` })
  expect(await clientOf(fake, once).entries.get(1)).toMatchObject({ title })
})

const secrets = ['SECRET-client', 'SECRET-feed', 'SECRET-access', 'SECRET-refresh']

/** Answers that hold secrets behind what is no JSON, as seen in reports. */
const leaks: [string, number, string, string][] = [
  ['a deprecation that nobody knows', 201, 'text/html', 'Hinweis: x in /v/x.php on line 1\n'],
  ['a deprecation', 201, 'text/html', 'Deprecated: x in /v/x.php on line 1\n'],
  ['a deprecation with 400', 400, 'application/json', 'Deprecated: x in /v/x.php on line 1\n'],
  ['a deprecation with 401', 401, 'application/json', 'Deprecated: x in /v/x.php on line 1\n'],
  ['a deprecation with 500', 500, 'application/json', 'Deprecated: x in /v/x.php on line 1\n'],
  ['a blank before a page', 200, 'text/html', ' <html><input type="hidden" value="'],
  ['a blank before a page with 502', 502, 'text/html', ' <html><input type="hidden" value="'],
  ['a word and a list', 500, 'text/plain', 'debug: ['],
]

describe.each<[string, (wallabag: Wallabag) => PromiseLike<unknown>]>([
  ['signing in', ({ tags }) => tags.list()],
  [
    'registering',
    ({ server }) => server.register({ username: 'x', email: 'x@a.test', password: 'long enough' }),
  ],
  ['reading settings', ({ settings }) => settings.get()],
])('nothing of what stands behind is in an error of %s', (_, call) => {
  test.each(leaks)('after %s', async (_, status, type, before) => {
    const fake = libraryOf(0)
    const [client, feed, access, refresh] = secrets
    const behind = JSON.stringify({
      ...{ access_token: `${access} `, refresh_token: refresh, feed_token: feed },
      default_client: { client_secret: client },
    })
    const headers = { 'content-type': type }
    fake.fault({}, () => new Response(before + behind, { status, headers }))
    const error = await failureOf(call(clientOf(fake, once)))
    const shown = `${error} ${JSON.stringify(error)}`
    for (const secret of secrets) expect(shown).not.toContain(secret)
  })
})

test('a session cookie that a server echoes is not shown', async () => {
  const fake = libraryOf(0)
  const cookie = 'abcdef0123456789session'
  const headers = { 'set-cookie': `PHPSESSID=${cookie}; path=/` }
  fake.fault(
    { path: '/login' },
    () => new Response('<input name="_csrf_token" value="csrf-of-page">', { headers }),
  )
  fake.fault({ path: '/login_check' }, () => new Response(`bad session ${cookie}`, { status: 500 }))
  const { server } = clientOf(fake, once)
  const made = server.createApiClient({ username: 'wallabag', password: 'wallabag', name: 'x' })
  const error = await failureOf(made)
  expect(error).toMatchObject({ serverMessage: 'bad session [secret]' })
})

test('a cookie or a header that is a short word takes no word from a message', async () => {
  const fake = libraryOf(0)
  const headers = new Headers({ 'content-type': 'text/html' })
  // PHP deletes a cookie by the value `deleted`.
  for (const cookie of ['lang=en; path=/some-long-path', 'id=s', 'PHPSESSID=deleted; expires=0']) {
    headers.append('set-cookie', cookie)
  }
  const page = '<title>some entries were deleted</title>'
  fake.fault({ path: /entries/ }, () => new Response(page, { status: 400, headers }))
  expect(
    await failureOf(
      clientOf(fake, { ...once, headers: () => ({ 'x-some': 'me' }) }).entries.get(1),
    ),
  ).toMatchObject({
    path: '/api/entries/1',
    serverMessage: 'some entries were deleted',
  })
})

test.each([
  ['begins after thousands of blanks', (secret: string) => `${' '.repeat(3980)}${secret}`],
  ['begins after more of them', (secret: string) => `${' '.repeat(7990)}${secret}`],
  ['begins after very many of them', (secret: string) => `${' '.repeat(99_990)}${secret}`],
  ['stands before a tag', (secret: string) => `no user ${secret}<b>`],
])('a password that %s is not shown in part', async (_, around) => {
  const password = 'correct-horse<battery'
  const fake = libraryOf(0)
  fake.fault({}, () => new Response(around(password), { status: 500 }))
  const auth = { ...fake.credentials, password }
  const error = await failureOf(clientOf(fake, { ...once, auth }).tags.list())
  expect(`${error} ${JSON.stringify(error)}`).not.toContain('correct')
})

test('what is sent in `json` is not shown, however deep it stands', async () => {
  const fake = libraryOf(0)
  const json = { user: [{ plain: { password: 'deep-in-it', tokens: ['in-a-list'] } }] }
  fake.fault({ path: '/api/x' }, () => new Response('got deep-in-it, in-a-list', { status: 400 }))
  const error = await failureOf(clientOf(fake, once).request('POST', '/api/x', { json }))
  expect(error).toMatchObject({ serverMessage: 'got [secret], [secret]' })
})

function failureOf(call: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(call).then(
    () => expect.unreachable('it fails'),
    (error: unknown) => error,
  )
}

/** A fake whose queries of lists are lost. */
function losing(): FakeWallabag {
  const fake = libraryOf(3)
  fake.fault({ path: '/api/entries' }, { kind: 'loses-query' })
  return fake
}

test('diagnose finds that queries are lost on their way', async () => {
  expect(await clientOf(losing(), once).diagnose()).toMatchObject({
    ok: false,
    findings: [{ code: 'query_lost', severity: 'problem' }],
  })
})
