import { expect, test } from 'vitest'
import type { EntryBefore, Job, Target, Wallabag } from 'wallabag-sdk'
import { callsOf, clientOf, libraryOf } from '../support/library.js'

/** Three entries: one with two tags, one that is archived, one that is starred. */
function library() {
  const fake = libraryOf(0)
  for (const n of [1, 2, 3]) {
    fake.seed.entry({
      url: `https://a.test/${n}`,
      tags: n === 1 ? ['b', 'a'] : [],
      archived: n === 2,
      starred: n === 3,
    })
  }
  return fake
}

const wereBefore = [
  [1, { archived: false, starred: false, tags: ['a', 'b'] }],
  [2, { archived: true, starred: false, tags: [] }],
  [3, { archived: false, starred: true, tags: [] }],
]

async function before(job: Job<Target>): Promise<(readonly [number | null, unknown])[]> {
  const seen: [number | null, EntryBefore | null][] = []
  for await (const { id, before } of job) seen.push([id, before])
  return seen
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([id, was]) => [id, was && { ...was, tags: was.tags.toSorted() }])
}

const changes: [string, (wallabag: Wallabag, targets: { all: true }) => Job<Target>][] = [
  ['updateMany', ({ entries }, targets) => entries.updateMany(targets, { archived: true })],
  ['updateMany of titles', ({ entries }, targets) => entries.updateMany(targets, { title: 'T' })],
  ['updateMany of tags', ({ entries }, targets) => entries.updateMany(targets, { tags: ['x'] })],
  ['tagMany', ({ entries }, targets) => entries.tagMany(targets, { add: ['x'], remove: ['a'] })],
  ['deleteMany', ({ entries }, targets) => entries.deleteMany(targets)],
]

test.each(changes)('%s by a filter says what each entry was before', async (_, start) => {
  expect(await before(start(clientOf(library()), { all: true }))).toEqual(wereBefore)
})

test('entries that are given say it themselves, without a request', async () => {
  const fake = library()
  const { entries } = clientOf(fake)
  const given = await entries.list().toArray({ limit: 9 })
  const reads = callsOf(fake, 'GET /api/entries')
  expect(await before(entries.deleteMany(given))).toEqual(wereBefore)
  expect(callsOf(fake, 'GET /api/entries')).toBe(reads)
})

test('of ids a job knows it where it looks, and is `null` where it does not', async () => {
  const { entries } = clientOf(library())
  expect(await before(entries.updateMany([1, 2, 3], { archived: true }))).toEqual(wereBefore)
  const unseen = [1, 2, 3].map((id) => [id, null])
  expect(await before(entries.deleteMany([1, 2, 3]))).toEqual(unseen)
})

test('an entry that says it is as it is wanted is looked at, since it may be another by now', async () => {
  const fake = library()
  const { entries } = clientOf(fake)
  const given = await entries.list().toArray({ limit: 9 })
  await entries.update(2, { archived: false, starred: true })
  const was = await before(entries.updateMany(given, { archived: true }))
  expect(was[1]).toEqual([2, { archived: false, starred: true, tags: [] }])
  expect(fake.state.entries.every(({ archivedAt }) => archivedAt !== null)).toBe(true)
  // Of the others nobody need know more.
  const looks = fake.requests.filter(({ method, path }) => method === 'GET' && /\/\d+$/.test(path))
  expect(looks.map(({ path }) => path)).toEqual(['/api/entries/2'])
})

test('a change with no answer says it too, and a save says nothing', async () => {
  const fake = library()
  const { entries } = clientOf(fake, { retry: { limit: 0 } })
  fake.fault({ method: 'DELETE', path: '/api/entries/2' }, 'server-error')
  const outcomes = []
  for await (const outcome of entries.deleteMany({ archived: true })) outcomes.push(outcome)
  expect(outcomes).toMatchObject([{ status: 'unknown', before: { archived: true } }])
  for await (const outcome of entries.saveMany(['https://a.test/1', 'https://a.test/9'])) {
    expect(outcome.before).toBeNull()
  }
})

test('an entry with more tags than it shall have is changed, one with just these is not', async () => {
  const fake = library()
  const { entries } = clientOf(fake)
  const all = { all: true } as const
  for (const targets of [[1], all, await entries.list().toArray({ limit: 9 })]) {
    await entries.setTags(1, ['a', 'b'])
    expect(await entries.updateMany(targets, { tags: ['a'] })).toMatchObject({ failed: 0 })
    expect(fake.state.entries[0]?.tags).toEqual(['a'])
  }
  expect(await entries.updateMany(all, { tags: ['A'] })).toMatchObject({ done: 0, skipped: 3 })
})
