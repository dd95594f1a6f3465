import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createFakeWallabag,
  type FakeWallabag,
  type Fault,
  type Listener,
} from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { eventually } from '../support/eventually.js'

type Send = typeof globalThis.fetch

/** What a client saw: a status and a text, or where it failed. */
type Seen =
  | { status: number; text: string; headers: Headers }
  | { failed: 'fetch' | 'body'; code: unknown }

let fake: FakeWallabag
let listener: Listener | undefined
let send: Send
let url: string
let token: string

async function start(face: 'memory' | 'socket'): Promise<void> {
  fake = createFakeWallabag()
  listener = face === 'socket' ? await fake.listen() : undefined
  send = face === 'socket' ? globalThis.fetch : fake.fetch
  url = listener?.url ?? fake.url
  token = (await passwordGrant(url, fake.credentials, send)).access_token
}

async function request(method: string, path: string, body?: unknown): Promise<Seen> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const init = {
    method,
    headers,
    redirect: 'manual' as const,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  let response: Response
  try {
    response = await send(url + path, init)
  } catch (error) {
    return { failed: 'fetch', code: codeOf(error) }
  }
  try {
    return { status: response.status, text: await response.text(), headers: response.headers }
  } catch (error) {
    return { failed: 'body', code: codeOf(error) }
  }
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? cause.code : error
}

const save = () =>
  request('POST', '/api/entries.json', {
    url: 'https://x.example/a',
    title: 'A',
    content: '<p>a</p>',
  })

/** A failure of the network: on sockets the platform may see it while reading or while writing. */
const lost = expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/)
const failedFetch = { failed: 'fetch', code: lost }
const failedBody = { failed: 'body', code: lost }
const page = (status: number) => ({
  status,
  text: expect.stringContaining('nginx'),
  headers: expect.anything(),
})
const fine = {
  status: 200,
  text: expect.stringContaining('"is_archived":0'),
  headers: expect.anything(),
}

/** Each fault: what the client sees of a save, and how many entries there are afterwards. */
const table: readonly (readonly [Fault, unknown, number])[] = [
  ['reset-before', failedFetch, 0],
  ['unanswered', failedFetch, 1],
  ['reset-in-answer', failedBody, 1],
  ['reset-after', fine, 1],
  [{ kind: 'slow-headers', ms: 5 }, fine, 1],
  [{ kind: 'slow-body', ms: 5 }, fine, 1],
  [
    'truncated-json',
    {
      status: 200,
      text: expect.stringMatching(/^\{"is_archived".*[^}]$/s),
      headers: expect.anything(),
    },
    1,
  ],
  ['wrong-content-type', fine, 1],
  ['html-error', page(502), 0],
  [{ kind: 'html-error', status: 503 }, page(503), 0],
  ['timeout-done', page(504), 1],
  ['busy', page(429), 0],
  [{ kind: 'busy', status: 503, form: 'date' }, page(503), 0],
  [
    'server-error',
    {
      status: 500,
      text: expect.stringContaining('Internal Server Error'),
      headers: expect.anything(),
    },
    0,
  ],
  [
    { kind: 'server-error', effect: 'done' },
    { status: 500, text: expect.anything(), headers: expect.anything() },
    1,
  ],
  [
    'unauthorized',
    { status: 401, text: expect.stringContaining('invalid_grant'), headers: expect.anything() },
    0,
  ],
  ['redirect', page(302), 0],
  ['damaged-gzip', { failed: 'body', code: 'Z_DATA_ERROR' }, 1],
  ['wrong-shape', { status: 200, text: '{"hello":"world"}', headers: expect.anything() }, 1],
  [
    () => Response.json({ mine: true }),
    { status: 200, text: '{"mine":true}', headers: expect.anything() },
    0,
  ],
  [
    async ({ proceed }) => new Response(null, { status: (await proceed()).status + 4 }),
    { status: 204, text: '', headers: expect.anything() },
    1,
  ],
]

