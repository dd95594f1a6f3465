import { expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const zoned = () => {
  const fake = createFakeWallabag({ timeZone: 'Europe/Paris' })
  return {
    fake,
    wallabag: new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch }),
  }
}

test('a server in Paris writes its summer and its winter offset', async () => {
  const { fake, wallabag } = zoned()
  fake.seed.entry({ url: 'https://a.test/1', createdAt: Date.UTC(2026, 6, 1, 12) / 1000 })
  fake.seed.entry({ url: 'https://a.test/2', createdAt: Date.UTC(2026, 0, 1, 12) / 1000 })
  expect(await wallabag.request('GET', '/api/entries')).toMatchObject({
    _embedded: {
      items: [
        { created_at: '2026-01-01T13:00:00+0100' },
        { created_at: '2026-07-01T14:00:00+0200' },
      ],
    },
  })
})

test('the second of the two equal hours in autumn reads as the first, and is compared as local time', async () => {
  const { fake, wallabag } = zoned()
  const second = Date.UTC(2026, 9, 25, 1, 30)
  const first = second - 3_600_000
  fake.seed.entry({ url: 'https://a.test/1', createdAt: second / 1000 })
  const [entry] = (await wallabag.entries.list()).items
  expect(entry?.createdAt).toEqual(new Date(first))
  const after = (moment: number) => wallabag.entries.count({ changedAfter: new Date(moment) })
  expect(await after(first - 1000)).toBe(1)
  expect(await after(first)).toBe(0)
  // 02:00 the second time: later than what is read, but by its local time earlier.
  expect(await after(second - 1_800_000)).toBe(1)
})

test('a backup that is put back undoes changes and deletions, and gives numbers away again', () => {
  const fake = createFakeWallabag()
  const [first = 0, second = 0] = fake.seed.library(2)
  const backup = fake.behind.backup()
  const before = fake.state.entries
  fake.behind.change(first, { title: 'Other' })
  fake.behind.remove(second)
  const third = fake.seed.entry({ url: 'https://a.test/3' })
  fake.behind.restore(backup)
  expect(fake.state.entries).toEqual(before)
  expect(fake.seed.entry({ url: 'https://a.test/4' })).toBe(third)
})
