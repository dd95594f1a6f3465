import { test } from 'vitest'
import { checkWalks } from './walk-property.js'

test('what matches during the whole walk comes exactly once, whatever is written meanwhile', async () => {
  await checkWalks(15, 20_261_122)
}, 30_000)
