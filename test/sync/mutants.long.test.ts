import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { playHistory } from './history.js'

vi.mock('../../src/sync/sizes.js', () => ({
  pageSize: 20,
  hashesAtOnce: 10,
  sampleSize: 3,
  contentsAtOnce: 4,
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.resetModules()
})
afterEach(() => {
  vi.useRealTimers()
  vi.doUnmock('../../src/sync/rules.js')
})

const minutes = 60_000

/** Each rule, broken in the way in which it would be left out. */
const mutants: Record<string, object> = {
  // With none at all the newest entry is missed, and everything is compared each time.
  'an overlap of a second': { overlapOf: () => 1000 },
  'no hour more where summer time ends': { overlapOf: () => 10 * minutes },
  'a watermark of the client’s clock': { nextWatermark: () => new Date().toISOString() },
  'an entry is the same by its number alone': {
    isSameEntry: (a: { id: number }, b: { id: number }) => a.id === b.id,
  },
  'equal or not, totals say nothing': { disagree: () => false },
  'a run deletes whatever is gone': { mostDeletions: () => Number.POSITIVE_INFINITY },
}

const most = 3000

test.each(Object.entries(mutants))(
  'the random histories find a sync with “%s”',
  async (name, mutant) => {
    vi.doMock('../../src/sync/rules.js', async (original) => {
      const rules = await original<typeof import('../../src/sync/rules.js')>()
      const overlap =
        'overlapOf' in mutant && typeof mutant.overlapOf === 'function' ? mutant.overlapOf : null
      // A function of the module calls its neighbour there, not the one that is put in its place.
      const readFrom = (watermark: string) => new Date(Date.parse(watermark) - Number(overlap?.()))
      return { ...rules, ...(overlap ? { readFrom } : {}), ...mutant }
    })
    const loaded = { ...(await import('wallabag-sdk')), ...(await import('wallabag-sdk/sync')) }
    for (let seed = 1; seed <= most; seed += 1) {
      const failure = await playHistory(seed, loaded).then(
        () => null,
        (error: unknown) => error,
      )
      if (failure) {
        console.log(`${name}: found by history ${seed}`)
        return
      }
    }
    expect.unreachable(`${most} histories do not notice`)
  },
  600_000,
)
