import { test } from 'vitest'
import { checkChanges, checkLabels, checkSaves } from './job-properties.js'

const seed = 20_261_122

test('each address is saved once, whatever is written and lost meanwhile', async () => {
  await checkSaves(15, seed)
})

test('what was given is changed and nothing else, whatever is written and lost meanwhile', async () => {
  await checkChanges(15, seed)
})

test('labels that are new never meet on their way', async () => {
  await checkLabels(4, seed)
})
