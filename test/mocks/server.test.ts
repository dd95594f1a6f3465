import { describe, expect, it } from 'vitest'
import { createFakeWallabag, type Version } from 'wallabag-sdk/testing'
import { send, signIn, start } from './client.js'

const versions = ['2.6.14', '2.7.0-dev'] as const
const page = (url: string) => ({ url, title: 'T', content: '<p>x</p>' })

/** Answers of both lines to a request to a library with one entry of one's own. */
type Row = readonly [
  line: string,
  body: unknown,
  released: number | object,
  development?: number | object,
]

const rows: readonly Row[] = [
  // Filters: PHP's truthiness, and what is no number.
  ['GET /api/entries?archive=', undefined, { total: 1 }],
  ['GET /api/entries?archive=false', undefined, { total: 0 }],
  ['GET /api/entries?archive[]=0', undefined, { total: 0 }],
  ['GET /api/entries?page=abc', undefined, 404],
  ['GET /api/entries?perPage=-1', undefined, 404],
  ['GET /api/entries?page=1.9&perPage=1e1', undefined, { page: 1, limit: 10 }],
  ['GET /api/entries?order=ASC&sort=UPDATED', undefined, { total: 1 }],
  ['GET /api/entries?order[]=asc', undefined, 500],
  ['GET /api/entries?sort[]=x', undefined, 500],
  ['GET /api/entries?detail=Metadata', undefined, { _embedded: { items: [{ content: null }] } }],
  ['GET /api/entries?since=abc', undefined, 500, { total: 1 }],
  ['GET /api/entries?since=-5', undefined, { total: 1 }],
  ['GET /api/entries?since=', undefined, { total: 1 }],
  ['GET /api/entries?since[]=1', undefined, 500, { total: 1 }],
  ['GET /api/entries?notParsed=1', undefined, { total: 1 }, { total: 0 }],
  ['GET /api/entries?http_status=404', undefined, { total: 1 }, { total: 0 }],
  ['GET /api/entries?http_status=999', undefined, { total: 1 }],
  ['GET /api/entries?tags=mine,', undefined, { total: 0 }],
  ['GET /api/entries?tags=mine', undefined, { total: 1 }],
  ['GET /api/search?term=X.EXAMPLE', undefined, { total: 1 }],
  ['GET /api/search?term=%25', undefined, { total: 1 }],
  ['GET /api/search?term=x_example', undefined, { total: 1 }],
  ['GET /api/search?term=mine', undefined, { total: 0 }],
  // One entry.
  ['GET /api/entries/1?detail=bad', undefined, 200, 400],
  ['GET /api/entries/1?detail=metadata', undefined, { content: '<p>x</p>' }, { content: null }],
  ['GET /api/entries/abc', undefined, 404],
  [
    'DELETE /api/entries/1?expect=bad',
    undefined,
    400,
    { message: "expect: 'id' or 'entry' expected, bad given" },
  ],
  // Bodies.
  ['POST /api/entries', '{"url": ', 400],
  ['POST /api/entries', 'null', 400],
  ['POST /api/entries', '"x"', 400],
  ['POST /api/entries', {}, 500],
  ['POST /api/entries', { url: ['x'] }, 500],
  [
    'POST /api/entries',
    { url: '' },
    { title: null, url: '' },
    { code: 400, message: 'This value should not be blank.\n' },
  ],
  [
    'POST /api/entries',
    { url: 'ftp://x.example/f' },
    { title: 'f' },
    { code: 400, message: 'The url \'"ftp://x.example/f"\' is not a valid url\n' },
  ],
  ['PATCH /api/entries/1', { title: ['x'] }, { title: 'Array' }],
  ['PATCH /api/entries/1', { published_at: ['x'] }, 500],
  [
    'PATCH /api/entries/1',
    { language: ['x'], preview_picture: ['x'], authors: ['x'] },
    { language: null, published_by: [''] },
  ],
  ['PATCH /api/entries/1', { language: 'fr-FR' }, { language: 'fr_FR' }],
  ['PATCH /api/entries/1', { language: 'FR' }, { language: null }, { language: 'FR' }],
  [
    'PATCH /api/entries/1',
    { title: '0', content: '', tags: [] },
    { title: 'T', content: '<p>x</p>', tags: [{ label: 'mine' }] },
  ],
  [
    'PATCH /api/entries/1',
    { tags: [' Ünï ', 5, true, 'a,b', ''] },
    { tags: [{ label: 'ünï' }, { label: '5' }, { label: '1' }, { label: 'a,b' }] },
  ],
  ['PATCH /api/entries/1', { tags: [['x']] }, 500, { tags: [{ label: 'array' }] }],
  [
    'PATCH /api/entries/1',
    { content: '<p onclick="x()">a<script>b</script><img src="http://x.example/i.png">' },
    {
      content: '<p>ab<img src="http://x.example/i.png" alt="image" /></p>',
      preview_picture: 'http://x.example/i.png',
    },
  ],
  // Mass endpoints.
  ['POST /api/entries/lists?urls[]=x', undefined, 500],
  ['POST /api/entries/lists?urls={"a":"x"}', undefined, 500],
  [
    'DELETE /api/entries/list?urls={"a":"https://x.example/1","b":"y"}',
    undefined,
    { a: { url: 'https://x.example/1', entry: true }, b: { url: 'y', entry: false } },
  ],
  ['DELETE /api/entries/list?urls=oops', undefined, []],
  ['DELETE /api/entries/list?urls=[{"url":"x"}]', undefined, 500],
  ['POST /api/entries/tags/lists?list=[{"tags":"a"}]', undefined, 500],
  [
    'POST /api/entries/tags/lists?list=[{"url":"https://x.example/1","tags":["a"]}]',
    undefined,
    [{ url: 'https://x.example/1', entry: 1 }],
  ],
  [
    'DELETE /api/entries/tags/list?list=[{"url":"https://x.example/1","tags":["a"]}]',
    undefined,
    500,
  ],
  [
    'DELETE /api/entries/tags/list?list=[{"url":"https://x.example/1","tags":"mine,%20mine"}]',
    undefined,
    [{ entry: 1 }],
  ],
  // Existence.
  [
    'GET /api/entries/exists?urls=x',
    undefined,
    403,
    { message: 'Unexpected value for parameter "urls": expecting "array", got "string".' },
  ],
  ['GET /api/entries/exists?hashed_urls=x', undefined, 500, 400],
  ['GET /api/entries/exists?url=', undefined, 403, 404],
  ['GET /api/entries/exists?url=https://x.example/1&urls[]=y', undefined, { exists: false }],
  ['GET /api/entries/exists?hashed_urls[]=0', undefined, [false]],
  // Tags.
  ['DELETE /api/tag/label', { tag: 'mine' }, { label: 'mine' }],
  ['DELETE /api/tags/label?tags=%20mine', undefined, 404],
  ['DELETE /api/tags/label?tags=Mine,mine', undefined, [{ label: 'mine' }]],
  ['DELETE /api/entries/1/tags/99', undefined, 404],
  // Annotations.
  ['PUT /api/annotations/abc', { text: 'x' }, 500, 404],
  [
    'POST /api/annotations/1',
    { ranges: [{ start: '/p', more: 1 }] },
    { code: 400, errors: { errors: ['This form should not contain extra fields.'] } },
    {},
  ],
  [
    'POST /api/annotations/1',
    { text: ' t ', quote: ' q ', ranges: [{ start: '', end: '' }], other: 1 },
    { text: 't', quote: ' q ', ranges: [[]] },
  ],
  // Accounts.
  [
    'PUT /api/user',
    { username: 'wallabag', email: 'new@x.example', password: 'long enough' },
    { error: { username: ['This value is already used.'] } },
  ],
  ['PUT /api/user', { password: 'long enough' }, 500],
  // Routes.
  ['PUT /api/entries/1', undefined, 405],
  ['DELETE /api/entries/lists', undefined, 404],
  ['POST /api/entries/list', undefined, 405],
  ['OPTIONS /api/entries', undefined, 405],
  ['GET /api/doc.json', undefined, 404, { openapi: '3.0.0' }],
  ['POST /api/entries/1?_method=PATCH', { title: 'Overridden' }, { title: 'Overridden' }],
]

