import { describe, expect, test } from 'vitest'
import type { ListOptions } from 'wallabag-sdk'
import type { EntryView } from 'wallabag-sdk/testing'
import { connect, versions } from '../support/connect.js'

type Matches = (entry: EntryView) => boolean

/** Each filter, and what it means, said once more over the server's own state. */
const filters: [name: string, filter: ListOptions, matches: Matches][] = [
  ['archived', { archived: true }, (entry) => entry.archived],
  ['not archived', { archived: false }, (entry) => !entry.archived],
  ['starred', { starred: true }, (entry) => entry.starred],
  ['not starred', { starred: false }, (entry) => !entry.starred],
  ['public', { public: true }, (entry) => entry.uid !== null],
  ['not public', { public: false }, (entry) => entry.uid === null],
  ['one tag, in any case', { tags: [' One '] }, (entry) => entry.tags.includes('one')],
  [
    'several tags, all of them',
    { tags: ['one', 'two'] },
    (entry) => entry.tags.includes('one') && entry.tags.includes('two'),
  ],
  ['an unknown tag', { tags: ['never'] }, () => false],
  ['a host', { domain: 'a.test' }, (entry) => entry.domainName === 'a.test'],
  [
    'changed after',
    { changedAfter: new Date(1_700_000_010_999) },
    (entry) => entry.updatedAt > 1_700_000_010,
  ],
  [
    'all at once',
    { archived: true, starred: false, tags: ['one'], domain: 'a.test' },
    (entry) =>
      entry.archived &&
      !entry.starred &&
      entry.tags.includes('one') &&
      entry.domainName === 'a.test',
  ],
]

describe.each(versions)('lists on %s', (version) => {
  const { wallabag, fake } = connect({ version })
  for (let n = 0; n < 24; n++) {
    fake.seed.entry({
      url: `http://${n % 2 ? 'a' : 'b'}.test/${n}`,
      archived: n % 3 === 0,
      starred: n % 4 === 0,
      public: n % 5 === 0,
      tags: ['one', 'two'].filter((_, index) => n & (1 << (index + 1))),
      createdAt: 1_700_000_000 + n,
    })
  }
  const expected = (matches: Matches) => fake.state.entries.filter(matches).map(({ id }) => id)

  test.each(filters)('the filter “%s” gives what it says', async (name, filter, matches) => {
    const ids = expected(matches)
    if (!name.includes('unknown')) expect(ids.length).toBeGreaterThan(0)
    expect(ids.length).toBeLessThan(24)
    const listed = await wallabag.entries.list({ ...filter, perPage: 5 }).toArray({ limit: 99 })
    expect(listed.map(({ id }) => id)).toEqual(ids.reverse())
    expect(await wallabag.entries.count(filter)).toBe(ids.length)
  })

  test('sort and order give the order', async () => {
    const ids = async (options: ListOptions) =>
      (await wallabag.entries.list({ ...options, perPage: 50 })).items.map(({ id }) => id)
    const all = expected(() => true)
    expect(await ids({ order: 'asc' })).toEqual(all)
    expect(await ids({ sort: 'created' })).toEqual([...all].reverse())
    expect(await ids({ sort: 'updated', order: 'asc' })).toEqual(all)
    const archived = expected(({ archived }) => archived).sort()
    expect((await ids({ sort: 'archived', archived: true })).sort()).toEqual(archived)
  })

  test('detail decides whether there is content', async () => {
    const [summary] = (await wallabag.entries.list({ perPage: 1 })).items
    const [entry] = (await wallabag.entries.list({ perPage: 1, detail: 'full' })).items
    expect(summary).not.toHaveProperty('content')
    expect(entry).toHaveProperty('content')
  })
})

test.each([
  [{ archive: true }, 'archive: there is no such filter'],
  [{ archived: 'true' }, 'archived: expected true or false'],
  [{ archived: null }, 'archived: expected true or false'],
  [{ tags: [] }, 'tags: expected at least one label'],
  [{ tags: 'a' }, 'tags: expected a list of labels'],
  [{ tags: ['a,b'] }, 'tags: the server splits labels at commas'],
  [{ domain: '' }, 'domain: expected some text'],
  [{ changedAfter: 1_700_000_000 }, 'changedAfter: expected a Date'],
  [{ changedAfter: new Date('x') }, 'changedAfter: expected a Date'],
  [{ changedAfter: new Date(-1) }, 'changedAfter: expected a Date'],
  // Milliseconds taken for seconds: the server would give the whole library.
  [{ changedAfter: new Date(1_795_330_000_000 * 1000) }, 'changedAfter: expected a Date'],
  [{ httpStatus: 299 }, 'httpStatus: expected an HTTP status'],
  [{ httpStatus: '200' }, 'httpStatus: expected an HTTP status'],
  [{ sort: 'title' }, 'sort: expected “created”, “updated” or “archived”'],
  [{ order: 'up' }, 'order: expected “asc” or “desc”'],
  [{ perPage: 0 }, 'perPage: expected a whole number above 0'],
  [{ perPage: 1.5 }, 'perPage: expected a whole number above 0'],
  [{ detail: 'some' }, 'detail: expected “full” or “metadata”'],
  ['tags', 'filter: expected an object'],
  [[], 'filter: expected an object'],
])('the filter %j is refused at once', (filter, message) => {
  const { wallabag, fake } = connect()
  const { entries } = wallabag
  expect(() => Reflect.apply(entries.list, entries, [filter])).toThrow(message)
  expect(fake.requests).toHaveLength(0)
})

test('what is undefined is not given', async () => {
  const { wallabag, calls, fake } = connect()
  await wallabag.entries.list({ archived: undefined, tags: undefined, detail: undefined })
  expect(calls()).toHaveLength(1)
  expect(fake.state.entries).toHaveLength(0)
})
