import { expect, test } from 'vitest'
import { createWorld, eras, use } from './world.js'

const day = 86_400_000

/** Forty entries, the odd ones unread, half of them older than a year. */
function library() {
  const now = Date.now()
  return Array.from({ length: 40 }, (_, index) => ({
    url: `https://example.org/${index + 1}`,
    title: `Article ${index + 1}`,
    archived: index % 2 === 1,
    tags: index < 15 ? ['old name', 'x'] : ['x'],
    createdAt: Math.floor((now - (40 - index) * 20 * day) / 1000),
  }))
}

const oldOnes = { filter: { archived: false, savedBefore: '1y' }, archived: true }

test.each(eras)(
  '%s: a bulk change is asked of the person, and done to exactly what was shown',
  async (era) => {
    const world = createWorld({ entries: library() })
    const before = world.fake.state.entries.filter(({ archived }) => archived).length
    const { client, asked } = await world.connect(era, 'accept')
    const done = await use(client, 'change', oldOnes)
    expect(asked).toEqual([
      expect.stringMatching(/^Archive 11 entries\?\n21 {2}Article 21 .*\n(.*\n){9}… 1 more$/),
    ])
    expect(done.data).toMatchObject({ status: 'done', count: 11, undo: expect.any(String) })
    expect(world.fake.state.entries.filter(({ archived }) => archived)).toHaveLength(before + 11)
  },
)

test.each(eras)('%s: a no, or no answer, changes nothing', async (era) => {
  const world = createWorld({ entries: library() })
  for (const person of ['decline', 'cancel'] as const) {
    const { client } = await world.connect(era, person)
    const answer = await use(client, 'change', oldOnes)
    expect(answer.data).toEqual({ status: 'declined', count: 0 })
  }
  expect(world.calls().filter((call) => !call.startsWith('GET'))).toEqual([])
})

test.each(eras)(
  '%s: without a person to ask, a token does what was shown, once, and nothing else',
  async (era) => {
    const world = createWorld({ entries: library() })
    const { client } = await world.connect(era)
    const dry = await use(client, 'change', oldOnes)
    expect(dry.data).toMatchObject({ status: 'confirm', count: 11, confirm: expect.any(String) })
    expect(dry.data['sample']).toHaveLength(10)
    expect(world.calls().filter((call) => !call.startsWith('GET'))).toEqual([])

    // One more would fit by now: it was not shown, and stays as it is.
    const late = world.fake.seed.entry({ url: 'https://example.org/late', createdAt: 1_000_000 })
    const { confirm } = dry.data
    const otherTool = await use(client, 'tag', { confirm })
    expect(otherTool).toMatchObject({
      isError: true,
      text: expect.stringContaining('This dry run no longer exists'),
    })
    const done = await use(client, 'change', { confirm })
    expect(done.data).toMatchObject({ status: 'done', count: 11 })
    expect(world.fake.state.entries.find(({ id }) => id === late)?.archived).toBe(false)

    const again = await use(client, 'change', { confirm })
    expect(again).toMatchObject({
      isError: true,
      text: expect.stringContaining('This dry run no longer exists'),
    })
  },
)

test('a token with another wish beside it does nothing', async () => {
  const world = createWorld({ entries: library() })
  const { client } = await world.connect('modern')
  const { data } = await use(client, 'change', oldOnes)
  const other = await use(client, 'change', {
    ...oldOnes,
    archived: false,
    confirm: data['confirm'],
  })
  expect(other.isError).toBe(true)
  expect(world.calls().filter((call) => !call.startsWith('GET'))).toEqual([])
})

test('what was changed is taken back, and only that', async () => {
  const world = createWorld({ entries: library() })
  const { client } = await world.connect('modern', 'accept')
  const state = () =>
    world.fake.state.entries.map(({ id, archived, starred, title, tags }) => ({
      id,
      archived,
      starred,
      title,
      tags: [...tags].sort(),
    }))
  const before = state()
  const change = { filter: { savedBefore: '1y' }, archived: true, starred: true }
  const { data } = await use(client, 'change', {
    ...change,
    addTags: ['kept', 'x'],
    removeTags: ['old name'],
  })
  expect(data).toMatchObject({ status: 'done', count: 22 })
  const listed = await use(client, 'status')
  expect(listed.data['undo']).toEqual([expect.objectContaining({ undo: data['undo'] })])
  const back = await use(client, 'change', { undo: data['undo'] })
  expect(back.data).toEqual({ status: 'done', count: 22 })
  expect(state()).toEqual(before)
  expect(await use(client, 'change', { undo: data['undo'] })).toMatchObject({ isError: true })
})

