import { beforeAll, test, vi } from 'vitest'
import type { Operation } from './operations.js'
import type { FaultCase } from './oracle.js'
import { strike } from './strike.js'

/** The pauses between attempts are of full jitter: with the least chance there are none. */
export function withoutPauses(): void {
  beforeAll(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
  })
}

/** The two rows of the fault table for one fault: struck once, and struck always. */
export function table(
  fault: FaultCase,
  operations: readonly Operation[],
  face: 'memory' | 'sockets',
): void {
  const struck = operations.filter(({ name }) => fault.only?.includes(name) ?? true)

  test.runIf(struck.length > 0)(
    'once: done exactly once, or it says what became of it',
    async () => {
      await Promise.all(struck.map((operation) => strike(operation, fault, false, face)))
    },
    20_000,
  )

  test.runIf(struck.length > 0)(
    'always: it gives up and says what became of it',
    async () => {
      await Promise.all(struck.map((operation) => strike(operation, fault, true, face)))
    },
    20_000,
  )
}
