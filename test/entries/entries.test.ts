import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Entry, EntrySummary } from 'wallabag-sdk'
import { articlePage, connect, versions } from '../support/connect.js'

const url = 'http://blog.test/1'

describe.each(versions)('entries on %s', (version) => {
  test('get gives the entry, and with detail "metadata" the same without content', async () => {
    const { wallabag } = connect({ version })
    const { entry } = await wallabag.entries.save(url, { public: true, tags: ['a'] })
    const full = await wallabag.entries.get(entry.id)
    expect(full.content).toContain('Plain words')
    expect(full.viewUrl).toBe(`https://wallabag.test/view/${entry.id}`)
    expect(full.publicUrl).toBe(`https://wallabag.test/share/${full.uid}`)
    const summary = await wallabag.entries.get(entry.id, { detail: 'metadata' })
    expect(summary).not.toHaveProperty('content')
    expect({ ...summary, content: full.content }).toEqual({ ...full })
    expectTypeOf(full).toEqualTypeOf<Entry>()
    expectTypeOf(summary).toEqualTypeOf<EntrySummary>()
  })

  test('update sets what is given, and nothing else', async () => {
    const { wallabag } = connect({ version })
    await wallabag.entries.save(url, { tags: ['a'], starred: true })
    const before = await wallabag.entries.get(1)
    const after = await wallabag.entries.update(1, { title: 'New', archived: true, tags: ['B'] })
    expect(after).toMatchObject({ title: 'New', archived: true, starred: true })
    expect(after.archivedAt).toBeInstanceOf(Date)
    expect(after.tags.map(({ label }) => label)).toEqual(['b'])
    expect(after.authors).toEqual(before.authors)
    expect(after.content).toBe(before.content)
    const back = await wallabag.entries.update(1, { archived: false, public: false })
    expect(back).toMatchObject({ archived: false, archivedAt: null, publicUrl: null })
  })

  test('update says anew when an entry was archived and starred, also when it was before', async () => {
    const { wallabag, fake } = connect({ version })
    fake.clock.set(Date.now())
    await wallabag.entries.save(url, { archived: true, starred: true })
    fake.clock.advance(60_000)
    const { archivedAt, starredAt } = await wallabag.entries.get(1)
    const again = await wallabag.entries.update(1, { archived: true, starred: true })
    expect(Number(again.archivedAt) - Number(archivedAt)).toBe(60_000)
    expect(Number(again.starredAt) - Number(starredAt)).toBe(60_000)
  })

  test('delete deletes, and a second time there is nothing', async () => {
    const { wallabag, fake } = connect({ version })
    await wallabag.entries.save(url)
    expect(await wallabag.entries.delete(1)).toBeUndefined()
    expect(fake.state.entries).toEqual([])
    const gone = { code: 'not_found_entry', status: 404, outcome: 'refused' }
    await expect(wallabag.entries.delete(1)).rejects.toMatchObject(gone)
    await expect(wallabag.entries.get(1)).rejects.toMatchObject(gone)
    await expect(wallabag.entries.update(1, { title: 'x' })).rejects.toMatchObject(gone)
    await expect(wallabag.entries.reload(1)).rejects.toMatchObject(gone)
    await expect(wallabag.entries.export(1, 'txt')).rejects.toMatchObject(gone)
  })

  test('a repeated delete that finds nothing has succeeded if its first try was lost', async () => {
    const { wallabag, fake } = connect({ version }, { retry: { limit: 1 } })
    await wallabag.entries.save(url)
    fake.fault({ method: 'DELETE', times: 1 }, 'unanswered')
    const { response } = await wallabag.entries.delete(1).withResponse()
    expect(response).toMatchObject({ status: 404, attempts: 2 })
  })

  test('another user’s entry is not to be had', async () => {
    const { wallabag, fake } = connect({
      version,
      users: [{ username: 'other', password: 'other-pass' }],
    })
    const id = fake.seed.entry({ url, user: 'other' })
    const code = version === '2.6.14' ? 'forbidden' : 'not_found_entry'
    await expect(wallabag.entries.get(id)).rejects.toMatchObject({ code })
    expect(await wallabag.entries.idOf(url)).toBeNull()
  })

  test('reload fetches again; a page that is gone changes nothing', async () => {
    let there = true
    const pages = (address: string) => (there ? articlePage(address) : { status: 404, body: '' })
    const { wallabag } = connect({ version, pages })
    await wallabag.entries.save(url, { title: 'Mine', tags: ['a'], archived: true })
    const first = await wallabag.entries.reload(1)
    expect(first).toMatchObject({
      reloaded: true,
      entry: { title: 'Fetched title', archived: true, tags: [{ label: 'a' }] },
    })
    there = false
    const second = await wallabag.entries.reload(1)
    expect(second.reloaded).toBe(false)
    expect(second.entry.title).toBe('Fetched title')
    expect(second.entry.content).toContain('Plain words')
  })

  test('idOf finds by every spelling of an address, and by nothing else', async () => {
    const { wallabag } = connect({ version })
    const { entry } = await wallabag.entries.save('http://blog.test/caf%C3%A9+bar?q=a%20b')
    expect(await wallabag.entries.idOf('http://blog.test/café bar?q=a+b')).toBe(entry.id)
    expect(await wallabag.entries.idOf('http://blog.test/caf%C3%A9+bar?q=a%20b#x')).toBeNull()
  })

  test('the four batches do in one call what they say', async () => {
    const { wallabag, fake, calls } = connect({ version })
    const urls = [url, 'http://blog.test/2', url]
    const created = await wallabag.entries.batch.create(urls)
    expect(created.map((one) => one.url)).toEqual(urls)
    expect(created.map((one) => one.id)).toEqual([1, 2, 1])
    const items = [
      { url, tags: ['X', 'y'] },
      { url: 'http://nowhere.test/', tags: ['x'] },
    ]
    const expected = [
      { url, id: 1 },
      { url: 'http://nowhere.test/', id: null },
    ]
    expect(await wallabag.entries.batch.addTags(items)).toEqual(expected)
    expect(fake.state.entries[0]?.tags).toEqual(['x', 'y'])
    expect(await wallabag.entries.batch.removeTags(items)).toEqual(expected)
    expect(fake.state.entries[0]?.tags).toEqual([])
    expect(await wallabag.entries.batch.delete([url, 'http://nowhere.test/'])).toEqual([
      { url, deleted: true },
      { url: 'http://nowhere.test/', deleted: false },
    ])
    expect(calls()).toHaveLength(4)
    const eleven = Array.from({ length: 11 }, (_, n) => `http://blog.test/${n}`)
    await expect(wallabag.entries.batch.create(eleven)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('at most 10'),
    })
  })

  test('a mass deletion whose answer was lost takes no further copy of an address', async () => {
    const { wallabag, fake } = connect({ version }, { retry: { limit: 3 } })
    for (const title of ['one', 'two']) fake.seed.entry({ url, title })
    fake.fault({ method: 'DELETE', path: '/api/entries/list', nth: 1 }, 'timeout-done')
    await expect(wallabag.entries.batch.delete([url])).rejects.toMatchObject({ outcome: 'unknown' })
    expect(fake.state.entries).toHaveLength(1)
  })

  test('count counts, and search finds', async () => {
    const { wallabag, fake } = connect({ version })
    fake.seed.entry({ url, title: 'On tomatoes', archived: true, createdAt: 1_700_000_000 })
    fake.seed.entry({ url: 'http://blog.test/2', content: '<p>Tomatoes again</p>' })
    fake.seed.entry({ url: 'http://blog.test/3', tags: ['tomatoes'] })
    expect(await wallabag.entries.count()).toBe(3)
    expect(await wallabag.entries.count({ archived: true })).toBe(1)
    expect(await wallabag.entries.count({ tags: ['Tomatoes'] })).toBe(1)
    const found = await wallabag.search('tomatoes', { perPage: 1 }).toArray({ limit: 10 })
    expect(found.map(({ id }) => id)).toEqual([2, 1])
    expect(found[0]?.content).toContain('Tomatoes again')
    const page = await wallabag.search('nothing like it')
    expect(page).toMatchObject({ items: [], total: 0, pageCount: 1, hasNext: false })
    for (const words of ['', '  ']) expect(() => wallabag.search(words)).toThrow('words: expected')
    expect(() => wallabag.search('x', { perPage: 0 })).toThrow('perPage: expected')
    for (const given of [{ archived: false }, { timeout: 1000 }]) {
      const search = () => Reflect.apply(wallabag.search, wallabag, ['x', given])
      expect(search).toThrow(expect.objectContaining({ code: 'invalid_filter' }))
    }
  })
})

