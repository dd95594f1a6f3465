import { expect, test } from 'vitest'
import { pageAfter } from '../../src/entries/walk.js'
import { sized } from '../support/size.js'

test('the page after a position holds what is before it and something new, wherever that is and however small pages are', () => {
  for (let size = 1; size <= 12; size++) {
    for (let position = 1; position <= sized(3_000, 30_000); position++) {
      for (const largest of [Infinity, Math.max(2, size)]) {
        const { page, perPage } = pageAfter(position, size, { largest })
        const start = (page - 1) * perPage
        const holds = start < position && position < start + perPage
        if (!holds) expect.fail(`${position} by ${size}, ${largest}: page ${page} of ${perPage}`)
      }
    }
  }
})
