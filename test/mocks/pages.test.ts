import { describe, expect, it, vi } from 'vitest'
import type { FakeOptions, Page } from 'wallabag-sdk/testing'
import { start } from './client.js'

const article = (text: string) =>
  `<html lang="en-GB"><title>${text}</title><article><p>${text}, told at some length.</p></article></html>`
const headed = (head: string) => `<head>${head}</head><p>Told at some length.</p>`
const pages: Record<string, Page> = {
  'https://x.example/a': { body: article('A') },
  'https://x.example/b/': { body: article('B') },
  'https://x.example/b': { redirect: 'https://x.example/b/' },
  'https://x.example/away': { status: 302, headers: { location: 'https://y.example/c?d' } },
  'https://y.example/c?d': { body: article('C') },
  'https://x.example/path': { redirect: '/a' },
  'https://x.example/slow': { body: article('Slow'), delay: 20 },
  'https://x.example/down': { fail: true },
  'https://x.example/quote': {
    body: headed('<link "><meta property="og:image" content="/a.png">'),
  },
  'https://x.example/code': {
    body: headed(`<script>if (a<b) it's()</script><meta property="og:image" content='/b.png'>`),
  },
  'https://x.example/blank': { body: headed('<meta property="og:title" content=" ">') },
  'https://x.example/image': { headers: { 'content-type': 'image/png' } },
}

