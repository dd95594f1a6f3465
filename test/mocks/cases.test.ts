// What nine foreign clients met on real servers and not on the fake.
import { describe, expect, it } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { send, start } from './client.js'

const versions = ['2.6.14', '2.7.0-dev'] as const
const article = (url: string) => ({ url, title: 'T', content: '<p>c</p>' })

describe('a list in a list of labels', () => {
  it.each([
    ['PATCH /api/entries/1', { tags: [['a']] }],
    ['POST /api/entries', { ...article('https://x.example/1'), tags: [['a']] }],
    ['POST /api/entries/1/tags', { tags: [['a']] }],
    ['PATCH /api/entries/1', new URLSearchParams({ 'tags[0][0]': 'a' })],
  ])('is the label "array" on 2.7.0-dev, and a 500 on 2.6.14: %s %o', async (line, body) => {
    const statuses: unknown[] = []
    for (const version of versions) {
      const { call } = await start({ version, entries: [article('https://x.example/1')] })
      const { status, json } = await call(line, body)
      statuses.push(status)
      if (status === 200) expect(json).toMatchObject({ tags: [{ label: 'array' }] })
    }
    expect(statuses).toEqual([500, 200])
  })

  it('has floats written as PHP writes them', async () => {
    const { call } = await start({ entries: [article('https://x.example/1')] })
    const raw = '{"tags":[1e30,1.5,12345678901234567890,9007199254740993,0.00001]}'
    const headers = { 'Content-Type': 'application/json' }
    const { json } = await call('PATCH /api/entries/1', raw, headers)
    const labels = ['1.0e+30', '1.5', '1.2345678901235e+19', '9007199254740993', '1.0e-5']
    expect(json).toMatchObject({ tags: labels.map((label) => ({ label })) })
  })
})

describe('numbers of 64 bits', () => {
  it.each([
    ['9223372036854775807', '9223372036854775807'],
    ['99999999999999999999', '9223372036854775807'],
    ['9007199254740993', '9007199254740993'],
    ['1e3', '1000'],
  ])('perPage=%s is the limit %s, in its digits and in the links', async (given, limit) => {
    const { call } = await start({ entries: [article('https://x.example/1')] })
    for (const path of ['/api/entries', '/api/search']) {
      const { text, status } = await call(`GET ${path}?perPage=${given}`)
      expect(status).toBe(200)
      expect(text).toContain(`"limit":${limit},"pages":1,"total":1`)
      expect(text).toContain(`perPage=${limit}"`)
    }
  })

  it('of less than one, or a page past the end, are not found', async () => {
    const { call } = await start()
    for (const query of ['perPage=-99999999999999999999', 'page=9223372036854775807', 'page=0']) {
      expect((await call(`GET /api/entries?${query}`)).status).toBe(404)
    }
  })
})

describe('since', () => {
  it('that fits into no int is a 500 on 2.6.14, and the biggest int on 2.7.0-dev', async () => {
    const released = await start({ entries: [article('https://x.example/1')] })
    expect((await released.call('GET /api/entries?since=99999999999999999999')).status).toBe(500)
    const dev = await start({ version: '2.7.0-dev', entries: [article('https://x.example/1')] })
    const { status, text } = await dev.call('GET /api/entries?since=99999999999999999999')
    expect(status).toBe(200)
    expect(text).toContain('since=9223372036854775807')
  })

  it('of the biggest int is in the far future on both', async () => {
    for (const version of versions) {
      const { call } = await start({ version })
      expect((await call('GET /api/entries?since=9223372036854775807')).status).toBe(200)
    }
  })

  // 1795330000000 is written 58861-09-28 09:46:40, and read again as 2001-09-28 09:46:40.
  it.each(versions)(
    'in milliseconds gives what is newer than some early year: %s',
    async (version) => {
      const { call, fake } = await start({ version })
      fake.seed.entry({ ...article('https://x.example/old'), createdAt: 1_001_670_399 })
      fake.seed.entry({ ...article('https://x.example/new'), createdAt: 1_001_670_401 })
      const { json } = await call('GET /api/entries?since=1795330000000')
      expect(json).toMatchObject({ total: 1, _embedded: { items: [{ id: 2 }] } })
    },
  )

  it.each(versions)('in the year 10000 cannot be read again: %s', async (version) => {
    const { call } = await start({ version })
    const { status, json } = await call('GET /api/entries?since=253402300800')
    expect(status).toBe(400)
    const message = /at position 12 \(0\): Double time specification$/
    if (version === '2.7.0-dev')
      expect(json).toMatchObject({ message: expect.stringMatching(message) })
  })
})

