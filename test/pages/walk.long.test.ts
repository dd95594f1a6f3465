import { test } from 'vitest'
import { checkWalks } from './walk-property.js'

test('what matches during the whole walk comes exactly once, in 1 000 histories', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
  console.log(`seed ${seed}; repeat with SEED=${seed}`)
  await checkWalks(1000, seed)
})
