import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WallabagError } from 'wallabag-sdk'
import { ahead, fetchEarly } from '../../src/entries/ahead.js'
import type { PageData, PageRequest } from '../../src/entries/page-requests.js'
import { WalkById } from '../../src/entries/walk.js'
import { sized } from '../support/size.js'

interface History {
  readonly size: number
  readonly perPage: number
  /** What happens before each answer: numbers below 10 000 delete an entry, others add one. */
  readonly writes: readonly (readonly number[])[]
  /** How many turns each answer takes, so that the second can come before the first. */
  readonly turns: readonly number[]
}

const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Walks a list that moves, and keeps by hand what was there all the time. */
async function walk({ size, perPage, writes, turns }: History, isEarly = true) {
  let ids = Array.from({ length: size }, (_, index) => index + 1)
  const always = new Set(ids)
  let next = size
  let requests = 0
  let running = 0
  let most = 0
  const write = (number: number) => {
    const gone = ids[number % Math.max(1, ids.length)]
    if (number < 10_000 && gone !== undefined) {
      ids = ids.filter((id) => id !== gone)
      always.delete(gone)
    } else {
      next += 1
      ids.push(next)
    }
  }
  const fetch = async ({ page, perPage }: PageRequest): Promise<PageData<{ id: number }>> => {
    const index = requests
    requests += 1
    running += 1
    most = Math.max(most, running)
    for (let left = turns[index % turns.length] ?? 1; left > 0; left -= 1) await pause()
    for (const number of writes[index] ?? []) write(number)
    running -= 1
    const found = ids.slice((page - 1) * perPage, page * perPage)
    const [total, pageCount] = [ids.length, Math.max(1, Math.ceil(ids.length / perPage))]
    if (page > pageCount) throw new WallabagError('not_found_page', 'no page', {})
    const items = found.map((id) => ({ id }))
    return { items, ids: found, length: found.length, number: page, perPage, pageCount, total }
  }
  const delivered: number[] = []
  const pages = new WalkById(isEarly ? fetchEarly(fetch, perPage) : fetch, perPage, 'asc', Infinity)
  for await (const { items } of ahead(pages, undefined))
    delivered.push(...items.map(({ id }) => id))
  return { delivered, always, requests, most }
}

test('pages that are asked for early hide nothing and bring nothing twice, however the list moves', async () => {
  const histories: fc.Arbitrary<History> = fc.record({
    size: fc.integer({ min: 0, max: 60 }),
    perPage: fc.integer({ min: 2, max: 9 }),
    writes: fc.array(fc.array(fc.nat(12_000), { maxLength: 6 }), { maxLength: 30, size: 'max' }),
    turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 }),
  })
  const property = fc.asyncProperty(histories, async (history) => {
    const { delivered, always, most } = await walk(history)
    expect([...always].filter((id) => !delivered.includes(id))).toEqual([])
    expect(delivered).toEqual([...new Set(delivered)].toSorted((a, b) => a - b))
    expect(most).toBeLessThanOrEqual(2)
  })
  await fc.assert(property, { numRuns: sized(150, 1000) })
})

test('two pages are under way at once, and none is asked for that the walk does not want', async () => {
  const still: History = { size: 95, perPage: 10, writes: [], turns: [2] }
  const { delivered, requests, most } = await walk(still)
  expect(delivered).toHaveLength(95)
  expect(most).toBe(2)
  expect(await walk(still, false)).toMatchObject({ delivered, requests, most: 1 })
})
