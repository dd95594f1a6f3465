import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { countOr, firstSeed, playHistories } from './histories.js'

// Small pages, so that a small library takes several.
vi.mock('../../src/sync/sizes.js', () => ({
  pageSize: 20,
  hashesAtOnce: 10,
  sampleSize: 15,
  contentsAtOnce: 4,
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const count = countOr(50)

test(`after ${count} random histories from seed ${firstSeed} store and server are equal, and nothing was deleted that was there`, async () => {
  await playHistories(count)
  expect.hasAssertions()
}, 60_000)
