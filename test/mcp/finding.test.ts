import { expect, onTestFinished, test, vi } from 'vitest'
import { createWorld, eras, use } from './world.js'

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

test('a cursor outlives the process, and what is deleted meanwhile takes nothing from it', async () => {
  const world = createWorld()
  world.fake.seed.library(60)
  const first = await world.connect('modern')
  const search = { untagged: false, limit: 7 }
  const whole = idsIn((await use(first.client, 'find', { ...search, limit: 100 })).data)
  const { data } = await use(first.client, 'find', search)
  const told = idsIn(data)
  await first.client.close()
  // The last that was told is gone, and so is the one after it.
  for (const id of whole.slice(6, 8)) world.fake.behind.remove(id)

  const other = createWorld({ fake: world.fake })
  const { client } = await other.connect('legacy')
  let cursor = data['cursor']
  while (cursor !== undefined) {
    const { data } = await use(client, 'find', { limit: 7, cursor })
    told.push(...idsIn(data))
    cursor = data['cursor']
  }
  expect(told).toEqual([...whole.slice(0, 7), ...whole.slice(8)])
})

test('ages are counted back from the first find', async () => {
  const now = Math.floor(Date.now() / 1000)
  const day = 86_400
  // The last one turns a day old between the two finds.
  const entries = [100, 90, 80, 70, -900].map((past, index) => ({
    url: `https://a.example/${index}`,
    createdAt: now - day - past,
  }))
  const { client } = await createWorld({ entries }).connect('modern')
  const searches = [{ changedAfter: '2d', savedBefore: '1d' }, { changedAfter: '2d' }]
  const firsts = []
  for (const search of searches) firsts.push(await use(client, 'find', { ...search, limit: 2 }))
  vi.useFakeTimers({ toFake: ['Date'], now: (now + 1800) * 1000 })
  onTestFinished(() => void vi.useRealTimers())
  const told = []
  for (const { data } of firsts) {
    const rest = await use(client, 'find', { limit: 9, cursor: data['cursor'] })
    expect(rest.isError, rest.text).toBe(false)
    told.push([...idsIn(data), ...idsIn(rest.data)])
  }
  expect(told).toEqual([
    [1, 2, 3, 4],
    [5, 4, 3, 2, 1],
  ])
})

test('a cursor that is not known, or is of another search, is refused', async () => {
  const world = createWorld()
  world.fake.seed.library(50)
  const { client } = await world.connect('modern')
  const { data } = await use(client, 'find', { archived: false })
  for (const args of [{ cursor: 'x' }, { archived: true, cursor: data['cursor'] }]) {
    expect(await use(client, 'find', args)).toMatchObject({
      isError: true,
      text: expect.stringContaining('does not belong to this search'),
    })
  }
})
