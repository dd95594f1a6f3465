import { describe, expect, test } from 'vitest'
import { connect, versions } from '../support/connect.js'
import { clientOf } from '../support/library.js'

type Version = (typeof versions)[number]

function library(version: Version, count = 5) {
  const connected = connect({ version })
  for (let n = 0; n < count; n++) {
    connected.fake.seed.entry({
      url: `http://blog.test/${n}`,
      tags: n % 2 ? ['old'] : ['old', 'x'],
    })
  }
  const labels = () => connected.fake.state.entries.map(({ tags }) => [...tags].sort().join())
  return { ...connected, labels }
}

describe.each(versions)('tags on %s', (version) => {
  test('list gives labels, ids and counts', async () => {
    const { wallabag } = library(version)
    expect(await wallabag.tags.list()).toEqual([
      { id: 1, label: 'old', slug: 't:old', entryCount: 5 },
      { id: 2, label: 'x', slug: 't:x', entryCount: 3 },
    ])
  })

  test('delete takes a label in any case, or an id', async () => {
    const { wallabag, labels } = library(version)
    expect(await wallabag.tags.delete({ label: ' OLD ' })).toBeUndefined()
    await wallabag.tags.delete({ id: 2 })
    expect(labels()).toEqual(['', '', '', '', ''])
    const missing = { code: 'not_found_tag' }
    await expect(wallabag.tags.delete({ label: 'old' })).rejects.toMatchObject(missing)
    await expect(wallabag.tags.delete({ id: 2 })).rejects.toMatchObject(missing)
  })

  test('deleteMany says which there were, none included', async () => {
    const { wallabag, labels } = library(version)
    expect((await wallabag.tags.deleteMany(['X', 'ghost', 'Old'])).sort()).toEqual(['old', 'x'])
    expect(labels()).toEqual(['', '', '', '', ''])
    expect(await wallabag.tags.deleteMany(['ghost', 'old'])).toEqual([])
  })

  test('deleteMany goes over several requests when the labels are too long for one', async () => {
    const { wallabag, calls } = library(version)
    const many = Array.from({ length: 300 }, (_, n) => `a rather long label, number ${n}`)
    const labels = many.map((label) => label.replace(',', ''))
    expect(await wallabag.tags.deleteMany([...labels, 'old'])).toEqual(['old'])
    expect(calls().length).toBeGreaterThan(1)
  })

  test('rename gives every entry the new label before the old one goes', async () => {
    const { wallabag, labels, calls } = library(version)
    expect(await wallabag.tags.rename('Old', 'New')).toEqual({ changed: 5 })
    expect(labels()).toEqual(['new,x', 'new', 'new,x', 'new', 'new,x'])
    const seen = calls()
    expect(seen.at(-1)).toBe('DELETE /api/tags/label 200')
    expect(seen.at(-2)).toBe('GET /api/entries 200')
    expect(seen.filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
  })

  test('merge joins several, and leaves alone what has the label already', async () => {
    const { wallabag, labels } = library(version)
    expect(await wallabag.tags.merge(['old', 'x', 'ghost'], 'x')).toEqual({ changed: 2 })
    expect(labels()).toEqual(['x', 'x', 'x', 'x', 'x'])
  })

  test('an entry that gets the old label while it goes on is not forgotten', async () => {
    const { wallabag, fake, labels } = library(version)
    let late = 0
    fake.fault({ method: 'POST', path: '/api/entries/*/tags', nth: 5 }, async ({ proceed }) => {
      late = fake.seed.entry({ url: 'http://blog.test/late', tags: ['old'] })
      return proceed()
    })
    expect(await wallabag.tags.rename('old', 'new')).toEqual({ changed: 6 })
    expect(late).toBeGreaterThan(0)
    expect(labels().every((label) => label.includes('new') && !label.includes('old'))).toBe(true)
  })

  test('an entry that cannot be read gets the label too', async () => {
    const { wallabag, fake, labels } = library(version)
    fake.fault(
      { method: 'GET', path: '/api/entries' },
      {
        kind: 'odd-entry',
        change: (entry) => ({ ...entry, title: 7 }),
      },
    )
    expect(await wallabag.tags.rename('old', 'new')).toEqual({ changed: 5 })
    expect(labels().every((label) => label.includes('new'))).toBe(true)
  })

  test('an entry that is deleted meanwhile does not stop it', async () => {
    const { wallabag, fake } = library(version)
    fake.fault({ method: 'POST', path: '/api/entries/3/tags' }, async ({ proceed }) => {
      await wallabag.entries.delete(3)
      return proceed()
    })
    expect(await wallabag.tags.rename('old', 'new')).toEqual({ changed: 4 })
  })

  test('an old tag that somebody deletes meanwhile is gone as it should be', async () => {
    const { wallabag, fake, labels } = library(version)
    fake.fault({ method: 'DELETE', path: '/api/tags/label', times: 1 }, async ({ proceed }) => {
      await clientOf(fake).tags.delete({ label: 'old' })
      return proceed()
    })
    expect(await wallabag.tags.rename('old', 'new')).toEqual({ changed: 5 })
    expect(labels()).toEqual(['new,x', 'new', 'new,x', 'new', 'new,x'])
  })

  test('a failure midway deletes nothing, says so, and a repeat finishes', async () => {
    const { wallabag, fake, labels } = library(version)
    const fault = fake.fault({ method: 'POST', path: '/api/entries/4/tags' }, 'server-error')
    const error = await wallabag.tags.rename('old', 'new').catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'partial', outcome: 'partial', status: 500 })
    expect(labels().every((label) => label.includes('old'))).toBe(true)
    await fault.remove()
    expect(await wallabag.tags.rename('old', 'new')).toEqual({ changed: 1 })
    expect(labels().every((label) => label.includes('new') && !label.includes('old'))).toBe(true)
  })

  test('a tag that nobody has cannot be renamed', async () => {
    const { wallabag } = library(version)
    await expect(wallabag.tags.rename('ghost', 'new')).rejects.toMatchObject({
      code: 'not_found_tag',
    })
  })

  test('many labels are deleted in several requests, of which those that find none are no error', async () => {
    const { wallabag, labels, calls } = library(version)
    const ghosts = Array.from({ length: 60 }, (_, n) => `очень длинная метка ${n}`)
    expect(await wallabag.tags.merge([...ghosts, 'old', 'x'], 'new')).toEqual({ changed: 5 })
    expect(labels()).toEqual(['new', 'new', 'new', 'new', 'new'])
    const deleting = calls().filter((call) => call.startsWith('DELETE'))
    expect(deleting.length).toBeGreaterThan(1)
    await expect(wallabag.tags.merge(ghosts, 'new')).rejects.toMatchObject({
      code: 'not_found_tag',
    })
  })

  test('a label with a no-break space, which the server keeps, is not taken for the one without', async () => {
    const { wallabag, fake, labels } = library(version)
    fake.seed.entry({ url: 'http://blog.test/nbsp', tags: ['\u00a0old'] })
    const listed = (await wallabag.tags.list()).find(({ label }) => label.startsWith('\u00a0'))
    if (!listed) throw new Error('the label is not listed')
    const found = await wallabag.entries.list({ tags: [listed.label] })
    expect(found.items.map(({ url }) => url)).toEqual(['http://blog.test/nbsp'])
    await wallabag.entries.removeTags(6, [listed.label])
    await wallabag.entries.addTags(6, [listed.label])
    expect(await wallabag.tags.rename(listed.label, 'x')).toEqual({ changed: 1 })
    expect(labels()).toEqual(['old,x', 'old', 'old,x', 'old', 'old,x', 'x'])
    await wallabag.entries.addTags(6, [listed.label])
    await wallabag.tags.delete({ label: listed.label })
    expect(labels()).toEqual(['old,x', 'old', 'old,x', 'old', 'old,x', 'x'])
  })

  test('a label for which the server keeps another deletes nothing, and does not go on for ever', async () => {
    const { wallabag, fake, labels } = library(version)
    const bodies: string[] = []
    // As a database does that takes “öld” and “old” for one: the entry gets the tag that is there.
    const collating: typeof fetch = async (input, init) => {
      const request = new Request(input, init)
      if (!/entries\/\d+\/tags$/.test(request.url)) return fake.fetch(request)
      bodies.push(await request.clone().text())
      if (bodies.length > 9) throw new Error('it goes on for ever')
      return fake.fetch(new Request(request, { body: JSON.stringify({ tags: 'old' }) }))
    }
    const rename = clientOf(fake, { fetch: collating }).tags.rename('old', 'öld')
    await expect(rename).rejects.toMatchObject({
      code: 'refused_by_server',
      outcome: 'partial',
      message: expect.stringContaining('öld'),
    })
    expect(bodies).toHaveLength(1)
    expect(labels()).toEqual(['old,x', 'old', 'old,x', 'old', 'old,x'])
    expect((await wallabag.tags.list()).map(({ label }) => label)).toEqual(['old', 'x'])
  })

  test('another user’s tags stay', async () => {
    const { wallabag, fake } = library(version)
    fake.seed.user({ username: 'other', password: 'other-pass' })
    fake.seed.entry({ url: 'http://blog.test/theirs', tags: ['old'], user: 'other' })
    await wallabag.tags.rename('old', 'new')
    expect(fake.state.entries.at(-1)?.tags).toEqual(['old'])
  })

  test('more than a page of entries is renamed', async () => {
    const { wallabag, labels } = library(version, 230)
    expect(await wallabag.tags.rename('old', 'new')).toEqual({ changed: 230 })
    expect(labels().every((label) => label.includes('new'))).toBe(true)
  })
})

test.each([
  ['a rename to the same label', ['a'], 'A '],
  ['no label', [], 'a'],
  ['a comma in the new label', ['a'], 'b,c'],
  ['an empty new label', ['a'], ' '],
])('%s is refused before anything is sent', async (_, labels, into) => {
  const { wallabag, fake } = connect()
  await expect(wallabag.tags.merge(labels, into)).rejects.toMatchObject({ code: 'invalid_input' })
  expect(fake.requests).toHaveLength(0)
})