describe('fetching a page', () => {
  it.each([
    [
      'https://x.example/a',
      {
        url: 'https://x.example/a',
        origin_url: null,
        title: 'A',
        language: 'en_GB',
        http_status: '200',
      },
    ],
    ['HTTPS://X.example/a#part', { url: 'HTTPS://X.example/a#part', title: 'A' }],
    [
      'https://x.example/b',
      { url: 'https://x.example/b/', origin_url: null, given_url: 'https://x.example/b' },
    ],
    [
      'https://x.example/away',
      {
        url: 'https://y.example/c?d',
        origin_url: 'https://x.example/away',
        domain_name: 'y.example',
      },
    ],
    ['https://x.example/path', { url: 'https://x.example/path', origin_url: null, title: 'A' }],
    [
      'https://x.example/down',
      {
        title: 'down',
        http_status: null,
        content: expect.stringMatching(/^wallabag can't retrieve/),
      },
    ],
    ['https://x.example/elsewhere', { title: 'elsewhere', http_status: null }],
    ['https://x.example/quote', { preview_picture: 'https://x.example/a.png' }],
    ['https://x.example/code', { preview_picture: 'https://x.example/b.png' }],
    ['https://x.example/blank', { title: 'No title found' }],
    [
      'https://x.example/image',
      { title: 'Image', preview_picture: 'https://x.example/image', mimetype: 'image/png' },
    ],
  ])('%s', async (url, expected) => {
    const { call } = await start({ pages })
    expect((await call('POST /api/entries', { url })).json).toMatchObject(expected)
    // Whatever became of its URL, the one that was sent finds it.
    expect(
      (await call(`GET /api/entries/exists?return_id=1&url=${encodeURIComponent(url)}`)).json,
    ).toEqual({ exists: 1 })
  })

  it('of 2.7.0-dev loses the content until a reload', async () => {
    const { call } = await start({ pages, version: '2.7.0-dev' })
    const { json } = await call('POST /api/entries', { url: 'https://x.example/a', title: 'Mine' })
    expect(json).toMatchObject({
      title: 'Mine',
      http_status: '200',
      content: expect.stringMatching(/^wallabag can't retrieve/),
    })
    expect((await call('PATCH /api/entries/1/reload')).json).toMatchObject({
      title: 'A',
      content: expect.stringContaining('told at some length'),
    })
  })

  it('that cannot be reloaded answers 304 and changes nothing', async () => {
    const { call, fake } = await start({ pages })
    fake.seed.entry({ url: 'https://x.example/down', title: 'Kept', content: 'kept' })
    expect(await call('PATCH /api/entries/1/reload')).toMatchObject({ status: 304, text: '' })
    expect(fake.state.entries).toMatchObject([{ title: 'Kept', content: 'kept' }])
  })

  it.each<[string, FakeOptions]>([
    ['a slow page', { pages: { 'https://x.example/slow': { delay: 3_600_000 } } }],
    ['a latency', { latency: ({ path }) => (path === '/api/entries' ? 3_600_000 : 0) }],
  ])('with %s ends unanswered when the fake is reset, and saves nothing', async (_, options) => {
    const { call, fake } = await start(options)
    const saving = call('POST /api/entries', { url: 'https://x.example/slow' })
    await vi.waitFor(() => expect(fake.requests.at(-1)?.path).toBe('/api/entries'))
    await fake.reset()
    await expect(saving).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(fake.state.entries).toEqual([])
  })

  it('takes a function of the URL', async () => {
    const { call } = await start({ pages: (url) => ({ body: article(`Page of ${url.length}`) }) })
    expect((await call('POST /api/entries', { url: 'https://any.example/' })).json).toMatchObject({
      title: 'Page of 20',
    })
  })

  it('gives the tags of the tagging rules that hold', async () => {
    const rules = [
      { rule: 'domainName = "x.example" and title matches "a"', tags: ['from x'] },
      { rule: 'readingTime > 5', tags: ['long'] },
    ]
    const { fake } = await start({
      pages,
      users: [{ username: 'ruled', password: 'secret', taggingRules: rules }],
    })
    const { signIn } = await import('./client.js')
    const { call } = await signIn(fake, 'ruled', 'secret')
    expect((await call('POST /api/entries', { url: 'https://x.example/a' })).json).toMatchObject({
      tags: [{ label: 'from x' }],
    })
    expect((await call('GET /api/taggingrule/export')).json).toEqual(rules)
  })
})

it.each(['<a "', '<nav', '<!--', '<![CDATA[', '<title', '<meta '])(
  'a page of nothing but %j is read and exported in time that grows with its length',
  async (piece) => {
    // Half a megabyte of most of them took minutes.
    const html = piece.repeat(500_000 / piece.length)
    const entries = [{ url: 'https://x.example/1', content: html }]
    const { call } = await start({
      pages: { 'https://x.example/2': { body: html } },
      entries,
      version: '2.7.0-dev',
    })
    const made = [{ url: 'https://x.example/2' }, { url: 'https://x.example/3', content: html }]
    for (const body of made) expect((await call('POST /api/entries', body)).status).toBe(200)
    expect((await call('GET /api/entries/1/export.md')).status).toBe(200)
    expect((await call('GET /api/entries/1/export.epub')).status).toBe(200)
  },
)

describe('two requests at once', () => {
  const url = 'https://x.example/slow'

  it('for one URL make two entries, which are there only when their page is', async () => {
    const { call, fake } = await start({ pages })
    const both = Promise.all([
      call('POST /api/entries', { url }),
      call('POST /api/entries', { url }),
    ])
    expect((await call('GET /api/entries')).json).toMatchObject({ total: 0 })
    await both
    expect(fake.state.entries.map(({ id }) => id)).toEqual([1, 2])
    // The database returns the first for a save, and the last for a question.
    expect(
      (await call('POST /api/entries', { url, title: 'T', content: '<p>x</p>' })).json,
    ).toMatchObject({ id: 1 })
    expect((await call(`GET /api/entries/exists?return_id=1&url=${url}`)).json).toEqual({
      exists: 2,
    })
  })

  it("keep each other's changes, and what was deleted stays deleted", async () => {
    const { call, fake } = await start({ pages })
    for (const path of ['', '?2']) fake.seed.entry({ url: `${url}${path}`, tags: ['old'] })
    const reload = call('PATCH /api/entries/1/reload')
    await call('PATCH /api/entries/1', { starred: 1, tags: 'other' })
    await reload
    expect(fake.state.entries[0]).toMatchObject({ title: 'Slow', starred: true, tags: ['other'] })
    const late = call('PATCH /api/entries/1/reload')
    await call('DELETE /api/entries/1')
    await late
    expect(fake.state.entries.map(({ id }) => id)).toEqual([2])
  })

  it.each([
    [
      'a slow page',
      {},
      'POST /api/entries',
      [
        { url, tags: 'new' },
        { url: `${url}?2`, tags: 'new' },
      ],
    ],
    ['latency', { latency: 5 }, 'POST /api/entries/1/tags', [{ tags: 'new' }, { tags: 'new' }]],
  ] as const)(
    'that introduce one label: the second is a 500 (%s)',
    async (_, options, line, bodies) => {
      const all = { ...pages, [`${url}?2`]: { body: article('2'), delay: 20 } }
      const { call, fake } = await start({ pages: all, ...options })
      fake.seed.entry({ url: 'https://x.example/seeded' })
      const answers = await Promise.all(bodies.map((body) => call(line, body)))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 500])
      expect(fake.state.tags.map(({ label }) => label)).toEqual(['new'])
      const again = await Promise.all(bodies.map((body) => call(line, body)))
      expect(again.map(({ status }) => status)).toEqual([200, 200])
    },
  )
})
