import { describe, expect, test } from 'vitest'
import type { Wallabag } from 'wallabag-sdk'
import { parseUrl } from '../../src/values/article-url.js'
import { clientOf, labelsIn, libraryOf, urlOf } from '../support/library.js'

/** Half of a face, as cutting a text after so many units makes it. */
const half = '🙂'.slice(0, 1)

/** Every place into which a text is given, and how it is called there. */
const places: [string, (wallabag: Wallabag) => unknown][] = [
  ['url', ({ entries }) => entries.save(`https://a.test/${half}`)],
  ['title', ({ entries }) => entries.update(1, { title: half })],
  ['content', ({ entries }) => entries.save(urlOf(9), { content: `<p>${half}` })],
  ['authors', ({ entries }) => entries.update(1, { authors: ['a', `b${half}`] })],
  ['originUrl', ({ entries }) => entries.update(1, { originUrl: half })],
  ['tags', ({ entries }) => entries.addTags(1, [`x${half}`])],
  ['tags', ({ entries }) => entries.setTags(1, [`x${half}`])],
  ['tags', ({ entries }) => entries.removeTags(1, [`x${half}`])],
  ['tags', ({ entries }) => entries.list({ tags: [half] })],
  ['domain', ({ entries }) => entries.list({ domain: half })],
  ['words', (wallabag) => wallabag.search(half)],
  ['label', ({ tags }) => tags.delete({ label: half })],
  ['into', ({ tags }) => tags.rename('a', half)],
  ['add', ({ entries }) => entries.tagMany([1], { add: [half] })],
  [
    'items[0].url',
    ({ entries }) => entries.batch.addTags([{ url: `https://a.test/${half}`, tags: ['a'] }]),
  ],
  ['tags', ({ entries }) => entries.batch.addTags([{ url: urlOf(1), tags: [half] }])],
  ['quote', ({ annotations }) => annotations.create(1, { quote: half, text: 'a' })],
  ['text', ({ annotations }) => annotations.create(1, { quote: 'a', text: half })],
  ['text', ({ annotations }) => annotations.update(1, half)],
  ['json', (wallabag) => wallabag.request('POST', '/api/x', { json: { a: [`\\${half}`] } })],
  ['query.a', (wallabag) => wallabag.request('GET', '/api/x', { query: { a: half } })],
  [
    'username',
    ({ server }) => server.register({ username: half, email: 'a@a.test', password: 'long enough' }),
  ],
]

test.each(places)(
  'half a character is refused by name before anything is sent: %s',
  async (name, call) => {
    const fake = libraryOf(1)
    await expect((async () => call(clientOf(fake)))()).rejects.toMatchObject({
      name: expect.stringMatching(/^(?:InputError|JobError)$/),
      message: expect.stringContaining(`${name}: expected text, received half of a character`),
    })
    expect(fake.requests).toEqual([])
  },
)

test('a text that only speaks of one is sent', async () => {
  const fake = libraryOf(1)
  const title = 'In JSON it is \\ud83d, whole 🙂'
  expect(await clientOf(fake).entries.update(1, { title })).toMatchObject({ title })
  const json = { title: `${title}!` }
  expect(await clientOf(fake).request('PATCH', '/api/entries/1', { json })).toMatchObject(json)
})

test('a label is lower-cased as the server does, without another sigma at its end', async () => {
  const fake = libraryOf(1)
  const { entries } = clientOf(fake)
  await clientOf(fake).request('POST', '/api/entries/1/tags', { json: { tags: 'ΟΔΟΣ' } })
  expect(labelsIn(fake)).toEqual({ 1: 'οδοσ' })
  expect((await entries.list({ tags: ['ΟΔΟΣ'] })).total).toBe(1)
  expect((await entries.removeTags(1, ['ΟΔΟΣ'])).tags).toEqual([])
})

