import { describe, expect, test } from 'vitest'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { callsOf, clientOf, libraryOf } from '../support/library.js'
import { checkWalks } from './walk-property.js'

test('what matches during the whole walk comes exactly once, whatever is written meanwhile', async () => {
  await checkWalks(15, 20_261_122)
})

/** The pages that were asked for. */
function pagesAsked(fake: FakeWallabag): { page: number; perPage: number }[] {
  const lists = fake.requests.filter(({ query }) => query.has('perPage'))
  return lists.map(({ query }) => ({
    page: Number(query.get('page') ?? 1),
    perPage: Number(query.get('perPage')),
  }))
}

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
      const asked = pagesAsked(fake).map((at) => at.perPage)
      expect(asked.length).toBeLessThanOrEqual(Math.ceil((1.03 * total) / perPage))
      expect(Math.max(...asked)).toBeLessThanOrEqual(1.5 * (perPage + 1))
    },
  )

  test.each([
    [30, 600],
    [100, 1200],
  ])(
    'entry by entry in pages of %d no more than that, and less that is read twice',
    async (perPage, total) => {
      const fake = libraryOf(total)
      let count = 0
      for await (const _ of clientOf(fake).entries.list({ order, perPage })) count += 1
      expect(count).toBe(total)
      const asked = pagesAsked(fake)
      expect(asked.length).toBeLessThanOrEqual(total / perPage)
      expect(Math.max(...asked.map(({ perPage }) => perPage))).toBeLessThanOrEqual(
        1.5 * (perPage + 1),
      )
      const sent = asked.map((at) => Math.min(at.perPage, total - (at.page - 1) * at.perPage))
      expect(sent.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1.15 * total)
    },
  )

  test('no more at its end than what is left needs', async () => {
    const fake = libraryOf(102)
    const sizes: number[] = []
    for await (const { items } of clientOf(fake).entries.list({ order, perPage: 50 }).pages()) {
      sizes.push(items.length)
    }
    expect(sizes).toEqual([50, 48, 4])
    expect(pagesAsked(fake).at(-1)?.perPage).toBeLessThan(10)
  })

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