describe('an array where a label belongs', () => {
  it.each(versions)(
    'is not found by the path of one label, and a 500 by that of many: %s',
    async (version) => {
      const { call, fake } = await start({ version })
      fake.seed.entry({ ...article('https://x.example/1'), tags: ['a', 'array'] })
      expect((await call('DELETE /api/tag/label?tag[]=a')).status).toBe(404)
      expect((await call('DELETE /api/tag/label', { tag: ['a'] })).status).toBe(404)
      expect((await call('DELETE /api/tags/label?tags[]=a')).status).toBe(500)
      expect(fake.state.tags).toHaveLength(2)
    },
  )
})

describe('bytes that are no UTF-8', () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

  it.each(versions)(
    'in a title are stored, and show in no answer until it is set anew: %s',
    async (version) => {
      const { call, fake } = await start({ version, entries: [article('https://x.example/1')] })
      expect((await call('PATCH /api/entries/1', 'title=caf%E9', form)).status).toBe(500)
      expect(fake.state.entries[0]?.title).toBe('caf\udce9')
      expect((await call('GET /api/entries/1')).status).toBe(500)
      expect((await call('GET /api/entries?detail=metadata')).status).toBe(500)
      expect((await call('GET /api/entries/1/tags')).status).toBe(200)
      expect((await call('PATCH /api/entries/1', { title: 'café' })).status).toBe(200)
      expect((await call('GET /api/entries?detail=metadata')).status).toBe(200)
      await call('PATCH /api/entries/1', 'title=%FF', form)
      expect((await call('DELETE /api/entries/1?expect=id')).status).toBe(200)
      expect((await call('GET /api/entries')).status).toBe(200)
    },
  )

  it.each(versions)('in a new entry are a 500, and it exists: %s', async (version) => {
    const { call, fake } = await start({ version })
    const sent = 'url=https%3A%2F%2Fx.example%2F1&content=%3Cp%3Ec%3C%2Fp%3E&title=caf%E9'
    expect((await call('POST /api/entries', sent, form)).status).toBe(500)
    expect(fake.state.entries).toHaveLength(1)
  })

  it('in a content are a 500, and not stored', async () => {
    const { call, fake } = await start({ entries: [article('https://x.example/1')] })
    expect((await call('PATCH /api/entries/1', 'content=caf%E9', form)).status).toBe(500)
    expect(fake.state.entries[0]?.content).toBe('<p>c</p>')
  })

  it('in a label are question marks', async () => {
    const { call } = await start({ entries: [article('https://x.example/1')] })
    const { json } = await call('POST /api/entries/1/tags', 'tags=caf%E9,%F0%9F%98', form)
    expect(json).toMatchObject({ tags: [{ label: 'caf?' }, { label: '?' }] })
  })

  it('in a hash are a 500, because it is written into the query', async () => {
    const { call } = await start()
    expect((await call('GET /api/entries/exists?hashed_url=%FF')).status).toBe(500)
  })

  it('in a query are kept in the links', async () => {
    const { call } = await start()
    expect((await call('GET /api/search?term=%FF')).text).toContain('term=%FF&page=1')
  })

  it('and half a surrogate pair in JSON are refused before anybody looks at the token', async () => {
    const fake = createFakeWallabag()
    const json = { 'Content-Type': 'application/json' }
    for (const body of [
      '{"title":"\\ud83d"}',
      Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
    ]) {
      expect((await send(fake, 'PATCH /api/entries/1', body, json)).status).toBe(400)
    }
  })
})

describe('the form of an error off the routes', () => {
  it.each([
    ['GET /api/x', 'application/xml;q=0.5, application/json', 'application/json'],
    ['GET /api/x', 'application/xml, application/json', 'application/json'],
    ['GET /api/x', 'application/json;q=0.1, text/xml', 'text/xml; charset=UTF-8'],
    ['GET /api/x', 'text/html', 'application/json'],
    ['GET /apis', '*/*', 'application/json'],
    ['GET /nothing', 'application/json', 'text/html; charset=UTF-8'],
    ['POST /api/entries/1/export.json', '*/*', 'text/html; charset=UTF-8'],
    ['POST /api/entries/1/export.json', 'application/json', 'application/json'],
  ])('goes by path and Accept: %s %s', async (line, accept, type) => {
    const { call } = await start()
    const { headers } = await call(line, undefined, { Accept: accept })
    expect(headers.get('content-type')).toBe(type)
  })
})

it.each(['{}', '{"a":"x"}', '[{"a":"x"}]'])('a mass call fails for tags %s', async (tags) => {
  for (const version of versions) {
    const { call } = await start({ version, entries: [article('https://x.example/1')] })
    const list = encodeURIComponent(`[{"url":"https://x.example/1","tags":${tags}}]`)
    expect((await call(`POST /api/entries/tags/lists?list=${list}`)).status).toBe(500)
  }
})

it.each([
  [{ ranges: {} }, []],
  [{ ranges: false }, []],
  [{ ranges: [false] }, [[]]],
])('an annotation of %j has the ranges %j', async (body, ranges) => {
  const { call } = await start({ entries: [article('https://x.example/1')] })
  const { status, json } = await call('POST /api/annotations/1', body)
  expect([status, json]).toMatchObject([200, { ranges }])
})

