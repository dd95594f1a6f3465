import { describe, expect, test } from 'vitest'
import type { SaveOptions } from 'wallabag-sdk'
import { articlePage, connect, versions } from '../support/connect.js'
import { clientOf } from '../support/library.js'

const url = 'http://blog.test/articles/1'
const everything = {
  title: 'Mine',
  language: 'pt-br',
  authors: ['Me', 'You'],
  publishedAt: new Date('2023-11-14T22:13:20Z'),
  previewPicture: 'http://blog.test/mine.png',
  originUrl: 'http://blog.test/links',
  archived: true,
  starred: true,
  public: true,
  tags: ['Flow', 'b'],
} satisfies SaveOptions

/** What each save costs: API calls (without the sign-in) and pages fetched by the server. */
const costs: {
  name: string
  options: SaveOptions
  '2.6.14': { calls: string[]; fetches: number }
  '2.7.0-dev': { calls: string[]; fetches: number }
}[] = [
  {
    name: 'an address alone',
    options: {},
    '2.6.14': { calls: ['exists', 'create'], fetches: 1 },
    '2.7.0-dev': { calls: ['exists', 'create', 'reload'], fetches: 2 },
  },
  {
    name: 'an address with tags and flags',
    options: { tags: ['a'], archived: true, starred: true, public: true },
    '2.6.14': { calls: ['exists', 'create'], fetches: 1 },
    '2.7.0-dev': { calls: ['exists', 'create', 'reload'], fetches: 2 },
  },
  {
    name: 'an address with a title',
    options: { title: 'Mine' },
    '2.6.14': { calls: ['exists', 'create', 'patch'], fetches: 1 },
    '2.7.0-dev': { calls: ['exists', 'create', 'reload', 'patch'], fetches: 2 },
  },
  {
    name: 'an address with everything but content',
    options: everything,
    '2.6.14': { calls: ['exists', 'create', 'patch'], fetches: 1 },
    '2.7.0-dev': { calls: ['exists', 'create', 'reload', 'patch'], fetches: 2 },
  },
  {
    name: 'an address with title and content',
    options: { title: 'Mine', content: '<p>Mine, wholly.</p>' },
    '2.6.14': { calls: ['exists', 'create'], fetches: 0 },
    '2.7.0-dev': { calls: ['exists', 'create'], fetches: 0 },
  },
  {
    name: 'an address with content alone',
    options: { content: '<p>Mine, wholly.</p>' },
    '2.6.14': { calls: ['exists', 'create', 'patch'], fetches: 1 },
    '2.7.0-dev': { calls: ['exists', 'create', 'reload', 'patch'], fetches: 2 },
  },
  {
    name: 'everything',
    options: { ...everything, content: '<p>Mine, wholly.</p>' },
    '2.6.14': { calls: ['exists', 'create'], fetches: 0 },
    '2.7.0-dev': { calls: ['exists', 'create'], fetches: 0 },
  },
]

const short: Record<string, string> = {
  'GET /api/entries/exists 200': 'exists',
  'POST /api/entries 200': 'create',
  'PATCH /api/entries/1/reload 200': 'reload',
  'PATCH /api/entries/1/reload 304': 'reload refused',
  'PATCH /api/entries/1 200': 'patch',
  'POST /api/entries/1/tags 200': 'tag',
  'GET /api/entries/1 200': 'get',
}
const shorten = (calls: string[]) => calls.map((call) => short[call] ?? call)

