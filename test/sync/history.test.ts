import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as sdk from 'wallabag-sdk'
import * as sync from 'wallabag-sdk/sync'
import { playHistory } from './history.js'

vi.mock('../../src/sync/sizes.js', () => ({
  pageSize: 20,
  hashesAtOnce: 10,
  sampleSize: 5,
  contentsAtOnce: 4,
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const first = Number(process.env['SYNC_SEED'] ?? Math.floor(Math.random() * 1e9))
const count = Number(process.env['SYNC_HISTORIES'] ?? 50)

test(`after ${count} random histories from seed ${first} store and server are equal, and nothing was deleted that was there`, async () => {
  console.log(`SYNC_SEED=${first}`)
  for (let seed = first; seed < first + count; seed += 1) {
    await playHistory(seed, { ...sdk, ...sync }).catch((error: unknown) => {
      throw new Error(`history ${seed} fails: SYNC_SEED=${seed} SYNC_HISTORIES=1`, { cause: error })
    })
  }
  expect.hasAssertions()
}, 60_000)