describe.each(['memory', 'socket'] as const)('a fault (%s)', (face) => {
  beforeEach(() => start(face))
  afterEach(async () => {
    await listener?.close()
  })

  it.each(table)('%o strikes once, has its effect, and is gone', async (fault, seen, entries) => {
    const handle = fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, fault)
    expect(await save()).toEqual(seen)
    expect(fake.state.entries).toHaveLength(entries)
    expect(handle.hits).toBe(1)
    expect(await save()).toEqual(fine)
    expect(fake.state.entries).toHaveLength(1)
  })

  it('refuses connections until it is removed', async () => {
    const handle = fake.fault({}, 'refused')
    // A socket that was kept alive is closed first.
    const refused = { failed: 'fetch', code: 'ECONNREFUSED' }
    await eventually(async () => expect(await save()).toEqual(refused))
    await handle.remove()
    expect(await save()).toEqual(fine)
  })

  it('closes a kept-alive socket between two calls, without effect', async () => {
    await request('GET', '/api/info')
    await new Promise((resolve) => setTimeout(resolve, 5))
    const handle = fake.fault({ method: 'POST', times: 1 }, 'closed-socket')
    expect(await save()).toEqual(failedFetch)
    expect(fake.state.entries).toHaveLength(0)
    expect(handle.hits).toBe(1)
    expect(await save()).toEqual(fine)
  })

  it('lets a write appear after its 504', async () => {
    fake.fault({ method: 'POST', times: 1 }, { kind: 'timeout-later', seconds: 0.05 })
    expect(await save()).toEqual(page(504))
    expect(fake.state.entries).toHaveLength(0)
    await fake.idle()
    expect(fake.state.entries).toHaveLength(1)
  })

  it('sends a body without an end, until the reader has enough', async () => {
    fake.fault({ path: '/api/info' }, 'endless-body')
    const response = await send(`${url}/api/info`)
    let length = 0
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > 200_000) break
    }
    expect(length).toBeGreaterThan(200_000)
  })

  it('makes one entry on a page odd', async () => {
    fake.seed.library(3)
    fake.fault({ path: '/api/entries', method: 'GET' }, { kind: 'odd-entry', index: 1 })
    const seen = await request('GET', '/api/entries')
    const ids =
      'text' in seen
        ? JSON.parse(seen.text)._embedded.items.map(({ id }: { id: unknown }) => id)
        : []
    expect(ids).toEqual([3, 'entry 2', 1])
  })

  it.each(['/api/entries/1/export.txt', '/api/tags'])(
    'leaves what is no page as it is: %s',
    async (path) => {
      fake.seed.library(1)
      const plain = await request('GET', path)
      fake.fault({}, 'odd-entry')
      expect(await request('GET', path)).toMatchObject({
        status: 200,
        text: 'text' in plain ? plain.text : '',
      })
    },
  )

  const shown = async (method: string, path: string, body?: unknown) => {
    const seen = await request(method, path, body)
    return 'text' in seen ? { status: seen.status, body: JSON.parse(seen.text) } : seen
  }

  it.each([
    ['wallabag', /^\{"type":.*"status":404,"detail":"Not Found"\}$/],
    ['railway', /^\{"status":"error","code":404,"message":"Application not found"/],
    ['fastapi', /^\{"detail":"Not Found"\}$/],
    ['spring', /"status":404,"error":"Not Found","path":"\/api\/entries\/1"\}$/],
    ['kong', /^\{"message":"no Route matched with those values","request_id":/],
    ['traefik', /^404 page not found\n$/],
    ['nginx', /<h1>404 Not Found<\/h1>/],
  ] as const)('puts a 404 of %s before the server', async (form, text) => {
    fake.seed.library(1)
    fake.fault({ path: '/api/entries/*' }, { kind: 'gateway-404', form })
    const seen = await request('DELETE', '/api/entries/1')
    expect(seen).toMatchObject({ status: 404, text: expect.stringMatching(text) })
    expect(fake.state.entries).toHaveLength(1)
  })

  it('caps pages and says so', async () => {
    fake.seed.library(7)
    fake.fault({}, { kind: 'caps-pages', max: 3 })
    const { body } = await entryPage('perPage=5&page=2&sort=created')
    expect([body.page, body.limit, body._embedded.items.length]).toEqual([2, 3, 3])
    expect(body._links.self.href).toMatch(/sort=created.*page=2&perPage=3$/)
    expect((await entryPage('')).body.limit).toBe(3)
  })
  const entryPage = async (query: string) => {
    const seen = await shown('GET', `/api/entries?${query}`)
    if (!('body' in seen)) throw new Error('no page')
    return seen
  }

  it('loses the query, or parts of it', async () => {
    fake.seed.entry({ url: 'https://x.example/1', tags: ['a'] })
    fake.seed.entry({ url: 'https://x.example/2' })
    const handle = fake.fault({ path: '/api/entries' }, { kind: 'loses-query', names: ['tags'] })
    expect((await entryPage('tags=a&perPage=1')).body).toMatchObject({ total: 2, limit: 1 })
    await handle.remove()
    fake.fault({ path: '/api/entries' }, 'loses-query')
    expect((await entryPage('tags=a&perPage=1')).body).toMatchObject({ total: 2, limit: 30 })
  })

  it.each([
    [{}, 201, /^\nWarning: Undefined .* on line \d+\n\{"id"/, 'application/json'],
    [{ at: 'after' }, 201, /\}\nWarning: Undefined .* on line \d+\n$/, 'application/json'],
    [{ form: 'html' }, 201, /^<br \/>\n<b>Warning<\/b>: .*<br \/>\n\{"id"/, 'application/json'],
    [{ form: 'xdebug' }, 201, /xdebug-error[\s\S]*<\/table><\/font>\n\{"id"/, 'application/json'],
    [{ isBuffered: false }, 200, /^\nWarning: .*\n\{"id"/, 'text/html; charset=UTF-8'],
    [{ at: 'after', isBuffered: false }, 201, /\}\nWarning: /, 'application/json'],
  ] as const)('lets PHP speak: %j', async (details, status, text, type) => {
    fake.fault({ path: '/api/user' }, { kind: 'php-warning', ...details })
    const account = { username: 'ada', password: 'password-of-ada', email: 'ada@example.org' }
    const seen = await request('PUT', '/api/user', account)
    expect(seen).toMatchObject({ status, text: expect.stringMatching(text) })
    expect('headers' in seen && seen.headers.get('content-type')).toBe(type)
    expect(fake.state.users).toHaveLength(2)
  })

  it('answers with another entry, and does the work on the right one', async () => {
    fake.seed.library(3)
    const handle = fake.fault({ path: '/api/entries/*' }, 'other-entry')
    const seen = await shown('PATCH', '/api/entries/1', { title: 'New' })
    expect(seen).toMatchObject({ body: { id: 3, _links: { self: { href: '/api/entries/3' } } } })
    expect(fake.state.entries[0]?.title).toBe('New')
    await handle.remove()
    fake.fault({ path: '/api/entries/*' }, { kind: 'other-entry', id: 2 })
    expect(await shown('GET', '/api/entries/3')).toMatchObject({ body: { id: 2 } })
  })

  it('answers fewer items than a batch has, and does all of it', async () => {
    const urls = ['https://x.example/1', 'https://x.example/2']
    const create = `/api/entries/lists?urls=${encodeURIComponent(JSON.stringify(urls))}`
    const exists = `/api/entries/exists?${urls.map((url) => `urls[]=${url}`).join('&')}`
    fake.fault({}, { kind: 'short-batch', keep: 1 })
    expect(await shown('POST', create)).toMatchObject({ body: [{ url: urls[0], entry: 1 }] })
    expect(fake.state.entries).toHaveLength(2)
    expect(await shown('GET', exists)).toMatchObject({ body: { [urls[0] ?? '']: true } })
    expect(await shown('GET', '/api/tags')).toMatchObject({ body: [] })
    await fake.clearFaults()
    fake.fault({}, 'short-batch')
    expect(await shown('GET', exists)).toMatchObject({ body: {} })
  })

  it.each([
    ['content', '/api/entries?detail=metadata', 200],
    ['content', '/api/entries?detail=full', 500],
    ['content', '/api/entries?detail=full&page=2&perPage=2', 200],
    ['content', '/api/entries/2', 500],
    ['content', '/api/entries/1', 200],
    ['content', '/api/entries/2/export.txt', 500],
    ['title', '/api/entries?detail=metadata', 500],
    ['title', '/api/entries/2/tags', 200],
  ] as const)('cannot show the %s of one entry: %s is a %i', async (field, path, status) => {
    fake.seed.library(3)
    fake.fault({}, { kind: 'unreadable-entry', id: 2, field })
    expect(await request('GET', path)).toMatchObject({ status })
  })

  it('answers as an old version: what is missing, what is ignored, and what is called otherwise', async () => {
    fake.seed.entry({ url: 'https://x.example/1', title: 'A', content: 'a', tags: ['a'] })
    fake.seed.entry({ url: 'https://x.example/2', title: 'B', content: 'b' })
    const as = async (version: string, method: string, path: string, body?: unknown) => {
      const handle = fake.fault({}, { kind: 'old-version', version })
      const seen = await shown(method, path, body)
      await handle.remove()
      return seen
    }
    const notFound = { status: 404, body: { error: { code: 404, message: 'Not Found' } } }
    expect(await as('2.3.8', 'GET', '/api/info')).toEqual(notFound)
    expect(await as('2.3.8', 'GET', '/api/entries/77')).toEqual(notFound)
    expect(await as('2.3.8', 'GET', '/api/version')).toMatchObject({ body: '2.3.8' })
    expect(await as('2.4.0', 'GET', '/api/info')).toMatchObject({ body: { version: '2.4.0' } })
    const byHash = `/api/entries/exists?hashed_urls[]=${'0'.repeat(40)}`
    expect(await as('2.3.8', 'GET', byHash)).toMatchObject({ status: 403 })
    expect(await as('2.4.0', 'GET', byHash)).toMatchObject({ status: 200 })
    const byTag = '/api/entries?tags=a&public=0&detail=metadata'
    expect(await as('2.0.8', 'GET', byTag)).toMatchObject({ body: { total: 2 } })
    const page = await as('2.3.8', 'GET', byTag)
    expect(page).toMatchObject({ body: { total: 1, _embedded: { items: [{ content: 'a' }] } } })
    const text = JSON.stringify(page)
    expect(text).toContain('public=0')
    expect(text).not.toMatch(/detail=|hashed_url|given_url|"t:a"/)
    expect(JSON.stringify(await as('2.2.3', 'GET', byTag))).not.toMatch(/public|null/)
    await as('2.2.3', 'PATCH', '/api/entries/1', { title: 'C', tags: 'b' })
    expect(fake.state.entries[0]).toMatchObject({ title: 'C', tags: ['a', 'b'] })
    await as('2.3.8', 'PATCH', '/api/entries/1', { tags: 'c' })
    expect(fake.state.entries[0]).toMatchObject({ tags: ['c'] })
    const gone = await as('2.3.6', 'DELETE', '/api/entries/1?expect=id')
    expect(gone).toMatchObject({ body: { id: null, title: 'C' } })
    expect(JSON.stringify(await as('2.2.3', 'DELETE', '/api/entries/2'))).not.toContain('"id":2,')
  })

  it.each([
    'html-error',
    'busy',
    'server-error',
    'unauthorized',
    'redirect',
    'timeout-done',
  ] as const)('says by its own clock what time it is: %s', async (kind) => {
    fake.clock.set(1_000_000)
    fake.fault({ path: '/api/info' }, kind)
    const seen = await request('GET', '/api/info')
    expect('headers' in seen && seen.headers.get('date')).toBe('Thu, 01 Jan 1970 00:16:40 GMT')
  })

  it('redirects the token call, keeping its method', async () => {
    fake.fault({ path: '/oauth/v2/token' }, { kind: 'redirect', status: 307 })
    const seen = await request('POST', '/oauth/v2/token', {})
    expect(seen).toMatchObject({ status: 307 })
    expect('headers' in seen && seen.headers.get('location')).toBe('https://sso.example/login')
  })

  it.each([
    ['seconds', 'retry-after', '7'],
    ['date', 'retry-after', 'Thu, 01 Jan 1970 00:16:47 GMT'],
    ['symfony', 'x-ratelimit-retry-after', '7'],
    ['symfony-timestamp', 'x-ratelimit-retry-after', '1007'],
  ] as const)('says when to come back: %s', async (form, header, value) => {
    fake.clock.set(1_000_000)
    fake.fault({ path: '/api/info' }, { kind: 'busy', retryAfter: 7, form })
    const seen = await request('GET', '/api/info')
    expect('headers' in seen && seen.headers.get(header)).toBe(value)
  })

  it('ends waiting for slow answers when the caller gives up', async () => {
    fake.fault({ path: '/api/info' }, { kind: 'slow-headers', ms: 60_000 })
    const reason = new Error('enough')
    // Node 20 may collect a timeout that only a combined signal refers to, and then never aborts.
    const timeout = AbortSignal.timeout(20)
    await expect(
      send(`${url}/api/info`, { signal: AbortSignal.any([timeout]) }),
    ).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(timeout.aborted).toBe(true)
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 10)
    await expect(send(`${url}/api/info`, { signal: controller.signal })).rejects.toBe(reason)
  })
})

