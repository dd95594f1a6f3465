import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createWorld, use } from './world.js'

const articles = [1, 2, 3].map((n) => ({ url: `https://example.org/${n}` }))

test('articles are saved with their tags, and what was there is said and keeps what it has', async () => {
  const world = createWorld({
    entries: [{ url: 'https://example.org/2', title: 'Mine', tags: ['old'], starred: true }],
  })
  const { client } = await world.connect('modern')
  const { data, text } = await use(client, 'save', {
    articles: [...articles, { url: 'https://example.org/3', tags: ['Third'] }],
    tags: ['new'],
  })
  expect(data).toMatchObject({
    saved: 2,
    articles: [
      { url: 'https://example.org/1', status: 'saved', entry: { tags: ['new'] } },
      {
        url: 'https://example.org/2',
        status: 'was there',
        entry: { title: 'Mine', starred: true },
      },
      { url: 'https://example.org/3', status: 'saved' },
    ],
  })
  expect(text).toContain('2 of 3 saved.\nsaved: 2  Fetched title')
  const state = world.fake.state.entries.map(({ url, tags }) => [url, [...tags].sort()])
  expect(state).toEqual([
    ['https://example.org/2', ['new', 'old']],
    ['https://example.org/1', ['new']],
    ['https://example.org/3', ['new', 'third']],
  ])
  const again = await use(client, 'save', { articles, tags: ['new'] })
  expect(again.data).toMatchObject({ saved: 0 })
})

const insides = [
  'http://localhost:8080/admin',
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[fd00::1]/',
  'http://169.254.169.254/latest/meta-data',
  'http://10.1.2.3/',
  'http://172.20.0.1/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://0.0.0.0/',
  'http://router/',
  'http://printer.local/',
  'http://db.internal./',
  'https://nas.fritz.box.home.arpa/',
  'http://user:pass@10.0.0.1/',
  'https://points-inside.example.org/',
]

test('addresses of private networks are not saved, however they are written, unless that is allowed', async () => {
  const lookUp = async (host: string) =>
    host.startsWith('points-inside') ? ['192.0.2.1', '10.9.9.9'] : []
  const world = createWorld({ lookUp })
  const { client } = await world.connect('modern')
  const { data } = await use(client, 'save', { articles: insides.map((url) => ({ url })) })
  expect(data).toMatchObject({ saved: 0 })
  const told = JSON.parse(JSON.stringify(data))
  expect(told.articles).toHaveLength(insides.length)
  for (const article of told.articles) {
    expect(article).toMatchObject({ status: 'refused', code: 'forbidden' })
  }
  expect(JSON.stringify(data)).not.toContain('user:pass')
  expect(world.calls()).toEqual([])

  const open = createWorld({ lookUp, settings: { allowPrivate: true } })
  const { client: other } = await open.connect('modern')
  const saved = await use(other, 'save', { articles: [{ url: 'http://192.168.1.1/' }] })
  expect(saved.data).toMatchObject({ saved: 1 })
})

test('an address that cannot be saved fails alone, with the reason', async () => {
  const world = createWorld()
  const { client } = await world.connect('legacy')
  const { data } = await use(client, 'save', {
    articles: [{ url: 'javascript:alert(1)' }, { url: 'https://example.org/ok' }],
  })
  expect(data).toMatchObject({
    saved: 1,
    articles: [
      { status: 'failed', code: 'invalid_input', message: expect.stringContaining('http') },
      { status: 'saved' },
    ],
  })
})

test('notes are added to words of the article, listed, edited, and deleted where that is allowed', async () => {
  const content = '<p>Every day, the old town <em>wakes</em> early.</p>'
  const entries = [{ url: 'https://example.org/1', title: 'Town', content }]
  const world = createWorld({ entries, settings: { allowDelete: true } })
  const { client } = await world.connect('modern')
  const quote = 'the old town wakes'
  const added = await use(client, 'notes', { action: 'add', id: 1, quote, text: 'Remember' })
  expect(added.data).toMatchObject({ done: 'added', notes: [{ quote, text: 'Remember' }] })
  expect(world.fake.state.annotations[0]?.ranges).toMatchObject([
    { start: '/p[1]', startOffset: '11', end: '/p[1]/em[1]', endOffset: '5' },
  ])
  const note = world.fake.state.annotations[0]?.id
  await use(client, 'notes', { action: 'edit', note, text: 'Forget' })
  const listed = await use(client, 'notes', { action: 'list', id: 1 })
  expect(listed.data).toEqual({ notes: [{ note, quote, text: 'Forget' }] })
  const wrong = await use(client, 'notes', { action: 'add', id: 1, quote: 'the new town' })
  expect(wrong).toMatchObject({ isError: true, data: { error: { code: 'invalid_input' } } })
  expect(await use(client, 'notes', { action: 'edit', note })).toMatchObject({
    isError: true,
    text: 'invalid_input: text is missing: this action needs it.',
  })
  await use(client, 'notes', { action: 'delete', note })
  expect(world.fake.state.annotations).toEqual([])
})

test('articles are exported to files in the folder that is allowed, whatever their titles say', async () => {
  const exportFolder = mkdtempSync(join(tmpdir(), 'wallabag-mcp-'))
  onTestFinished(() => rmSync(exportFolder, { recursive: true, force: true }))
  const entries = Array.from({ length: 12 }, (_, index) => ({
    url: `https://example.org/${index}`,
    title: index === 0 ? '../../../etc/passwd' : `Article ${index}`,
    content: '<p>Words.</p>',
  }))
  const world = createWorld({ entries, settings: { exportFolder } })
  const { client, asked } = await world.connect('modern', 'accept')
  const one = await use(client, 'export', { ids: [1, 2], format: 'epub' })
  expect(one.data).toMatchObject({ status: 'done', count: 2, folder: exportFolder })
  expect(readdirSync(exportFolder).filter((name) => name.endsWith('.epub'))).toHaveLength(2)
  expect(asked).toEqual([])
  const all = await use(client, 'export', { all: true, format: 'txt' })
  expect(all.data).toMatchObject({ status: 'done', count: 12 })
  expect(asked).toEqual([expect.stringContaining('Export 12 entries as txt?')])
  expect(readdirSync(exportFolder).filter((name) => name.endsWith('.txt'))).toHaveLength(12)
})
