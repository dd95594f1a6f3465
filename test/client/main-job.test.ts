import { describe, expect, test } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'

const address = 'http://blog.test/articles/1'

describe.each(['2.6.14', '2.7.0-dev'] as const)('the main job on %s', (version) => {
  function setUp() {
    const fake = createFakeWallabag({ version })
    return { fake, wallabag: clientOf(fake) }
  }

  test('what is saved is fetched, tagged, and found again', async () => {
    const { fake, wallabag } = setUp()
    const { entry, created } = await wallabag.entries.save(address, {
      tags: ['A', 'b'],
      title: 'Mine',
    })
    expect(created).toBe(true)
    expect(entry.title).toBe('Mine')
    expect(entry.content).toContain('<p>')
    expect(entry.content).not.toContain('retrieve contents')
    expect(entry.tags.map(({ label }) => label)).toEqual(['a', 'b'])
    expect(await wallabag.entries.idOf(address)).toBe(entry.id)
    expect(fake.state.entries).toHaveLength(1)
  })

  test('an address saved twice is one entry, and keeps what it had', async () => {
    const { fake, wallabag } = setUp()
    const first = await wallabag.entries.save(address, { authors: ['Ada'], tags: ['a'] })
    const second = await wallabag.entries.save(address, { starred: true, tags: ['b'] })
    expect(second.created).toBe(false)
    expect(second.entry.id).toBe(first.entry.id)
    expect(second.entry.authors).toEqual(['Ada'])
    expect(second.entry.starred).toBe(true)
    expect(second.entry.tags.map(({ label }) => label)).toEqual(['a', 'b'])
    expect(fake.state.entries).toHaveLength(1)
  })

  test('a list is a page when awaited and everything when iterated', async () => {
    const { fake, wallabag } = setUp()
    fake.seed.library(45, { seed: 1 })
    const page = await wallabag.entries.list({ perPage: 10 })
    expect(page.items).toHaveLength(10)
    expect([page.number, page.pageCount, page.total, page.hasNext]).toEqual([1, 5, 45, true])
    expect('content' in (page.items[0] ?? {})).toBe(false)
    const ids: number[] = []
    for await (const entry of wallabag.entries.list({ perPage: 10 })) ids.push(entry.id)
    expect(ids).toEqual(fake.state.entries.map(({ id }) => id).reverse())
    const full = await wallabag.entries.list({ detail: 'full', order: 'asc' })
    expect(full.items[0]?.content).toContain('<p>')
  })

  test('changes, exports and deletes one entry', async () => {
    const { fake, wallabag } = setUp()
    const { entry } = await wallabag.entries.save(address)
    const changed = await wallabag.entries.update(entry.id, { archived: true, title: 'New' })
    expect([changed.archived, changed.title]).toEqual([true, 'New'])
    expect(changed.archivedAt).toBeInstanceOf(Date)
    const file = await wallabag.entries.export(entry.id, 'epub')
    expect(file.contentType).toBe('application/epub+zip')
    expect(new TextDecoder().decode((await file.bytes()).subarray(0, 2))).toBe('PK')
    await wallabag.entries.delete(entry.id)
    expect(fake.state.entries).toHaveLength(0)
    expect(await wallabag.entries.idOf(address)).toBeNull()
  })

  test('the server and its tags can be asked for, with the response behind the answer', async () => {
    const { wallabag } = setUp()
    await wallabag.entries.save(address, { tags: ['a'] })
    expect(await wallabag.server.info()).toEqual({
      appName: 'wallabag',
      version,
      registrationAllowed: true,
    })
    const { data, response } = await wallabag.tags.list().withResponse()
    expect(data).toEqual([{ id: 1, label: 'a', slug: 't:a', entryCount: 1 }])
    expect([response.status, response.attempts]).toEqual([200, 1])
  })

  test('one sign-in serves all calls, and the server info is asked without a token', async () => {
    const { fake, wallabag } = setUp()
    await Promise.all([wallabag.tags.list(), wallabag.entries.list(), wallabag.server.info()])
    const paths = fake.requests.map(({ path }) => path)
    expect(paths.filter((path) => path === '/oauth/v2/token')).toHaveLength(1)
    const info = fake.requests.find(({ path }) => path === '/api/info')
    expect(info?.headers).not.toHaveProperty('authorization')
  })
})
