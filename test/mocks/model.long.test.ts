import fc from 'fast-check'
import { it } from 'vitest'
import { run, sequences } from './model-run.js'

it('agrees with a naive model in thousands of histories', async () => {
  const property = fc.asyncProperty(sequences, ([version, steps]) => run(version, steps))
  await fc.assert(property, { numRuns: 2_000 })
}, 600_000)