describe('what this version of the server lacks', () => {
  test.each([
    ['httpStatus', { httpStatus: 200 }],
    ['parsed', { parsed: true }],
  ])('the filter %s is refused on 2.6.14 and works on 2.7.0-dev', async (name, filter) => {
    const old = connect({ version: '2.6.14' })
    const refusal = {
      code: 'unsupported',
      outcome: 'not-sent',
      message: `the filter “${name}” needs Wallabag 2.7.0 or later; this server is 2.6.14.`,
    }
    await expect(old.wallabag.entries.list(filter)).rejects.toMatchObject(refusal)
    await expect(old.wallabag.entries.count(filter)).rejects.toMatchObject(refusal)
    // Asked once, without a token.
    expect(old.calls()).toEqual(['GET /api/info 200'])
    expect(old.fake.requests.every(({ headers }) => !headers['authorization'])).toBe(true)
    expect(await connect({ version: '2.7.0-dev' }).wallabag.entries.count(filter)).toBe(0)
  })

  test('“annotated” works on both', async () => {
    for (const version of versions) {
      const { wallabag } = connect({ version })
      await wallabag.entries.save(url)
      await wallabag.annotations.create(1, { quote: 'words', text: '' })
      expect(await wallabag.entries.count({ annotated: true })).toBe(1)
    }
  })

  test('an export format is refused where it is not, with the version it needs', async () => {
    const old = connect({ version: '2.6.14' }).wallabag
    await expect(old.entries.export(1, 'md')).rejects.toMatchObject({
      code: 'unsupported',
      message: 'the export format “md” needs Wallabag 2.7.0 or later; this server is 2.6.14.',
    })
    const dev = connect({ version: '2.7.0-dev' }).wallabag
    await expect(dev.entries.export(1, 'mobi')).rejects.toMatchObject({
      code: 'unsupported',
      message: 'the export format “mobi” needs Wallabag before 2.7.0; this server is 2.7.0-dev.',
    })
  })

  test('every other format comes as a file', async () => {
    for (const version of versions) {
      const { wallabag } = connect({ version })
      await wallabag.entries.save(url)
      const own = version === '2.6.14' ? 'mobi' : 'md'
      for (const format of ['epub', 'pdf', 'txt', 'csv', 'json', 'xml', own] as const) {
        const file = await wallabag.entries.export(1, format)
        expect(file.filename).toMatch(new RegExp(`\\.${format}$`))
        expect((await file.bytes()).length).toBeGreaterThan(20)
      }
    }
  })
})

test.each([0, -1, 1.5, Number.NaN, '1', null, undefined, '1/../../x'])(
  'the id %j is refused before anything is sent',
  async (id) => {
    const { wallabag, fake } = connect()
    const { entries, annotations } = wallabag
    const calls: [object, (...args: never[]) => PromiseLike<unknown>, ...unknown[]][] = [
      [entries, entries.get],
      [entries, entries.update, { title: 'x' }],
      [entries, entries.delete],
      [entries, entries.reload],
      [entries, entries.getTags],
      [entries, entries.addTags, ['x']],
      [entries, entries.setTags, ['x']],
      [entries, entries.removeTags, ['x']],
      [entries, entries.clearTags],
      [entries, entries.export, 'txt'],
      [annotations, annotations.list],
      [annotations, annotations.create, { quote: 'q', text: '' }],
      [annotations, annotations.update, 'x'],
      [annotations, annotations.delete],
    ]
    for (const [owner, method, ...rest] of calls) {
      const run = Promise.resolve(Reflect.apply(method, owner, [id, ...rest]))
      await expect(run).rejects.toMatchObject({ code: 'invalid_input', outcome: 'not-sent' })
    }
    expect(fake.requests).toHaveLength(0)
  },
)
