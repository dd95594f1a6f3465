import { test } from 'vitest'
import { byCursors } from './moving-library.js'
import { checkWalks } from './walk-property.js'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

test('what matches during the whole walk comes exactly once, in 1 000 histories', async () => {
  console.log(`seed ${seed}; repeat with SEED=${seed}`)
  await checkWalks(1000, seed)
})

test('and by cursors through new clients, in 2 000 histories', async () => {
  console.log(`seed ${seed}; repeat with SEED=${seed}`)
  await checkWalks(2000, seed, byCursors)
})
