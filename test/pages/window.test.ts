import { expect, test } from 'vitest'
import { windowAt } from '../../src/entries/walk.js'
import { sized } from '../support/size.js'

test('a window holds its target and something after it, wherever that is and however small pages are', () => {
  for (let size = 2; size <= 12; size++) {
    for (let target = 0; target <= sized(3_000, 30_000); target++) {
      const { page, perPage } = windowAt(target, size)
      const start = (page - 1) * perPage
      const holds = start <= target && target + 1 < start + perPage
      if (!holds) expect.fail(`target ${target} of size ${size}: page ${page} of ${perPage}`)
    }
  }
})
