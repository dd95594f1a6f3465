import { beforeAll, test } from 'vitest'
import { checkChanges, checkLabels, checkSaves } from './job-properties.js'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
beforeAll(() => console.log(`seed ${seed}; repeat with SEED=${seed}`))

test('each address is saved once, in 1 000 histories', () => checkSaves(1000, seed))
test('what was given is changed and nothing else, in 1 000 histories', () =>
  checkChanges(1000, seed))
test('labels that are new never meet on their way, in 200 histories', () => checkLabels(200, seed))
