import fc from 'fast-check'
import { expect, vi } from 'vitest'
import { type History, type Reading, walk } from './moving-library.js'

/** Random libraries, writers between any two requests, faults, and a reader that writes as well. */
const histories: fc.Arbitrary<History> = fc.record({
  start: fc.array(fc.boolean(), { maxLength: 40, size: 'max' }),
  order: fc.constantFrom('asc', 'desc'),
  perPage: fc.integer({ min: 1, max: 12 }),
  filtered: fc.boolean(),
  writes: fc.array(fc.array(fc.nat(10_000), { maxLength: 6 }), { maxLength: 25, size: 'max' }),
  faults: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(429, 502, 503) },
    ),
    { maxLength: 40, size: 'max' },
  ),
  reader: fc.array(fc.constantFrom('look', 'look', 'archive', 'delete'), {
    minLength: 1,
    maxLength: 5,
  }),
})

/** Whatever happens meanwhile: what matches during the whole walk comes exactly once, nothing twice. */
export async function checkWalks(numRuns: number, seed: number, reading?: Reading): Promise<void> {
  const property = fc.asyncProperty(histories, async (history) => {
    const { delivered, always, ever } = await walk(history, reading)
    expect(new Set(delivered).size, 'nothing comes twice').toBe(delivered.length)
    const missed = [...always].filter((id) => !delivered.includes(id))
    expect(missed, 'what matched all the time was delivered').toEqual([])
    expect(
      delivered.filter((id) => !ever.has(id)),
      'only what matched',
    ).toEqual([])
    const sorted = delivered.toSorted((a, b) => (history.order === 'asc' ? a - b : b - a))
    expect(delivered, 'in the order of ids').toEqual(sorted)
  })
  // The pauses before repeats are drawn by lot: none.
  const lot = vi.spyOn(Math, 'random').mockReturnValue(0)
  // Making a failing history smaller takes minutes: the long run does.
  const endOnFailure = numRuns <= 50
  await fc.assert(property, { numRuns, seed, endOnFailure }).finally(() => lot.mockRestore())
}