describe.each(versions)('saving on %s', (version) => {
  test.each(costs)('$name: what is given wins, what is fetched is kept', async (cost) => {
    const { wallabag, fake, calls, fetches } = connect({ version })
    const { options } = cost
    const { entry, created, duplicates } = await wallabag.entries.save(url, options)

    expect({ calls: shorten(calls()), fetches: fetches() }).toEqual(cost[version])
    expect(created).toBe(true)
    expect(duplicates).toEqual([])
    expect(fake.state.entries).toHaveLength(1)

    const reread = await wallabag.entries.get(entry.id)
    for (const seen of [entry, reread]) {
      expect(seen.url).toBe(url)
      const own = options.content !== undefined
      expect(seen.content).toContain(own ? 'Mine, wholly.' : 'Plain words')
      expect(seen.content).not.toContain('retrieve contents')
      const supplied = options.title !== undefined && own
      if (options.title) expect(seen.title).toBe(options.title)
      else expect(seen.title).toBe('Fetched title')
      const { authors, language, previewPicture, publishedAt } = options
      if (authors) expect(seen.authors).toEqual(authors)
      else if (!own) expect(seen.authors).toEqual(['Fetched Author'])
      if (language) expect(seen.language).toBe('pt_BR')
      else if (!own) expect(seen.language).toBe('en')
      if (previewPicture) expect(seen.previewPicture).toBe(previewPicture)
      else if (!supplied && !own) expect(seen.previewPicture).toBe('http://blog.test/fetched.png')
      if (publishedAt) expect(seen.publishedAt).toEqual(publishedAt)
      expect(seen.originUrl).toBe(options.originUrl ?? null)
      expect(seen.archived).toBe(options.archived ?? false)
      expect(seen.starred).toBe(options.starred ?? false)
      expect(seen.public).toBe(options.public ?? false)
      expect(seen.publicUrl === null).toBe(!options.public)
      const labels = (options.tags ?? []).map((label) => label.toLowerCase()).sort()
      expect(seen.tags.map(({ label }) => label).sort()).toEqual(labels)
    }
  })

  test.each([
    ['a page that has the same picture', {}],
    ['a page that cannot be read', { [url]: { status: 404, body: 'gone' } }],
  ])('a picture wins over one in the content that is given with it, for %s', async (_, pages) => {
    const own = 'http://blog.test/fetched.png'
    const content = '<p>Mine, wholly.</p><img src="http://blog.test/inside.png">'
    const { wallabag } = connect({ version, ...(url in pages ? { pages } : {}) })
    const { entry } = await wallabag.entries.save(url, { content, previewPicture: own })
    expect(entry.content).toContain('Mine, wholly.')
    expect(entry.previewPicture).toBe(own)
  })

  test('an address that redirects leads to its entry until that is reloaded; duplicates() finds what came of it', async () => {
    const short = 'http://short.test/x'
    const pages = { [short]: { redirect: url }, [url]: articlePage(url) }
    const { wallabag } = connect({ version, pages })
    const { entry } = await wallabag.entries.save(short)
    const both = await wallabag.entries.idsOf([short, url])
    expect([...both.values()]).toEqual([entry.id, entry.id])
    expect(await wallabag.entries.save(short)).toMatchObject({ created: false })

    await wallabag.entries.reload(entry.id)
    const second = await wallabag.entries.save(short)
    expect(second.created).toBe(true)
    const groups = []
    for await (const { input } of wallabag.entries.duplicates()) groups.push(input.ids)
    expect(groups).toEqual([[entry.id, second.entry.id]])
  })

  test('a plain save of what is there changes nothing: the authors stay', async () => {
    const { wallabag, calls, fetches } = connect({ version })
    const { entry } = await wallabag.entries.save(url, { authors: ['Me'], tags: ['a'] })
    calls()
    fetches()
    const again = await wallabag.entries.save(url)
    expect(again.created).toBe(false)
    expect(again.entry).toEqual({ ...entry, annotations: [] })
    expect(shorten(calls())).toEqual(['exists', 'get'])
    expect(fetches()).toBe(0)
    expect((await wallabag.entries.get(1)).authors).toEqual(['Me'])
  })

  test('a save of what is there sets what is given, adds the tags and keeps the rest', async () => {
    const { wallabag, calls, fetches } = connect({ version })
    await wallabag.entries.save(url, { authors: ['Me'], tags: ['a'], starred: true })
    calls()
    fetches()
    const saved = await wallabag.entries.save(url, { title: 'New', tags: ['B'] })
    expect(saved).toMatchObject({ created: false, changed: true })
    expect(shorten(calls())).toEqual(['exists', 'get', 'patch', 'tag'])
    expect(fetches()).toBe(0)
    const { entry } = saved
    expect(entry.title).toBe('New')
    expect(entry.authors).toEqual(['Me'])
    expect(entry.starred).toBe(true)
    expect(entry.tags.map(({ label }) => label)).toEqual(['a', 'b'])
    await wallabag.entries.save(url, { archived: true })
    expect(shorten(calls())).toEqual(['exists', 'get', 'patch'])
    await wallabag.entries.save(url, { tags: ['c'] })
    expect(shorten(calls())).toEqual(['exists', 'get', 'tag'])
  })

  test('a save that would change nothing sends nothing', async () => {
    const { wallabag, calls } = connect({ version })
    const wanted = {
      ...{ title: 'Mine', authors: ['Me', ' You '], language: 'pt-br', archived: true },
      ...{ starred: false, tags: ['a'], publishedAt: new Date(1_700_000_000_400) },
    }
    const { entry: before } = await wallabag.entries.save(url, wanted)
    calls()
    const { entry, created, changed } = await wallabag.entries.save(url, wanted)
    expect([created, changed]).toEqual([false, false])
    expect(shorten(calls())).toEqual(['exists', 'get'])
    expect(entry).toEqual(before)
    const other = await wallabag.entries.save(url, { ...wanted, content: '<p>Mine</p>' })
    expect(other.changed).toBe(true)
  })

  test('a save with other content sets no date of what is there anew', async () => {
    const { wallabag, fake, calls } = connect({ version })
    const given = { title: 'Mine', archived: true, starred: true }
    const { entry: before } = await wallabag.entries.save(url, { ...given, content: '<p>Old</p>' })
    fake.clock.advance(60_000)
    calls()
    const { entry } = await wallabag.entries.save(url, { ...given, content: '<p>New</p>' })
    expect(shorten(calls())).toEqual(['exists', 'get', 'patch'])
    expect(entry.content).toContain('New')
    const { title, archivedAt, starredAt } = entry
    expect([title, archivedAt, starredAt]).toEqual(['Mine', before.archivedAt, before.starredAt])
  })

  test('ifExists "skip" changes nothing, "error" says which entry it is', async () => {
    const { wallabag, calls } = connect({ version })
    await wallabag.entries.save(url, { title: 'First' })
    calls()
    const skipped = await wallabag.entries.save(url, { title: 'Second', ifExists: 'skip' })
    expect(skipped).toMatchObject({ created: false, entry: { id: 1, title: 'First' } })
    expect(shorten(calls())).toEqual(['exists', 'get'])
    const refused = wallabag.entries.save(url, { title: 'Second', ifExists: 'error' })
    await expect(refused).rejects.toMatchObject({
      code: 'already_exists',
      outcome: 'refused',
      message: expect.stringContaining('entry 1'),
    })
    expect(shorten(calls())).toEqual(['exists'])
  })

  test('two saves of one address at once make one entry, both of its spellings too', async () => {
    const { wallabag, fake } = connect({ version, latency: 5 })
    const saves = await Promise.all([
      wallabag.entries.save('http://blog.test/a%20b', { tags: ['one'] }),
      wallabag.entries.save('http://blog.test/a+b', { tags: ['two'] }),
      wallabag.entries.save('http://blog.test/a%20b', { starred: true }),
      wallabag.entries.save('http://blog.test/other'),
    ])
    expect(saves.map(({ created }) => created)).toEqual([true, false, false, true])
    expect(fake.state.entries).toHaveLength(2)
    expect((await wallabag.entries.get(saves[0].entry.id)).tags.map((tag) => tag.label)).toEqual([
      'one',
      'two',
    ])
  })

  test('a save that waits for another of the same address can be aborted at once', async () => {
    const pages = (address: string) => ({ ...articlePage(address), delay: 50 })
    const { wallabag, fake } = connect({ version, pages })
    const controller = new AbortController()
    const first = wallabag.entries.save(url)
    const second = wallabag.entries.save(url, {}, { signal: controller.signal })
    const third = wallabag.entries.save(url)
    controller.abort('enough')
    await expect(second).rejects.toMatchObject({ name: 'AbortError', outcome: 'not-sent' })
    expect((await first).created).toBe(true)
    // It waited for the first, although the one before it did not.
    expect((await third).created).toBe(false)
    expect(fake.state.entries).toHaveLength(1)
  })

  test('an address that redirects is found again under both addresses', async () => {
    const pages = {
      'http://blog.test/moved?x=1': { redirect: 'http://other.test/there' },
      'http://other.test/there': { body: '<article><p>words</p></article>' },
    }
    const { wallabag } = connect({ version, pages })
    const { entry } = await wallabag.entries.save('http://blog.test/moved?x=1')
    expect((await wallabag.entries.save('http://blog.test/moved?x=1')).created).toBe(false)
    expect(await wallabag.entries.idOf('http://blog.test/moved?x=1')).toBe(entry.id)
  })

  test('a page that cannot be read is saved all the same, with what was given', async () => {
    const pages = { 'http://blog.test/gone': { status: 404, body: 'no' } }
    const { wallabag, calls } = connect({ version, pages })
    const gone = await wallabag.entries.save('http://blog.test/gone', { title: 'Mine' })
    expect(gone).toMatchObject({ created: true, entry: { title: 'Mine' } })
    expect(shorten(calls())).toEqual(['exists', 'create'])
    // The development line gives up what was supplied when it cannot connect, so it is set again.
    const dead = await wallabag.entries.save('http://dead.test/', { title: 'Mine', tags: ['a'] })
    expect(dead).toMatchObject({ created: true, entry: { title: 'Mine', tags: [{ label: 'a' }] } })
    const lost = version === '2.6.14' ? [] : ['PATCH /api/entries/2 200']
    expect(shorten(calls())).toEqual(['exists', 'create', ...lost])
  })

  test('an entry that is deleted between the look and the write is saved anew', async () => {
    const { wallabag, fake, calls } = connect({ version })
    await wallabag.entries.save(url)
    fake.fault({ method: 'PATCH', path: '/api/entries/*', times: 1 }, async ({ proceed }) => {
      await wallabag.entries.delete(1)
      return proceed()
    })
    calls()
    const { entry, created } = await wallabag.entries.save(url, { starred: true })
    expect(created).toBe(true)
    expect(entry).toMatchObject({ id: 2, starred: true })
  })

  test('an entry that somebody else makes between the look and the create is found, not created', async () => {
    const { wallabag, fake } = connect({ version })
    fake.fault({ path: '/api/entries/exists', times: 1 }, async ({ proceed }) => {
      const answer = await proceed()
      fake.seed.entry({ url, title: 'Theirs', content: '<p>Theirs</p>', tags: ['theirs'] })
      return answer
    })
    const { entry, created } = await wallabag.entries.save(url, { tags: ['mine'] })
    expect(created).toBe(false)
    expect(entry.tags.map(({ label }) => label)).toEqual(['theirs', 'mine'])
    expect(fake.state.entries).toHaveLength(1)
  })

  test('tags that the server adds by its own rules are in the answer', async () => {
    const taggingRules = [{ rule: 'domainName = "blog.test"', tags: ['by rule'] }]
    const { fake } = connect({
      version,
      users: [{ username: 'ruled', password: 'ruled-pass', taggingRules }],
    })
    const auth = { ...fake.credentials, username: 'ruled', password: 'ruled-pass' }
    const wallabag = clientOf(fake, { auth })
    const { tags } = (await wallabag.entries.save(url, { tags: ['mine'] })).entry
    expect(tags.map(({ label }) => label).sort()).toEqual(['by rule', 'mine'])
  })

  test('normalizeUrl is applied to what is saved and to what is looked for', async () => {
    const normalizeUrl = (given: string) => given.replace(/[?&]utm_\w+=[^&#]*/g, '')
    const { wallabag } = connect({ version }, { normalizeUrl })
    const { entry } = await wallabag.entries.save(`${url}?utm_source=x`)
    expect(entry.givenUrl).toBe(url)
    expect(await wallabag.entries.idOf(`${url}?utm_medium=y`)).toBe(entry.id)
    expect((await wallabag.entries.save(url)).created).toBe(false)
  })
})

test.each([
  ['a title that is empty', { title: '' }],
  ['null for a text', { title: null }],
  ['a comma in a label', { tags: ['a,b'] }],
  ['a comma in an author', { authors: ['a, b'] }],
  ['a flag as text', { archived: 'false' }],
  ['a language that is none', { language: 'no language' }],
  ['a picture that is no address', { previewPicture: 'javascript:x' }],
  ['an invalid date', { publishedAt: new Date('x') }],
  ['a field that does not exist', { titel: 'x' }],
  ['an unknown ifExists', { ifExists: 'replace' }],
  ['an unknown ifAmbiguous', { ifAmbiguous: 'again' }],
])('%s is refused before anything is sent', async (_, options) => {
  const { wallabag, fake } = connect()
  const save: (url: string, options: object) => PromiseLike<unknown> = (...given) =>
    wallabag.entries.save(...given)
  await expect(save(url, options)).rejects.toMatchObject({
    code: 'invalid_input',
    outcome: 'not-sent',
  })
  expect(fake.requests).toHaveLength(0)
})

test.each(['javascript:alert(1)', 'ftp://a.test/', 'blog.test/a', ' http://blog.test/', ''])(
  'the address %j is refused before anything is sent',
  async (bad) => {
    const { wallabag, fake } = connect()
    await expect(wallabag.entries.save(bad)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(wallabag.entries.idOf(bad)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(fake.requests).toHaveLength(0)
  },
)
