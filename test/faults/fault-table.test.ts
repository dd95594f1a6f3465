import { describe } from 'vitest'
import { operations } from './operations.js'
import { type FaultCase, faultCases } from './oracle.js'
import { table, withoutPauses } from './table.js'

const isSlow = ({ timeout }: FaultCase) => timeout !== undefined

withoutPauses()

describe('faults that pass at once', () => {
  describe.concurrent.each(faultCases.filter((fault) => !isSlow(fault)))('$name', (fault) => {
    table(fault, operations, 'memory')
  })
})

// One after another: a busy machine must not look like a slow server.
describe('slowness', () => {
  describe.each(faultCases.filter(isSlow))('$name', (fault) => {
    table(fault, operations, 'memory')
  })
})
