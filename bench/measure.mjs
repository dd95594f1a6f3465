import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** @type {() => void} */
const collect = runInNewContext('gc')

/**
 * Measured values, one for each round, and what is promised for their median. If `atMost` was not
 * reached, `heldAt` is the limit; docs/decisions.md explains why.
 *
 * @typedef {{ what: string, unit: string, values: number[], atMost?: number, heldAt?: number,
 * atLeast?: number }} Figure
 */

/**
 * Runs all contestants in turn, round by round, so that whatever slows the machine down affects all
 * of them.
 *
 * @param {Readonly<Record<string, () => unknown>>} contestants
 * @param {number} rounds
 * @returns {Promise<Map<string, number[]>>} Milliseconds by contestant, one for each round.
 */
export async function inTurn(contestants, rounds) {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(contestants).map((name) => [name, []]))
  // There is one round more than counted: the first compiles the code and opens the connections.
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
 * Divides times by those of a reference, round by round.
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
 * Whether the median keeps its promise.
 *
 * @param {Figure} figure
 */
export function isKept({ values, atMost = Infinity, heldAt = atMost, atLeast = -Infinity }) {
  const value = median(values)
  return value <= heldAt && value >= atLeast
}

/** Returns the used heap in MB after garbage collection. */
export function held() {
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

/**
 * The same after earlier work has released its memory, some of which happens in later turns of the
 * event loop.
 */
export async function heldAtRest() {
  for (let turn = 0; turn < 5; turn++) {
    await setTimeout(20)
    collect()
  }
  return held()
}

/**
 * Starts a server of the benchmarks in a separate process, so that only the client is measured.
 *
 * @param {string} file - Its file in this folder. Its first message has its `url`.
 * @param {...unknown} args
 */
export async function startProcess(file, ...args) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String))
  const [account] = await once(child, 'message')
  return {
    account,
    /**
     * The number of requests since the last call, if the server counts them.
     *
     * @returns {Promise<number>}
     */
    async requests() {
      child.send('')
      return (await once(child, 'message'))[0].requests
    },
    stop: () => child.disconnect(),
  }
}
