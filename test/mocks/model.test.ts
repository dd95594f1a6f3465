import fc from 'fast-check'
import { it } from 'vitest'
import { run, sequences } from './model-run.js'

it('agrees with a naive model after every operation of two users', async () => {
  const property = fc.asyncProperty(sequences, ([version, steps]) => run(version, steps))
  await fc.assert(property, { numRuns: 15, seed: 20261122 })
})
