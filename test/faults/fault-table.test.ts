import { beforeAll, describe, vi } from 'vitest'
import { operations } from './operations.js'
import { faultCases } from './oracle.js'
import { table, withoutPauses } from './table.js'
import { clientOf, createWorld } from './world.js'

withoutPauses()

// In memory nothing has to wait, and a busy machine does not look like a slow server.
beforeAll(async () => {
  // What the client loads with its first call takes real time.
  await clientOf(await createWorld()).tags.list()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})

describe('every operation in memory', () => {
  describe.each(faultCases)('$name', (fault) => table(fault, operations, 'memory'))
})
