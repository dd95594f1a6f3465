import { describe, expect, test } from 'vitest'
import type { Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { articlePage } from '../support/connect.js'
import { clientOf, labelsIn, libraryOf, urlOf } from '../support/library.js'

const once = { retry: { limit: 0 } }

const ofOne: [string, (entries: Wallabag['entries']) => PromiseLike<unknown>, string][] = [
  ['get', (entries) => entries.get(1), 'refused'],
  ['update', (entries) => entries.update(1, { title: 'new' }), 'unknown'],
  ['addTags', (entries) => entries.addTags(1, ['new']), 'unknown'],
  ['reload', (entries) => entries.reload(1), 'unknown'],
]

describe('an entry that was not asked for', () => {
  test.each(ofOne)('is no answer to `%s`', async (_, call, outcome) => {
    const fake = libraryOf(3)
    fake.fault({ path: /^\/api\/entries\/1\b/ }, { kind: 'other-entry', id: 3 })
    const { entries } = clientOf(fake, once)
    await expect(call(entries)).rejects.toMatchObject({ code: 'unexpected_shape', outcome })
  })

  test('is no answer to the deletion of another', async () => {
    const fake = libraryOf(3)
    fake.fault({ method: 'DELETE' }, { kind: 'wrong-shape', json: { id: 3 } })
    const deleted = clientOf(fake, once).entries.delete(1)
    await expect(deleted).rejects.toMatchObject({ code: 'unexpected_shape', outcome: 'unknown' })
  })

  test('makes no event of a sync', async () => {
    const fake = libraryOf(3)
    const sync = createSync(clientOf(fake, once), { store: memoryStore() })
    fake.fault({ path: '/api/entries/1' }, { kind: 'other-entry', id: 3 })
    const met: [string, number, string | null][] = []
    for await (const { type, entry } of sync.run({ content: 'all' })) {
      met.push([type, entry.id, entry.url])
    }
    expect(met.toSorted(([, a], [, b]) => a - b)).toEqual(
      [1, 2, 3].map((id) => ['added', id, urlOf(id)]),
    )
  })
})

test.each<[string, (wallabag: Wallabag) => PromiseLike<unknown>]>([
  ['create', ({ entries }) => entries.batch.create([urlOf(1), urlOf(2)])],
  ['delete', ({ entries }) => entries.batch.delete([urlOf(1), urlOf(2)])],
  ['addTags', ({ entries }) => entries.batch.addTags(lines())],
  ['removeTags', ({ entries }) => entries.batch.removeTags(lines())],
])(
  'a mass call to %s that is answered for fewer addresses than it named is unknown',
  async (_, call) => {
    for (const keep of [0, 1]) {
      const fake = libraryOf(2)
      fake.seed.entry({ url: urlOf(3), tags: ['a'] })
      fake.fault({ path: /list/ }, { kind: 'short-batch', keep })
      await expect(call(clientOf(fake, once))).rejects.toMatchObject({
        code: 'unexpected_shape',
        outcome: 'unknown',
        message: expect.stringContaining(`${2 - keep} of 2 addresses`),
      })
    }
  },
)

function lines() {
  return [urlOf(1), urlOf(2)].map((url) => ({ url, tags: ['a'] }))
}

test('an answer that says nothing of an address is not taken for its absence', async () => {
  const fake = libraryOf(1)
  fake.fault({ path: '/api/entries/exists' }, { kind: 'wrong-shape', json: {} })
  const { entries } = clientOf(fake, once)
  for (const call of [entries.idOf(urlOf(1)), entries.idsOf([urlOf(1)]), entries.save(urlOf(1))]) {
    await expect(call).rejects.toMatchObject({ code: 'unexpected_shape' })
  }
})

const nonsense: [string, () => Response][] = [
  ['OK', () => new Response('OK')],
  ['a word in JSON', () => Response.json({ status: 'maintenance' })],
  ['a list', () => Response.json([])],
  ['nothing', () => new Response('')],
  ['nothing, and says so', () => new Response(null, { status: 204 })],
]

const writes: [string, (wallabag: Wallabag) => PromiseLike<unknown>, boolean][] = [
  ['entries.update', ({ entries }) => entries.update(1, { title: 'new' }), false],
  ['entries.delete', ({ entries }) => entries.delete(1), true],
  ['entries.addTags', ({ entries }) => entries.addTags(1, ['new']), false],
  ['entries.reload', ({ entries }) => entries.reload(1), false],
  ['tags.delete', ({ tags }) => tags.delete({ id: 1 }), true],
  [
    'annotations.create',
    ({ annotations }) => annotations.create(1, { quote: 'a', text: 'b' }),
    false,
  ],
  ['annotations.update', ({ annotations }) => annotations.update(1, 'b'), false],
  ['annotations.delete', ({ annotations }) => annotations.delete(1), true],
]

describe.each(writes)('the outcome of %s', (_, call, isDeletion) => {
  test.each(nonsense)('is unknown after a 2xx that says %s', async (what, answer) => {
    const fake = libraryOf(1)
    fake.fault({ path: /^\/api/ }, answer)
    const done = Promise.resolve(call(clientOf(fake, once)))
    if (isDeletion && what === 'nothing, and says so') return expect(await done).toBeUndefined()
    await expect(done).rejects.toMatchObject({ outcome: 'unknown' })
  })

  test('is unknown after a 408', async () => {
    const fake = libraryOf(1)
    fake.fault({ path: /^\/api/ }, () => new Response('', { status: 408 }))
    const done = call(clientOf(fake, once))
    await expect(done).rejects.toMatchObject({ status: 408, outcome: 'unknown' })
  })

  test('is refused after a 407, and the proxy is named', async () => {
    const fake = libraryOf(1)
    fake.fault({ path: /^\/api/ }, () => new Response('', { status: 407 }))
    const done = call(clientOf(fake, once))
    await expect(done).rejects.toMatchObject({
      code: 'forbidden',
      outcome: 'refused',
      hint: expect.stringContaining('proxy'),
    })
  })
})

describe('a deletion on an old server', () => {
  test.each<[string, object]>([
    ['with an id that is null', { id: null }],
    ['without an id', {}],
  ])('is done when what was deleted comes back %s', async (_, id) => {
    const fake = libraryOf(1)
    const wallabag = clientOf(fake, once)
    const back = (fields: object) => fake.fault({ method: 'DELETE' }, () => Response.json(fields))
    back({ ...id, url: urlOf(1), title: 'Title 1', is_archived: 0 })
    expect(await wallabag.entries.delete(1)).toBeUndefined()
    await fake.clearFaults()
    back({ ...id, label: 'a', slug: 't:a' })
    expect(await wallabag.tags.delete({ id: 1 })).toBeUndefined()
    expect(await wallabag.tags.delete({ label: 'a' })).toBeUndefined()
    await fake.clearFaults()
    back({ ...id, quote: 'a', text: 'b', ranges: [] })
    expect(await wallabag.annotations.delete(1)).toBeUndefined()
  })

  test.each<[string, (wallabag: Wallabag) => PromiseLike<unknown>]>([
    ['an update', ({ entries }) => entries.update(1, { tags: ['b'] })],
    ['setTags', ({ entries }) => entries.setTags(1, ['b'])],
  ])('adds tags instead of replacing them before 2.3.0, and %s says so', async (_, run) => {
    const fake = libraryOf(0)
    fake.seed.entry({ url: urlOf(1), tags: ['a'] })
    fake.fault({}, { kind: 'old-version', version: '2.2.3' })
    await expect(run(clientOf(fake, once))).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('2.3.0'),
      outcome: 'applied',
    })
    expect(labelsIn(fake)).toEqual({ 1: 'a,b' })
    await fake.clearFaults()
    expect(await run(clientOf(fake, once))).toMatchObject({ tags: [{ label: 'b' }] })
  })

  test('finds an entry by its address before 2.4.0, which knows no hashes', async () => {
    const fake = libraryOf(2)
    fake.fault({}, { kind: 'old-version', version: '2.3.8' })
    const { entries } = clientOf(fake, once)
    expect(await entries.idOf(urlOf(1))).toBe(1)
    expect(await entries.idOf(urlOf(9))).toBeNull()
    fake.requests.clear()
    const ids = await entries.idsOf([urlOf(2), urlOf(8), urlOf(1)])
    expect([...ids.values()]).toEqual([2, null, 1])
    // What the server is was learnt by the first question.
    expect(fake.requests).toHaveLength(1)
    expect(await entries.save(urlOf(1), { title: 'Mine' })).toMatchObject({ created: false })
    expect(await entries.save(urlOf(9))).toMatchObject({ created: true })
    expect(await entries.saveMany([urlOf(9), urlOf(10)])).toMatchObject({ done: 1, skipped: 1 })
    expect(await entries.tagMany([urlOf(9)], { add: ['a'] })).toMatchObject({ done: 1 })
    expect(fake.state.entries).toHaveLength(4)
  })

  test('saves an address that redirects once more before 2.4.0, which keeps only where it led', async () => {
    const [short, long] = ['https://t.test/short', urlOf(1)]
    const pages = { [short]: { redirect: long }, [long]: articlePage(long) }
    const fake = libraryOf(0, { pages })
    fake.fault({}, { kind: 'old-version', version: '2.3.8' })
    const { entries } = clientOf(fake, once)
    const first = await entries.save(short)
    expect(await entries.idsOf([short, long])).toEqual(
      new Map([
        [short, null],
        [long, first.entry.id],
      ]),
    )
    const second = await entries.save(short)
    expect(second).toMatchObject({ created: true, entry: { url: long } })
    const groups = []
    for await (const { input } of entries.duplicates()) groups.push(input.ids)
    expect(groups).toEqual([[first.entry.id, second.entry.id]])
  })

  test('finds an entry by its address before 2.4.0, whichever way it was stored', async () => {
    const fake = libraryOf(0)
    fake.fault({}, { kind: 'old-version', version: '2.3.8' })
    const stored = new Map([
      ['https://a.test/a%20b', 1],
      ['https://a.test/c d', 2],
    ])
    const decoded = (url: string) => decodeURIComponent(url.replaceAll('+', ' '))
    const { entries } = clientOf(fake, {
      ...once,
      fetch(input, init) {
        const request = new Request(input, init)
        const { pathname, searchParams } = new URL(request.url)
        const asked = searchParams.getAll('urls[]')
        if (!pathname.endsWith('/exists') || asked.length === 0) return fake.fetch(request)
        const ids = asked.map((url) => [url, stored.get(decoded(url)) ?? null])
        return Promise.resolve(Response.json(Object.fromEntries(ids)))
      },
    })
    expect(await entries.idOf('https://a.test/a%20b')).toBe(1)
    expect(await entries.idOf('https://a.test/c%20d')).toBe(2)
    expect(await entries.idOf('https://a.test/c+d')).toBe(2)
    expect(await entries.idOf('https://a.test/e%20f')).toBeNull()
  })

  test('finds no entry by its address before 2.3.0, and says which version that needs', async () => {
    const fake = libraryOf(1)
    fake.fault({}, { kind: 'old-version', version: '2.2.3' })
    const { entries } = clientOf(fake, once)
    for (const call of [entries.idOf(urlOf(1)), entries.save(urlOf(9))]) {
      await expect(call).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('2.3.0'),
      })
    }
  })
})

describe('a tag whose id was given to another one', () => {
  // As 2.6.14 on SQLite does, after the newest tag was deleted.
  const held = async () => {
    const fake = libraryOf(1)
    const wallabag = clientOf(fake, once)
    const { tags } = await wallabag.entries.addTags(1, ['new'])
    return { fake, wallabag, tags: tags.map((tag) => ({ ...tag, label: 'old' })) }
  }

  test('takes that one off no entry', async () => {
    const { fake, wallabag, tags } = await held()
    expect((await wallabag.entries.removeTags(1, tags)).tags).toMatchObject([{ label: 'new' }])
    expect(labelsIn(fake)).toEqual({ 1: 'new' })
  })

  test('deletes no other', async () => {
    const { fake, wallabag, tags } = await held()
    const [tag = { label: '' }] = tags
    await expect(wallabag.tags.delete(tag)).rejects.toMatchObject({ code: 'not_found_tag' })
    expect(labelsIn(fake)).toEqual({ 1: 'new' })
  })
})
