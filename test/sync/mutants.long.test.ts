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
  for (const { file } of Object.values(mutants)) vi.doUnmock(file)
})

const minutes = 60_000

const watermark = '../../src/sync/watermark.js'

// A function calls its neighbours in its module as they are, so what calls the rule is broken.
const overlap = (milliseconds: number) => ({
  readFrom: (moment: string) => new Date(Date.parse(moment) - milliseconds),
})

/** Each rule, broken in the way in which it would be left out. */
const mutants: Record<string, { readonly file: string; readonly broken: object }> = {
  // With none at all the newest entry is missed, and everything is compared each time.
  'an overlap of a second': { file: watermark, broken: overlap(1000) },
  'no hour more where summer time ends': { file: watermark, broken: overlap(10 * minutes) },
  // A watermark of the client's clock is not here: what it misses is compared, which only costs more.
  'an entry is the same by its number alone': {
    file: '../../src/sync/differences.js',
    broken: { isSameEntry: (a: { id: number }, b: { id: number }) => a.id === b.id },
  },
  'equal or not, totals say nothing': {
    file: '../../src/sync/compare.js',
    broken: { disagree: () => false },
  },
  'a run deletes whatever is gone': {
    file: '../../src/sync/deletion-guard.js',
    broken: { mostDeletions: () => Number.POSITIVE_INFINITY },
  },
}

const most = 3000

test.each(Object.entries(mutants))(
  'the random histories find a sync with “%s”',
  async (name, { file, broken }) => {
    vi.doMock(file, async (original) => ({ ...(await original<object>()), ...broken }))
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
