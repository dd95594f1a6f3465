import { describe, expect, test } from 'vitest'
import { callsOf, clientOf, libraryOf } from '../support/library.js'
import { checkWalks } from './walk-property.js'

test('what matches during the whole walk comes exactly once, whatever is written meanwhile', async () => {
  await checkWalks(15, 20_261_122)
}, 30_000)

describe.each(['asc', 'desc'] as const)('a walk %s costs', (order) => {
  test.each([
    [30, 600],
    [100, 1200],
  ])(
    'for pages of %d at most 1.03 times the requests that they would be',
    async (perPage, total) => {
      const fake = libraryOf(total)
      const sizes: number[] = []
      for await (const page of clientOf(fake).entries.list({ order, perPage }).pages()) {
        sizes.push(page.items.length)
      }
      expect(sizes.every((size) => size <= perPage)).toBe(true)
      expect(sizes.reduce((sum, size) => sum + size)).toBe(total)
      const asked = fake.requests.flatMap(({ query }) => query.get('perPage') ?? []).map(Number)
      expect(asked.length).toBeLessThanOrEqual(Math.ceil((1.03 * total) / perPage))
      expect(Math.max(...asked)).toBeLessThanOrEqual(1.5 * (perPage + 1))
    },
  )

  test('no more than it did where a server gives no larger pages', async () => {
    const fake = libraryOf(1000)
    const capped: typeof fetch = (input, init) => {
      const request = new Request(input, init)
      const url = new URL(request.url)
      const most = Math.min(50, Number(url.searchParams.get('perPage')))
      if (url.searchParams.has('perPage')) url.searchParams.set('perPage', String(most))
      return fake.fetch(new Request(url, request))
    }
    let count = 0
    const { entries } = clientOf(fake, { fetch: capped })
    for await (const _ of entries.list({ order, perPage: 50 })) count += 1
    expect(count).toBe(1000)
    expect(callsOf(fake, 'GET /api/entries')).toBeLessThanOrEqual(26)
  })
})
