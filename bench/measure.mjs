import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** @type {() => void} */
const collect = runInNewContext('gc')

/**
 * What was measured, once a round, and what is promised of its median. Where `atMost` was not reached,
 * `heldAt` says what it must not exceed; docs/decisions.md says why.
 *
 * @typedef {{ what: string, unit: string, values: number[], atMost?: number, heldAt?: number, atLeast?: number }} Figure
 */

/**
 * Runs everything in turn, again and again, so that whatever slows the machine slows all of them.
 *
 * @param {Readonly<Record<string, () => unknown>>} contestants
 * @param {number} rounds
 * @returns {Promise<Map<string, number[]>>} Milliseconds by contestant, one for each round.
 */
export async function inTurn(contestants, rounds) {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(contestants).map((name) => [name, []]))
  // One round more than counted: the first compiles the code and opens the connections.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const start = performance.now()
      await run()
      if (round > 0) times.get(name)?.push(performance.now() - start)
    }
  }
  return times
}

/**
 * One by the other, round by round.
 *
 * @param {readonly number[] | undefined} times
 * @param {readonly number[] | undefined} reference
 */
export function ratios(times = [], reference = []) {
  return times.map((time, round) => time / (reference[round] ?? Number.NaN))
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5)

/**
 * @param {readonly number[]} values
 * @param {number} share 0.25 for the lower quartile.
 */
export function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

/**
 * Whether a promise was kept, by the median.
 *
 * @param {Figure} figure
 */
export function isKept({ values, atMost = Infinity, heldAt = atMost, atLeast = -Infinity }) {
  const value = median(values)
  return value <= heldAt && value >= atLeast
}

/** What the heap holds when all that can go has gone, in MB. */
export function held() {
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

/** The same after what ran before has come to rest: some of it is let go of in later turns only. */
export async function heldAtRest() {
  for (let turn = 0; turn < 5; turn++) {
    await setTimeout(20)
    collect()
  }
  return held()
}
