import { beforeAll, expect, test } from 'vitest'
import { type Cost, costsOf, kinds } from '../../bench/costs.mjs'

/** Each size is ten times the one before. */
const sizes = [1000, 10_000, 100_000]
/** A file is a request of its own, so that fewer tell as much. */
const files = [500, 5000]
const exporting = '`exportMany` of all'

/** How many requests each kind of work may take at most in a library of a size. */
const requests: Readonly<Record<string, (size: number) => number>> = {
  'loop over `list({ perPage: 100 })`': (size) => size / 100,
  '`count`': () => 1,
  '`count` with a predicate': (size) => size / 1000 + 2,
  '`duplicates`': (size) => size / 1000 + 2,
  // Pages, looks at a hundred addresses at once, and calls that tag some forty.
  '`tagMany` of all by id': (size) => size / 1000 + size / 90 + size / 35 + 10,
  [exporting]: (size) => size,
  'first `sync.run()` into memory': (size) => size / 1000 + 3,
}

/** Ten times the library may take so many times as much: in proportion it is ten, squared a hundred. */
const most = 30

const measured = new Map<number, Record<string, Cost>>()
const others = Object.keys(kinds).filter((name) => name !== exporting)

beforeAll(async () => {
  // Compiles the code.
  await costsOf(100)
  for (const size of sizes) measured.set(size, await costsOf(size, others))
  for (const size of files) measured.set(size, await costsOf(size, [exporting]))
}, 900_000)

test.each(Object.keys(kinds))('%s costs in proportion to the library', (name) => {
  let before: Cost | undefined
  for (const size of name === exporting ? files : sizes) {
    const cost = measured.get(size)?.[name]
    if (!cost) throw new Error(`${name} was not measured with ${size} entries`)
    console.log(`${name}, ${size}: ${cost.requests} requests, ${Math.round(cost.cpu)} ms`)
    expect(cost.requests).toBeLessThanOrEqual(requests[name]?.(size) ?? 0)
    // What takes a moment only is measured by chance.
    if (before) expect(cost.cpu).toBeLessThan(most * Math.max(before.cpu, 20))
    if (before) expect(cost.heap).toBeLessThan(most * Math.max(before.heap, 1))
    before = cost
  }
})

test('a loop holds no more in a large library', () => {
  for (const size of sizes) {
    expect(measured.get(size)?.['loop over `list({ perPage: 100 })`']?.heap).toBeLessThan(15)
  }
})
