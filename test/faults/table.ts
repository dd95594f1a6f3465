import { beforeAll, describe, test, vi } from 'vitest'
import { isFull } from '../support/size.js'
import { whileTimeFlies } from '../support/time.js'
import type { Operation } from './operations.js'
import { type FaultCase, faultCases } from './oracle.js'
import { strike } from './strike.js'
import { clientIn, createWorld, type Face } from './world.js'

/** The pauses between attempts are of full jitter: with the least chance there are none. */
export function withoutPauses(): void {
  beforeAll(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
  })
}

/** The whole table of some operations in memory, where nothing has to wait: no busy machine looks like a slow server. */
export function inMemory(operations: readonly Operation[]): void {
  withoutPauses()

  beforeAll(async () => {
    // What the client loads with its first call takes real time.
    await clientIn(await createWorld()).tags.list()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  })

  describe('every operation in memory', () => {
    describe.each(faultCases)('$name', (fault) => table(fault, operations, 'memory'))
  })
}

/** The two rows of the fault table for one fault: struck once, and struck always. */
export function table(fault: FaultCase, operations: readonly Operation[], face: Face): void {
  // A form that follows is not repeated: whether a late fault ends it is a matter of milliseconds.
  const isRace = ({ repeat }: Operation) =>
    face === 'sockets' &&
    fault.isLate === true &&
    (repeat === 'form page' || repeat === 'form login')
  const struck = operations.filter(
    (operation) => (fault.only?.includes(operation.name) ?? true) && !isRace(operation),
  )
  if (struck.length === 0) return

  test.for([
    ['once: done exactly once, or it says what became of it', false],
    ['always: it gives up and says what became of it', true],
  ] as const)('%s', { timeout: 120_000 }, async ([, always], { signal }) => {
    const strikeAll = async () => {
      // A file comes as long as it lasts, and one without an end keeps others from being served in time.
      const chosen = someOf(struck, (faultCases.indexOf(fault) + Number(always)) % 2)
      for (const some of [chosen.filter(isNoFile), chosen.filter(isFile)]) {
        await Promise.all(some.map((operation) => strike(operation, fault, always, face)))
      }
    }
    await (vi.isFakeTimers() ? whileTimeFlies(strikeAll(), { step: 100, signal }) : strikeAll())
  })
}

/** Every second one of many; the others are struck in the other row and by the next fault, and all in the long run. */
function someOf(struck: readonly Operation[], first: number): readonly Operation[] {
  return isFull || struck.length < 4 ? struck : struck.filter((_, n) => n % 2 === first)
}

const isFile = ({ repeat }: Operation) => repeat === 'file'
const isNoFile = ({ repeat }: Operation) => repeat !== 'file'
