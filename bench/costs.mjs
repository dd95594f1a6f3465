// Measures the cost of work on libraries of several sizes: requests, processor time and heap. The
// server is a separate process.
import { Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { auth } from './clients.mjs'
import { held, heldAtRest, startProcess } from './measure.mjs'

/** @typedef {{ requests: number, cpu: number, heap: number }} Cost Processor time in ms, heap in MB. */

/** The least time between two measurements of the heap, in milliseconds. */
const lookEvery = 100

const idsOf = (/** @type {number} */ size) => Array.from({ length: size }, (_, index) => index + 1)

/** @type {import('wallabag-sdk').ExportSink} */
const nowhere = {
  has: () => false,
  async write(_, content) {
    await content.pipeTo(new WritableStream())
  },
}

const exporting = '`exportMany` of all'

/**
 * The kinds of work. The result is kept until the heap is measured.
 *
 * @type {Record<string, (wallabag: Wallabag, size: number) => unknown>}
 */
export const kinds = {
  'loop over `list({ perPage: 100 })`': async ({ entries }) => {
    for await (const _ of entries.list({ perPage: 100 }));
  },
  '`count`': ({ entries }) => entries.count({}),
  '`count` with a predicate': ({ entries }) =>
    entries.count({}, { where: ({ starred }) => starred }),
  '`duplicates`': ({ entries }) => entries.duplicates(),
  '`tagMany` of all by id': ({ entries }, size) => entries.tagMany(idsOf(size), { add: ['all'] }),
  [exporting]: ({ entries }, size) => entries.exportMany(idsOf(size), 'txt', nowhere),
  'first `sync.run()` into memory': (wallabag) => synced(wallabag),
}

/** @param {Wallabag} wallabag */
async function synced(wallabag) {
  const store = memoryStore()
  await createSync(wallabag, { store }).run()
  return store
}

/**
 * Measures the cost of all work in libraries of 1 000, 10 000 and 100 000 entries.
 *
 * @param {boolean} isWhole Whether 100 000 files are exported too, which takes more than a minute.
 */
export async function costs(isWhole) {
  // This run only compiles the code.
  await costsOf(1000)
  /** @type {import('./table.mjs').Costs} */
  const all = Object.fromEntries(Object.keys(kinds).map((name) => [name, {}]))
  for (const size of [1000, 10_000, 100_000]) {
    const names = Object.keys(kinds).filter(
      (name) => isWhole || size < 100_000 || name !== exporting,
    )
    for (const [name, cost] of Object.entries(await costsOf(size, names))) {
      Object.assign(all[name] ?? {}, { [size]: cost })
    }
  }
  return all
}

/**
 * Measures the cost of each kind of work.
 *
 * @param {number} size The number of entries in the library.
 * @param {readonly string[]} [names] The kinds of work; default: all.
 * @returns {Promise<Record<string, Cost>>}
 */
export async function costsOf(size, names = Object.keys(kinds)) {
  const server = await startProcess('costs-server.mjs', size)
  const { url } = server.account
  const watch = heapWatch()
  const wallabag = new Wallabag({
    url,
    auth,
    async fetch(input, init) {
      watch.look()
      return fetch(input, init)
    },
  })
  await wallabag.user.get()
  /** @type {Record<string, Cost>} */
  const costs = {}
  for (const name of names) {
    await server.requests()
    await watch.begin()
    const start = process.cpuUsage()
    const result = await kinds[name]?.(wallabag, size)
    const cpu = millisecondsSince(start)
    costs[name] = { ...watch.end(cpu), requests: await server.requests() }
    if (result === null) throw new Error(`Nothing came of ${name}.`)
  }
  server.stop()
  return costs
}

/** Measures the heap regularly, and subtracts the cost of measuring. */
function heapWatch() {
  let before = 0
  let most = 0
  let last = 0
  let looking = 0
  return {
    async begin() {
      before = await heldAtRest()
      most = 0
      looking = 0
      last = performance.now()
    },
    look() {
      if (performance.now() - last < lookEvery) return
      const start = process.cpuUsage()
      most = Math.max(most, held() - before)
      looking += millisecondsSince(start)
      last = performance.now()
    },
    /** @param {number} cpu */
    end(cpu) {
      return { cpu: cpu - looking, heap: Math.max(most, held() - before, 0) }
    },
  }
}

/** @param {NodeJS.CpuUsage} start */
function millisecondsSince(start) {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