async function answer(version: Version, line: string, body: unknown) {
  const { call } = await start({ version })
  await call('POST /api/entries', { ...page('https://x.example/1'), tags: 'mine' })
  const plain = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}
  return call(line.replace(/[{}"]/g, encodeURIComponent), body, plain)
}

describe.each(versions)('%s answers as its source has it', (version) => {
  for (const [line, body, released, development = released] of rows) {
    const expected = version === '2.6.14' ? released : development
    it(`${line} ${JSON.stringify(body) ?? ''}`, async () => {
      const { status, json } = await answer(version, line, body)
      if (typeof expected === 'number') expect(status).toBe(expected)
      else expect(json).toMatchObject(expected)
    })
  }
})

describe('errors', () => {
  it.each([
    ['2.6.14', '/api/entries/9.json', 'application/json', '"detail":"Not Found"'],
    ['2.6.14', '/api/entries/9.xml', 'text/xml; charset=UTF-8', '<response><type>'],
    ['2.6.14', '/api/entries/9.csv', 'text/csv; charset=UTF-8', 'type,title,status,detail\n'],
    ['2.6.14', '/api/entries/9.html', 'text/html; charset=UTF-8', '<!DOCTYPE html>'],
    ['2.7.0-dev', '/api/entries/9.json', 'application/json', '{"code":404,"message":"Not Found"}'],
    ['2.7.0-dev', '/api/entries/9.xml', 'text/xml; charset=UTF-8', '<code>404</code>'],
    [
      '2.7.0-dev',
      '/api/entries/9.csv',
      'text/csv; charset=UTF-8',
      'code,message\n404,"Not Found"\n',
    ],
    ['2.7.0-dev', '/nowhere', 'text/html; charset=UTF-8', '<!DOCTYPE html>'],
  ] as const)('of %s follow the suffix: %s', async (version, path, type, text) => {
    const { call } = await start({ version })
    const { status, headers, text: body } = await call(`GET ${path}`)
    expect([status, headers.get('content-type')]).toEqual([404, type])
    expect(body).toContain(text)
  })

  it('come before the token is looked at, for routes, methods and malformed JSON', async () => {
    const fake = createFakeWallabag()
    const json = { 'Content-Type': 'application/json' }
    expect((await send(fake, 'GET /api/nothing')).status).toBe(404)
    expect((await send(fake, 'PATCH /api/entries')).headers.get('allow')).toBe('GET, POST')
    expect((await send(fake, 'POST /api/entries', '{', json)).status).toBe(400)
    expect((await send(fake, 'POST /api/entries', '{}', json)).status).toBe(401)
    expect((await send(fake, 'GET /api/entries/')).headers.get('location')).toBe(
      `${fake.url}/api/entries`,
    )
  })
})

describe('bodies', () => {
  const form = new URLSearchParams({ 'tags[]': 'Listed', title: 'Form' })
  const multipart = new FormData()
  multipart.set('title', 'Multipart')
  multipart.set('url', 'https://x.example/1')

  const cases: readonly (readonly [string, unknown, Record<string, string>, object])[] = [
    ['a form with a list', form, {}, { title: 'Form', tags: [{ label: 'listed' }] }],
    [
      'XML',
      '<x><title>Xml &amp; more</title></x>',
      { 'Content-Type': 'text/xml' },
      { title: 'Xml & more' },
    ],
    [
      'XML with an element inside another of its name',
      '<tags><tags><tags>a</tags><item/></tags><title><![CDATA[<&amp;>]]></title></tags>',
      { 'Content-Type': 'text/xml' },
      { title: '<&amp;>', tags: [{ label: 'a' }] },
    ],
    [
      'JSON without a type, which nginx hands on as an empty one',
      new TextEncoder().encode('{"title":"Untyped"}'),
      {},
      { title: 'T' },
    ],
    ['another type', '{"title":"Ignored"}', { 'Content-Type': 'text/plain' }, { title: 'T' }],
    ['multipart', multipart, {}, { title: 'T' }],
  ]

  it.each(cases)('of a PATCH: %s', async (_, body, headers, expected) => {
    const { call } = await start()
    await call('POST /api/entries', page('https://x.example/1'))
    expect((await call('PATCH /api/entries/1', body, headers)).json).toMatchObject(expected)
  })

  it('of a POST may be multipart', async () => {
    const { call } = await start()
    expect((await call('POST /api/entries', multipart)).json).toMatchObject({ title: '1' })
    expect((await call('POST /api/entries', multipart)).json).toMatchObject({ id: 1 })
  })
})

describe('a sub-path', () => {
  it('is in links and redirects, not in the links of entries', async () => {
    const { call } = await start({ url: 'https://host.example/wallabag/' })
    await call('POST /api/entries', page('https://x.example/1'))
    expect((await call('GET /api/entries')).json).toMatchObject({
      _links: {
        self: { href: expect.stringMatching(/^https:\/\/host\.example\/wallabag\/api\/entries\?/) },
      },
      _embedded: { items: [{ _links: { self: { href: '/api/entries/1' } } }] },
    })
    expect((await call('GET /api/tags/')).headers.get('location')).toBe(
      'https://host.example/wallabag/api/tags',
    )
  })
})

describe('the web form for API clients', () => {
  it('logs in with a session and shows the new client, which then can sign in', async () => {
    const fake = createFakeWallabag()
    const field = (text: string, name: string) =>
      text.split(`name="${name}" value="`)[1]?.split('"')[0] ?? ''
    const cookieOf = ({ headers }: { headers: Headers }) => ({
      Cookie: headers.get('set-cookie')?.split(';')[0] ?? '',
    })
    const login = await send(fake, 'GET /login')
    const fields = {
      _username: 'wallabag',
      _password: 'wallabag',
      _csrf_token: field(login.text, '_csrf_token'),
    }
    const wrong = await send(
      fake,
      'POST /login_check',
      new URLSearchParams({ ...fields, _password: 'no' }),
      cookieOf(login),
    )
    expect(wrong.headers.get('location')).toBe(`${fake.url}/login`)
    const entered = await send(
      fake,
      'POST /login_check',
      new URLSearchParams(fields),
      cookieOf(login),
    )
    expect(entered.headers.get('location')).toBe(`${fake.url}/`)
    const session = cookieOf(entered)
    const token = field(
      (await send(fake, 'GET /developer/client/create', undefined, session)).text,
      'client[_token]',
    )
    const created = await send(
      fake,
      'POST /developer/client/create',
      new URLSearchParams({ 'client[name]': 'mine', 'client[_token]': token }),
      session,
    )
    const client = fake.state.clients.find(({ name }) => name === 'mine')
    expect(created.text).toContain(client?.clientId)
    expect(created.text).toContain(client?.secret)
    expect((await send(fake, 'GET /developer/client/create')).headers.get('location')).toBe(
      `${fake.url}/login`,
    )
  })
})

it('a fake that is reset is as it was made', async () => {
  const { call, fake } = await start({ entries: [{ url: 'https://x.example/1', tags: ['a'] }] })
  const made = { ...fake.credentials }
  fake.fault({ path: '/api/info' }, 'server-error')
  fake.seed.library(3)
  fake.seed.user({ username: 'second', password: 'secret-2' })
  await call('POST /api/annotations/1', { text: 'n', ranges: [] })
  await fake.reset()
  expect(fake.state.entries).toMatchObject([{ id: 1, url: 'https://x.example/1', tags: ['a'] }])
  expect(
    [fake.state.tags, fake.state.users, fake.state.annotations].map((all) => all.length),
  ).toEqual([1, 1, 0])
  expect(fake.requests).toHaveLength(0)
  expect(fake.credentials).toEqual(made)
  expect((await call('GET /api/info')).status).toBe(401)
  const again = await signIn(fake)
  expect((await again.call('GET /api/info')).status).toBe(200)
  const { status, json } = await again.call('POST /api/entries', page('https://x.example/2'))
  expect([status, json]).toMatchObject([200, { id: 2 }])
})