describe('a rule', () => {
  beforeEach(() => start('memory'))

  const statuses = async (count: number) => {
    const found: unknown[] = []
    for (let i = 0; i < count; i += 1) {
      const seen = await request('GET', '/api/info.json')
      found.push('status' in seen ? seen.status : seen)
    }
    return found
  }

  it('counts the requests that fit', async () => {
    fake.fault({ method: 'get', path: '/api/info', nth: [2, 4] }, 'server-error')
    fake.fault({ path: '/api/*', nth: 1 }, 'unauthorized')
    expect(await statuses(5)).toEqual([401, 500, 200, 500, 200])
  })

  it('draws equally for an equal seed', async () => {
    const first = fake.fault({ probability: 0.3, seed: 5 }, 'server-error')
    const drawn = await statuses(40)
    await first.remove()
    fake.fault({ probability: 0.3, seed: 5 }, 'server-error')
    expect(await statuses(40)).toEqual(drawn)
    expect(drawn.filter((status) => status === 500).length).toBeGreaterThan(4)
    expect(drawn).toContain(200)
  })

  it('never refuses a token at the token endpoint, where none is sent', async () => {
    fake.fault({ nth: 1 }, 'unauthorized')
    expect(await request('POST', '/oauth/v2/token', {})).toMatchObject({ status: 400 })
    expect(await statuses(2)).toEqual([401, 200])
  })

  it('takes an expression for the path as sent, and clearFaults ends it', async () => {
    fake.fault({ path: /info\.json$/ }, 'server-error')
    expect(await statuses(1)).toEqual([500])
    await fake.clearFaults()
    expect(await statuses(1)).toEqual([200])
  })

  it('breaks a body through msw without a rejection that nobody handles', async () => {
    const server = setupServer(...fake.handlers(http))
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    server.listen()
    try {
      for (const kind of ['damaged-gzip', 'reset-in-answer'] as const) {
        fake.fault({ path: '/api/info', times: 1 }, kind)
        const { body, status } = await fetch(`${fake.url}/api/info`)
        expect(status).toBe(200)
        await expect(new Response(body).text()).rejects.toThrow(TypeError)
      }
      await new Promise((resolve) => setImmediate(resolve))
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      server.close()
      process.off('unhandledRejection', unhandled)
    }
  })

  it('is seen through msw as a network error', async () => {
    const server = setupServer(...fake.handlers(http))
    server.listen()
    fake.fault({ path: '/api/info' }, 'reset-before')
    try {
      await expect(fetch(`${fake.url}/api/info`)).rejects.toThrow(TypeError)
      expect((await fetch(`${fake.url}/api/version`)).status).toBe(200)
    } finally {
      server.close()
    }
  })
})

it.each([
  [[{}, 'timeout'], /no fault "timeout"; known are refused, .*timeout-done/],
  [[{}, { kind: 'busy', retry: 1 }], /no detail of the fault "busy" "retry"; known are status, /],
  [[{ pth: '/api/tags' }, 'refused'], /no rule of a fault "pth"; known are method, path, /],
])('a fault that would strike nothing is refused: %j', (call, message) => {
  const { fault } = createFakeWallabag()
  expect(() => Reflect.apply(fault, undefined, call)).toThrow(message)
})

it.each([
  [{ versoin: '2.6.14' }, /no option of the fake "versoin"; known are version, /],
  [{ version: '2.6.13' }, /no version of the fake "2.6.13"; known are 2.6.14, 2.7.0-dev/],
])('a fake that would be another than the one asked for is refused: %j', (options, message) => {
  expect(() => Reflect.apply(createFakeWallabag, undefined, [options])).toThrow(message)
})
