import * as sdk from 'wallabag-sdk'
import * as sync from 'wallabag-sdk/sync'
import { playHistory } from './history.js'

/** The first seed: the same in every run unless another is given, to explore or to play again. */
export const firstSeed = Number(process.env['SYNC_SEED'] ?? 1)

/** How many histories to play. */
export const countOr = (usual: number) => Number(process.env['SYNC_HISTORIES'] ?? usual)

/** Plays histories one after another; the first that fails says how to play it again. */
export async function playHistories(count: number): Promise<void> {
  console.log(`SYNC_SEED=${firstSeed} SYNC_HISTORIES=${count}`)
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    await playHistory(seed, { ...sdk, ...sync }).catch((cause: unknown) => {
      throw new Error(`history ${seed} fails: SYNC_SEED=${seed} SYNC_HISTORIES=1`, { cause })
    })
  }
}