describe('a label with a comma, as other programs make it', () => {
  const label = 'bread, rolls'
  const baked = async () => {
    const fake = libraryOf(2)
    const wallabag = clientOf(fake, { retry: { limit: 0 } })
    await wallabag.request('POST', '/api/entries/1/tags', { json: { tags: [label, 'oven'] } })
    expect(labelsIn(fake)).toEqual({ 1: `${label},oven`, 2: '' })
    return { fake, wallabag }
  }

  test('is taken off an entry, by its label, as a tag and by a job', async () => {
    for (const remove of [
      ({ entries }: Wallabag) => entries.removeTags(1, [label]),
      async ({ entries }: Wallabag) => {
        const tags = await entries.getTags(1)
        return entries.removeTags(
          1,
          tags.filter((tag) => tag.label === label),
        )
      },
      ({ entries }: Wallabag) => entries.tagMany([urlOf(1), 2], { remove: [label] }),
    ]) {
      const { fake, wallabag } = await baked()
      await remove(wallabag)
      expect(labelsIn(fake)).toEqual({ 1: 'oven', 2: '' })
    }
  })

  test('is deleted, alone and among others', async () => {
    const one = await baked()
    await one.wallabag.tags.delete({ label })
    expect(labelsIn(one.fake)).toEqual({ 1: 'oven', 2: '' })
    const two = await baked()
    expect(await two.wallabag.tags.deleteMany(['oven', label])).toEqual(['oven', label])
    expect(labelsIn(two.fake)).toEqual({ 1: '', 2: '' })
  })

  test('is renamed', async () => {
    const { fake, wallabag } = await baked()
    expect(await wallabag.tags.rename(label, 'bakery')).toEqual({ changed: 1 })
    expect(labelsIn(fake)).toEqual({ 1: 'bakery,oven', 2: '' })
  })

  test('is kept by setTags where an entry has it, and refused where it has not', async () => {
    const { fake, wallabag } = await baked()
    await wallabag.entries.setTags(1, [label, 'new'])
    expect(labelsIn(fake)).toEqual({ 1: `${label},new`, 2: '' })
    await expect(wallabag.entries.setTags(2, [label])).rejects.toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('list'),
    })
  })

  test('is refused where it would be split, with what can be done', async () => {
    const { wallabag } = await baked()
    const list = async () => wallabag.entries.list({ tags: [label] })
    for (const call of [list(), wallabag.entries.addTags(1, [label])]) {
      await expect(call).rejects.toMatchObject({
        code: 'invalid_input',
        hint: expect.stringContaining('removed, renamed and deleted, but not filtered by'),
      })
    }
  })
})

test('an address that was good at first is good after twenty thousand others', () => {
  // Text that was parsed lies in memory in one piece; only of such `URL.canParse` turns wrong.
  const addresses: string[] = JSON.parse('["http://bücher.test/a", "http://bücher.test/b"]')
  let refused = 0
  for (let n = 0; n < 20_000; n++) {
    for (const address of addresses) if (parseUrl(address) === null) refused += 1
  }
  expect(refused).toBe(0)
})

describe('an annotation whose ranges are a map', () => {
  test('is read as a list of its values, in an entry and alone, and kept raw', async () => {
    const fake = libraryOf(1)
    const range = { start: '/p[1]', startOffset: '0', end: '/p[1]', endOffset: '5' }
    fake.fault({ path: /^\/api\/(?:entries|annotations)/ }, async ({ proceed }) => {
      const text = await (await proceed()).text()
      return new Response(
        text.replaceAll('"ranges":[]', `"ranges":${JSON.stringify({ a: range })}`),
      )
    })
    const wallabag = clientOf(fake, { validate: 'strict' })
    await wallabag.annotations.create(1, { quote: 'a', text: 'b' })
    const read = [{ ranges: [{ start: '/p[1]', startOffset: 0, end: '/p[1]', endOffset: 5 }] }]
    expect(await wallabag.annotations.list(1)).toMatchObject(read)
    const entry = await wallabag.entries.get(1)
    expect(entry.annotations).toMatchObject(read)
    expect(entry.raw).toMatchObject({ annotations: [{ ranges: { a: range } }] })
    expect(await wallabag.entries.list()).toMatchObject({ items: [{ id: 1 }] })
  })

  test('gives ranges as the server returns them to a new one', async () => {
    const fake = libraryOf(1)
    const { annotations } = clientOf(fake)
    const range = { start: '/p[1]', startOffset: '0', end: '/p[1]', endOffset: '5' }
    const made: unknown = Reflect.apply(annotations.create, annotations, [
      1,
      { quote: 'a', text: 'b', ranges: [range] },
    ])
    expect(await made).toMatchObject({ ranges: [{ ...range, startOffset: 0, endOffset: 5 }] })
  })
})

test.each(['Expect', 'Connection', 'Transfer-Encoding', 'Content-Length', 'keep-alive', 'Upgrade'])(
  'the header %s, which fetch refuses, is refused by name when the client is made',
  (name) => {
    const fake = libraryOf(0)
    const made = () => clientOf(fake, { headers: { [name]: 'x' } })
    expect(made).toThrow(`headers.${name}: the platform sets`)
    const later = clientOf(fake, { headers: () => ({ [name]: 'x' }) })
    return expect(later.tags.list()).rejects.toMatchObject({ code: 'invalid_option' })
  },
)
