import { describe } from 'vitest'
import { operations } from './operations.js'
import { faultCases } from './oracle.js'
import { table, withoutPauses } from './table.js'

withoutPauses()

describe('every operation over real connections', () => {
  const possible = faultCases.filter(({ name }) => name !== 'refused')
  describe.each(possible)('$name', (fault) => table(fault, operations, 'sockets'))
})