test('few entries that are named are changed at once, and what is so already is left alone', async () => {
  const world = createWorld({ entries: library() })
  const { client, asked } = await world.connect('modern', 'accept')
  const { data, text } = await use(client, 'change', { ids: [1, 2, 999], archived: true })
  expect(data).toMatchObject({ status: 'done', count: 1 })
  expect(text).toContain('1 already as wanted.\nNot found: 999.')
  expect(world.calls().filter((call) => !call.startsWith('GET'))).toEqual([
    'PATCH /api/entries/1 200',
  ])
  const byUrl = await use(client, 'change', { urls: ['https://example.org/3'], title: 'New' })
  expect(byUrl.data).toMatchObject({ status: 'done', count: 1 })
  expect(world.fake.state.entries[2]?.title).toBe('New')
  const nothing = await use(client, 'change', { ids: [2], archived: true })
  expect(nothing.data).toEqual({ status: 'nothing', count: 0 })
  expect(asked).toEqual([])
})

test('a wish that is not clear is refused with what is missing', async () => {
  const world = createWorld({ entries: library() })
  const { client } = await world.connect('legacy')
  for (const [args, message] of [
    [{ archived: true }, 'give one of ids, urls, filter and all'],
    [{ ids: [1], filter: { starred: true }, archived: true }, 'give one of ids'],
    [{ filter: {}, archived: true }, 'pass all: true'],
    [{ ids: [1] }, 'Say what to change'],
    [{ ids: [1, 2], title: 'Same' }, 'title is for one entry'],
    [{ filter: { savedBefore: '2025-02-30' }, archived: true }, 'no day “2025-02-30”'],
    [{ undo: 'nothing' }, 'no such change to undo'],
    [{ ids: [1], addTags: ['a,b'] }, 'comma'],
  ] as const) {
    const answer = await use(client, 'change', args)
    expect(answer, JSON.stringify(args)).toMatchObject({
      isError: true,
      text: expect.stringContaining(message),
      data: { error: { code: 'invalid_input' } },
    })
  }
  expect(world.calls().filter((call) => !call.startsWith('GET'))).toEqual([])
})

test.each(eras)(
  '%s: a tag is renamed after a yes, and not when it stands elsewhere by then',
  async (era) => {
    const world = createWorld({ entries: library() })
    const { client } = await world.connect(era)
    const rename = { action: 'rename', labels: ['old name'], to: 'new name' }
    const dry = await use(client, 'tag', rename)
    expect(dry.text).toContain('Not done yet: rename #old name to #new name on 15 entries.')
    world.fake.seed.entry({ url: 'https://example.org/late', tags: ['old name'] })
    const moved = await use(client, 'tag', { confirm: dry.data['confirm'] })
    expect(moved).toMatchObject({
      isError: true,
      text: expect.stringContaining('16, there were 15'),
    })
    const second = await use(client, 'tag', rename)
    const done = await use(client, 'tag', { confirm: second.data['confirm'] })
    expect(done.data).toEqual({ status: 'done', count: 16 })
    const tags = await use(client, 'tag', { action: 'list', words: 'name' })
    expect(tags.data['tags']).toEqual([{ label: 'new name', entries: 16 }])
  },
)

test('tags are deleted, and entries, only where that is allowed, and after a yes', async () => {
  const world = createWorld({ entries: library(), settings: { allowDelete: true } })
  const { client, asked } = await world.connect('modern', 'accept')
  const tag = await use(client, 'tag', { action: 'delete', labels: ['old name'] })
  expect(tag.data).toEqual({ status: 'done', count: 15 })
  expect(world.fake.state.tags.map(({ label }) => label)).not.toContain('old name')
  const gone = await use(client, 'delete', { ids: [1, 2, 999] })
  expect(gone.data).toMatchObject({ status: 'done', count: 2, missing: ['999'] })
  expect(world.fake.state.entries).toHaveLength(38)
  expect(asked).toEqual([
    expect.stringMatching(/^Delete #old name from 15 entries\?/),
    expect.stringMatching(/^Delete 2 entries for ever\?/),
  ])
})

test.each([
  ['find', { tag: ['x'] }, 'tag'],
  ['change', { filter: { archived: false, domian: 'example.org' }, archived: true }, 'domian'],
  ['change', { ids: [1], archive: true, starred: true }, 'archive'],
  ['save', { articles: [{ url: 'https://example.org/new', label: ['x'] }] }, 'label'],
  ['read', { id: 1, part: 2 }, 'part'],
])('%s refuses what it does not know in %j by name', async (tool, args, name) => {
  const world = createWorld({ entries: library() })
  const { client } = await world.connect('modern')
  const refused = await use(client, tool, args)
  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining(`"${name}"`) })
  expect(world.calls()).toEqual([])
})
