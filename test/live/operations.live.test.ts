import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isWallabagError } from 'wallabag-sdk'
import { rangesOf } from 'wallabag-sdk/annotations'
import { isLive, LiveServer, mayMakeAccounts } from './server.js'

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: unknown) => (isWallabagError(error) ? error.code : String(error)),
  )

describe.skipIf(!isLive)('every operation on a real server', () => {
  const live = new LiveServer()
  const { wallabag } = live
  const { entries, tags } = wallabag

  beforeAll(() => live.cleanUp())
  afterAll(async () => {
    await live.cleanUp()
    const { version } = await wallabag.server.info()
    await live.print(live.differences.report(version))
    await wallabag.close()
  })

  test('the server says what it is, and the account whose it is', async () => {
    const { appName, version } = await wallabag.server.info()
    expect(appName).toBe('wallabag')
    expect(await wallabag.request('GET', '/api/version')).toBe(version)
    const user = await wallabag.user.get()
    expect([user.username, user.email]).toContain(process.env['WALLABAG_USERNAME'])
    expect((await wallabag.settings.get()).itemsPerPage).toBeGreaterThan(0)
    expect(await wallabag.taggingRules.list()).toBeInstanceOf(Array)
  })

  test('an address is saved once, and what is given wins', async () => {
    const url = live.address()
    const fields = { title: 'Supplied', tags: [live.label('a')], authors: ['A. Writer'] }
    const first = await entries.save(url, fields)
    expect(first.created).toBe(true)
    expect(first.entry).toMatchObject({ title: 'Supplied', authors: ['A. Writer'] })
    const again = await entries.save(url)
    expect(again.created).toBe(false)
    expect(again.entry).toMatchObject({ id: first.entry.id, authors: ['A. Writer'] })
    expect(await entries.idOf(url)).toBe(first.entry.id)
    expect(await entries.idOf(live.address())).toBeNull()
  })

  test('addresses with escapes and plus signs are found again', async () => {
    const url = `${live.address()}?q=a%20b+c&d=é`
    const { entry } = await entries.save(url, { title: 'Escapes', content: '<p>Text</p>' })
    expect(await entries.idOf(url)).toBe(entry.id)
  })

  test('an entry is read, changed, and deleted', async () => {
    const { id } = await live.save()
    const publishedAt = new Date('2026-01-02T03:04:05Z')
    const fields = { title: 'Changed', archived: true, starred: true, public: true }
    const changed = await entries.update(id, { ...fields, publishedAt })
    expect(changed).toMatchObject(fields)
    expect(changed.archivedAt).toBeInstanceOf(Date)
    expect((await entries.get(id)).publishedAt).toEqual(publishedAt)
    expect((await entries.get(id, { detail: 'metadata' })).title).toBe('Changed')
    await entries.delete(id)
    expect(await codeOf(entries.get(id))).toBe('not_found_entry')
  })

  test('a page that cannot be fetched leaves the entry as it was', async () => {
    const content = '<p>Kept</p>'
    const url = 'http://wallabag-sdk-live.invalid/'
    const { entry } = await entries.save(url, { title: 'Kept', content })
    try {
      const { reloaded, entry: after } = await entries.reload(entry.id)
      expect([reloaded, after.title]).toEqual([false, 'Kept'])
    } finally {
      await entries.delete(entry.id)
    }
  })

  test('a page is fetched again', async () => {
    const { entry } = await entries.save(live.address())
    const { reloaded } = await entries.reload(entry.id)
    expect(typeof reloaded).toBe('boolean')
  })

  test('lists, counts and searches find what was saved', async () => {
    const label = live.label('listed')
    const word = live.marker.replace('sdk-live-', 'word')
    const ids: number[] = []
    for (const name of ['one', 'two', 'three']) {
      const { id } = await live.save(`${word} ${name}`)
      await entries.addTags(id, [label])
      ids.push(id)
    }
    const listed = await entries.list({ tags: [label], perPage: 2 }).toArray({ limit: 10 })
    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed())
    expect(await entries.count({ tags: [label] })).toBe(3)
    expect(await entries.count({ tags: [label], archived: true })).toBe(0)
    const [first] = await entries.list({ tags: [label], detail: 'full' }).toArray({ limit: 1 })
    expect(first).toHaveProperty('content')
    const found = await wallabag.search(word).toArray({ limit: 10 })
    expect(found.map(({ id }) => id).sort()).toEqual(ids.toSorted())
  })

  test('tags are added, replaced, removed and cleared', async () => {
    const { id } = await live.save()
    const [a, b, c] = [live.label('a'), live.label('b'), live.label('c')]
    await entries.addTags(id, [a, b])
    await entries.setTags(id, [b, c])
    const labels = (await entries.getTags(id)).map(({ label }) => label)
    expect(labels.sort()).toEqual([b, c])
    expect((await entries.removeTags(id, [b])).tags.map(({ label }) => label)).toEqual([c])
    expect((await entries.clearTags(id)).tags).toEqual([])
  })

  test('tags are counted, renamed, merged and deleted', async () => {
    const { id } = await live.save()
    const [from, to, other] = [live.label('from'), live.label('to'), live.label('other')]
    await entries.addTags(id, [from, other])
    await tags.rename(from, to)
    await tags.merge([other], to)
    const own = (await tags.list()).filter(({ label }) => [from, to, other].includes(label))
    expect(own.map(({ label, entryCount }) => [label, entryCount])).toEqual([[to, 1]])
    await tags.delete({ label: to })
    expect(await codeOf(tags.delete({ label: to }))).toBe('not_found_tag')
    const [tag] = (await entries.addTags(id, [live.label('by id')])).tags
    await tags.delete({ id: tag?.id ?? 0 })
    expect(await entries.getTags(id)).toEqual([])
  })

  test('an annotation is made where its quote stands, changed and deleted', async () => {
    const { id, content } = await live.save()
    const quote = 'the old town'
    const ranges = await rangesOf(content ?? '', quote)
    const note = await wallabag.annotations.create(id, { quote, text: 'Nice', ranges })
    await wallabag.annotations.update(note.id, 'Nicer')
    const [listed] = await wallabag.annotations.list(id)
    expect(listed).toMatchObject({ id: note.id, quote, text: 'Nicer' })
    await wallabag.annotations.delete(note.id)
    expect(await wallabag.annotations.list(id)).toEqual([])
  })

  test('the mass calls do what they say', async () => {
    const [one, two] = [live.address(), live.address()]
    const created = await entries.batch.create([one, two])
    expect(created.map(({ url }) => url)).toEqual([one, two])
    const label = live.label('batch')
    await entries.batch.addTags([{ url: one, tags: [label] }])
    expect(await entries.count({ tags: [label] })).toBe(1)
    await entries.batch.removeTags([{ url: one, tags: [label] }])
    expect(await entries.count({ tags: [label] })).toBe(0)
    const deleted = await entries.batch.delete([one, two])
    expect(deleted.map(({ deleted }) => deleted)).toEqual([true, true])
  })

  test('an article is exported in every format of this version', async () => {
    const { id } = await live.save()
    const { version } = await wallabag.server.info()
    const isNew = !/^2\.[0-6]\./.test(version)
    for (const format of ['epub', 'pdf', 'txt', 'csv', 'json', 'xml', 'mobi', 'md'] as const) {
      const missing = format === (isNew ? 'mobi' : 'md')
      if (missing) expect(await codeOf(entries.export(id, format))).toBe('unsupported')
      else expect((await (await entries.export(id, format)).bytes()).length).toBeGreaterThan(0)
    }
  })

  test('a job tags many, by address and by id', async () => {
    const [one, two] = [await live.save(), await live.save()]
    const label = live.label('job')
    const report = await entries.tagMany([one.url, two.id], { add: [label] })
    report.throwIfFailed()
    expect(await entries.count({ tags: [label] })).toBe(2)
  })

  test('jobs save, find, change and delete many, and repeat nothing', async () => {
    const content = '<p>Words</p>'
    const inputs = [1, 2, 3].map((n) => ({ url: live.address(), title: `Job ${n}`, content }))
    const urls = inputs.map(({ url }) => url)
    const saved = await entries.saveMany(inputs)
    expect([saved.done, saved.failed]).toEqual([3, 0])
    const again = await entries.saveMany(urls, {})
    expect([again.done, again.skipped, again.failed]).toEqual([0, 3, 0])
    const ids = [...(await entries.idsOf(urls)).values()].filter((id) => id !== null)
    expect(new Set(ids).size).toBe(3)
    const changed = await entries.updateMany(ids, { archived: true })
    changed.throwIfFailed()
    expect((await entries.get(ids[0] ?? 0)).archived).toBe(true)
    const gone = await entries.deleteMany(urls)
    expect([gone.done, gone.failed]).toEqual([3, 0])
    expect([...(await entries.idsOf(urls)).values()]).toEqual([null, null, null])
  })

  test('a diagnosis finds no problem', async () => {
    const { ok, findings } = await wallabag.diagnose()
    // Plain http to another machine is a warning, not a problem.
    expect({ ok, problems: findings.filter(({ severity }) => severity === 'problem') }).toEqual({
      ok: true,
      problems: [],
    })
  })

  test('a wrong password is named as such', async () => {
    const stranger = live.signedInWith({ password: 'certainly not' })
    expect(await codeOf(stranger.user.get())).toBe('bad_credentials')
  })

  test('a wrong client secret is named as such', async () => {
    const stranger = live.signedInWith({ clientSecret: 'certainly_not' })
    expect(await codeOf(stranger.user.get())).toBe('bad_client')
  })

  test.skipIf(!mayMakeAccounts)('an account and an API client are made', async () => {
    const username = live.marker
    const password = `${live.marker}-password`
    const email = `${live.marker}@example.org`
    await wallabag.server.register({ username, password, email })
    const client = await wallabag.server.createApiClient({ username, password, name: live.marker })
    expect(client.clientId).toMatch(/^\d+_/)
  })
})
