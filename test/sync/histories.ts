import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as sdk from 'wallabag-sdk'
import * as sync from 'wallabag-sdk/sync'
import { playHistory } from './history.js'

/** The first seed: the same in every run unless another is given, to explore or to play again. */
const firstSeed = Number(process.env['SYNC_SEED'] ?? 1)

/**
 * Tests random histories one after another; the first that fails says how to play it again.
 *
 * @param usual - How many, unless `SYNC_HISTORIES` says so.
 * @param timeout - How long they may take, in milliseconds.
 */
export function testHistories(usual: number, timeout: number): void {
  const count = Number(process.env['SYNC_HISTORIES'] ?? usual)

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test(
    `after ${count} random histories from seed ${firstSeed} store and server are equal, and nothing was deleted that was there`,
    async () => {
      console.log(`SYNC_SEED=${firstSeed} SYNC_HISTORIES=${count}`)
      for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
        await playHistory(seed, { ...sdk, ...sync }).catch((cause: unknown) => {
          throw new Error(`history ${seed} fails: SYNC_SEED=${seed} SYNC_HISTORIES=1`, { cause })
        })
      }
      expect.hasAssertions()
    },
    timeout,
  )
}
