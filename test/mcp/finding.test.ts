import { expect, test, vi } from 'vitest'
import { createWorld, eras, use } from './world.js'

vi.setConfig({ testTimeout: 30_000 })

const searches: readonly Record<string, unknown>[] = [
  { limit: 7 },
  { limit: 7, order: 'oldest', archived: false },
  { limit: 7, untagged: false, starred: true },
  { limit: 7, words: 'Bicycle' },
  { limit: 7, words: 'Bicycle', archived: false },
  { limit: 7, savedBefore: '1y', tags: ['travel'] },
]

test.each(eras)('%s: by cursors each entry comes once, and all do', async (era) => {
  const world = createWorld()
  world.fake.seed.library(300)
  const { client } = await world.connect(era)
  for (const search of searches) {
    const whole = await use(client, 'find', { ...search, limit: 100 })
    const wanted: unknown[] = idsIn(whole.data)
    let last = whole.data['cursor']
    while (last !== undefined) {
      const { data } = await use(client, 'find', { limit: 100, cursor: last })
      wanted.push(...idsIn(data))
      last = data['cursor']
    }
    const ids: unknown[] = []
    let cursor: unknown
    do {
      const { data } = await use(client, 'find', { ...search, cursor })
      expect(idsIn(data).length).toBeLessThanOrEqual(7)
      ids.push(...idsIn(data))
      cursor = data['cursor']
    } while (cursor !== undefined)
    expect(ids, JSON.stringify(search)).toEqual(wanted)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(0)
  }
})

function idsIn(data: Record<string, unknown>): number[] {
  const { entries } = JSON.parse(JSON.stringify(data))
  return entries.map(({ id }: { id: number }) => id)
}

test('each filter finds what fits, and nothing else', async () => {
  const now = Math.floor(Date.now() / 1000)
  const world = createWorld({
    entries: [
      {
        url: 'https://a.example/1',
        title: 'One',
        tags: ['x'],
        language: 'en',
        createdAt: now - 400 * 86_400,
      },
      {
        url: 'https://a.example/2',
        title: 'Two',
        language: 'fr',
        starred: true,
        createdAt: now - 90_000,
      },
      { url: 'https://b.example/3', title: 'Three two', tags: ['x', 'y'], archived: true },
    ],
  })
  const { client } = await world.connect('modern')
  const found = async (args: object) => idsIn((await use(client, 'find', { ...args })).data).sort()
  expect(await found({})).toEqual([1, 2, 3])
  expect(await found({ tags: ['x'] })).toEqual([1, 3])
  expect(await found({ tags: ['x', 'Y'] })).toEqual([3])
  expect(await found({ untagged: true })).toEqual([2])
  expect(await found({ language: 'en' })).toEqual([1])
  expect(await found({ starred: true })).toEqual([2])
  expect(await found({ domain: 'b.example' })).toEqual([3])
  expect(await found({ savedBefore: '1y' })).toEqual([1])
  expect(await found({ savedAfter: '1w', archived: false })).toEqual([2])
  expect(await found({ words: 'two' })).toEqual([2, 3])
  expect(await found({ words: 'two', archived: true, tags: ['x'] })).toEqual([3])
})

test('a cursor that is not known, or is of another search, is refused', async () => {
  const world = createWorld()
  world.fake.seed.library(50)
  const { client } = await world.connect('modern')
  const { data } = await use(client, 'find', { archived: false })
  for (const args of [{ cursor: 'x' }, { archived: true, cursor: data['cursor'] }]) {
    expect(await use(client, 'find', args)).toMatchObject({
      isError: true,
      text: expect.stringContaining('no such cursor for this search'),
    })
  }
})
