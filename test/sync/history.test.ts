import { expect, test, vi } from 'vitest'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { testHistories } from './histories.js'
import { library } from './library.js'

vi.mock('../../src/sync/sizes.js', () => import('./small-sizes.js'))

testHistories(12, 60_000)

test('a library that shrinks by more than a page while it is read has no entry without sense for that', async () => {
  const { fake, ids, wallabag } = library(140)
  fake.fault({ path: '/api/entries', nth: 7 }, ({ proceed }) => {
    for (const id of ids.slice(0, 36)) fake.behind.remove(id)
    return proceed()
  })
  const sync = createSync(wallabag, { store: memoryStore() })
  expect(await sync.run({ allowMassDeletion: true })).toMatchObject({
    added: 140,
    deleted: 36,
    failures: [],
  })
})