describe('registration', () => {
  const account = { username: 'u', password: 'long-enough', email: 'u@x.test' }
  it.each([
    [{ username: ['x'] }, 400, { error: { username: ['This value is not valid.'] } }],
    [{ email: {} }, 400, { error: { email: ['This value is not valid.'] } }],
    [
      { password: ['long-enough'] },
      400,
      { error: { password: ['This value should not be blank.', 'This value is not valid.'] } },
    ],
    [{ username: '\u2003u\u00a0' }, 201, { username: 'u' }],
    [{ username: '\u00a0' }, 500, {}],
    [{ email: 'wallabag' }, 201, { email: 'wallabag' }],
    [{ email: 'WALLABAG@wallabag.io' }, 500, {}],
  ])('is checked by a form: %j', async (fields, status, body) => {
    const fake = createFakeWallabag()
    const answer = await send(fake, 'PUT /api/user', { ...account, ...fields })
    expect([answer.status, answer.json]).toMatchObject([status, body])
  })
})

it('a wrong expect is seen before whose entry it is, on 2.6.14', async () => {
  for (const [version, status] of [
    ['2.6.14', 400],
    ['2.7.0-dev', 404],
  ] as const) {
    const users = [{ username: 'u', password: 'long-enough' }]
    const { call, fake } = await start({ version, users })
    fake.seed.entry({ ...article('https://x.example/1'), user: 'u' })
    expect((await call('DELETE /api/entries/1?expect=x')).status).toBe(status)
  }
})

describe('another method than POST', () => {
  it.each([
    ['POST /api/entries/1', '_method=DELETE', 200],
    ['POST /api/entries/1?_method=PATCH', '_method=DELETE', 200],
    ['POST /api/entries/1', '_method=foo', 405],
    ['POST /api/entries/1', '_method=no+method', 400],
    ['POST /api/entries/1', '_method[]=DELETE', 405],
  ])('may be named in a form: %s %s', async (line, form, status) => {
    const { call, fake } = await start({ entries: [article('https://x.example/1')] })
    expect((await call(line, new URLSearchParams(form))).status).toBe(status)
    expect(fake.state.entries).toHaveLength(status === 200 ? 0 : 1)
  })
})

describe('small things', () => {
  it('the development line has a whole OpenAPI file, and 2.6.14 none', async () => {
    const dev = await send(createFakeWallabag({ version: '2.7.0-dev' }), 'GET /api/doc.json')
    expect(dev.json).toMatchObject({
      openapi: '3.0.0',
      paths: {
        '/api/entries': { get: {}, post: {} },
        '/api/entries/{entry}/tags/{tag}': { delete: {} },
      },
    })
    expect((await send(createFakeWallabag(), 'GET /api/doc.json')).status).toBe(404)
  })

  it('says of a slash too many nothing about caches, and of its home that it is personal', async () => {
    const { call, fake } = await start()
    const moved = await call('GET /api/entries/')
    expect([moved.status, moved.headers.get('cache-control')]).toEqual([301, null])
    const home = await send(fake, 'GET /')
    expect(home.headers.get('cache-control')).toBe('max-age=0, must-revalidate, private')
  })

  it('a client id that is an array is a 500 page', async () => {
    const sent = new URLSearchParams({ grant_type: 'password', 'client_id[]': 'x' })
    const { status, headers } = await send(createFakeWallabag(), 'POST /oauth/v2/token', sent)
    expect([status, headers.get('content-type')]).toEqual([500, 'text/html; charset=UTF-8'])
  })

  it.each(['app', 'index'])('/%s.php may stand before a path', async (name) => {
    expect((await send(createFakeWallabag(), `GET /${name}.php/api/version`)).json).toBe('2.6.14')
  })
})

describe('pages', () => {
  it.each(versions)('of a host that ends in .invalid cannot be fetched: %s', async (version) => {
    const { call } = await start({ version })
    const url = 'https://nobody.invalid/a'
    const { status, json } = await call('POST /api/entries', { url })
    expect(status).toBe(200)
    const content = version === '2.6.14' ? expect.stringContaining("can't retrieve") : null
    expect(json).toMatchObject({ url, content, title: 'a' })
    expect((await call('PATCH /api/entries/1/reload')).status).toBe(304)
  })

  it('that a function gives have its headers only', async () => {
    const body = `<article><p>${'Long enough. '.repeat(30)}</p></article>`
    const { call, fake } = await start({
      pages: () => ({ headers: { 'content-type': 'text/html', etag: 'x' }, body }),
    })
    const { json } = await call('POST /api/entries', { url: 'https://x.example/1' })
    expect(json).toMatchObject({ mimetype: 'text/html', headers: { etag: 'x' } })
    expect(Object.keys(fake.state.entries[0]?.headers ?? {})).toEqual(['content-type', 'etag'])
  })
})
