import { expect } from 'vitest'
import { type MakePlace, playSeveral } from './history.js'

/** Plays so many histories, unless `SYNC_HISTORIES` says how many; the first that fails says how to play it again. */
export async function playAll(usual: number, place: MakePlace): Promise<void> {
  const first = Number(process.env['SYNC_SEED'] ?? 1)
  const count = Number(process.env['SYNC_HISTORIES'] ?? usual)
  for (let seed = first; seed < first + count; seed += 1) {
    await playSeveral(seed, place).catch((cause: unknown) => {
      throw new Error(`history ${seed} fails: SYNC_SEED=${seed} SYNC_HISTORIES=1`, { cause })
    })
  }
  expect.hasAssertions()
}
