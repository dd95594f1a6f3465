import { describe } from 'vitest'
import { operations } from './operations.js'
import { faultCases } from './oracle.js'
import { table, withoutPauses } from './table.js'

withoutPauses()

describe('every operation over real connections', () => {
  const possible = faultCases.filter(({ name }) => name !== 'refused')
  describe.each(possible)('$name', (fault) => {
    // Where time is short, a few at once: all of them together would keep a machine from their requests.
    const size = fault.timeout === undefined ? operations.length : 8
    for (let at = 0; at < operations.length; at += size) {
      const some = operations.slice(at, at + size)
      describe(`from ${some[0]?.name} on`, () => table(fault, some, 'sockets'))
    }
  })
})
