// Bulk work, compared with the same work one by one. The server is a separate process and takes 5
// ms for a request, and 50 ms for a page that it fetches.
import { Wallabag } from 'wallabag-sdk'
import { inTurn, ratios, startProcess } from './measure.mjs'

const library = 5000
const count = 1000
/** The number of simultaneous requests in each variant. */
const width = 8
/** How long the server takes for a page, in milliseconds. */
const pageTime = 50

/**
 * @typedef {import('./measure.mjs').Figure} Figure
 * @typedef {import('wallabag-sdk').Targets} Targets
 */

/** @returns {Promise<Figure[]>} */
export async function bulk() {
  const server = await startProcess('bulk-server.mjs', library, pageTime)
  const { url, auth, entries } = server.account
  const asked = server.requests
  const wallabag = new Wallabag({ url, auth, limits: { concurrency: width } })
  const every = library / count
  /** @type {{ id: number, url: string }[]} */
  const meant = entries.filter(
    (/** @type {unknown} */ _, /** @type {number} */ at) => at % every === 0,
  )
  const figures = [
    ...(await tagging(wallabag, meant, asked)),
    ...(await resuming(wallabag, entries, asked)),
    ...(await saving(wallabag, asked)),
  ]
  server.stop()
  return figures
}

/**
 * @param {Wallabag} wallabag
 * @param {{ id: number, url: string }[]} meant
 * @param {() => Promise<number>} asked
 * @returns {Promise<Figure[]>}
 */
async function tagging({ entries }, meant, asked) {
  const ids = meant.map(({ id }) => id)
  /** @type {Map<string, number[]>} */
  const requests = new Map()
  let round = 0
  /**
   * @param {number[]} some
   * @param {number} workers
   * @param {(id: number) => PromiseLike<unknown>} change
   */
  const each = async (some, workers, change) => {
    const queue = some.values()
    const work = async () => {
      for (const id of queue) await change(id)
    }
    await Promise.all(Array.from({ length: workers }, work))
  }
  const add = (/** @type {number} */ id) => entries.addTags(id, [`single ${round}`])
  const remove = (/** @type {number} */ id) => entries.removeTags(id, [`single ${round}`])
  /**
   * @param {string} name
   * @param {() => PromiseLike<{ done: number }>} run
   */
  const job = (name, run) => async () => {
    await asked()
    const { done } = await run()
    if (done !== count) throw new Error(`${name}: ${done} of ${count} entries were tagged.`)
    requests.set(name, [...(requests.get(name) ?? []), await asked()])
  }
  /**
   * @param {string} name
   * @param {Targets} targets
   */
  const adding = (name, targets) =>
    job(name, () => entries.tagMany(targets, { add: [`${name} ${round}`] }))
  // One after another takes the same time for each, so a tenth of them is enough.
  const tenth = ids.slice(0, count / 10)
  const times = await inTurn(
    {
      'a tenth': () => each(tenth, 1, add),
      'a tenth without': () => each(tenth, 1, remove),
      'eight at once': () => each(ids, width, add),
      'eight at once without': () => each(ids, width, remove),
      'by address': adding(
        'by address',
        meant.map(({ url }) => url),
      ),
      'by id': adding('by id', ids),
      'as entries': adding('as entries', meant),
      without: job('without', () => entries.tagMany(ids, { remove: [`by id ${round++}`] })),
    },
    5,
  )
  /**
   * @param {string} what
   * @param {string} name
   * @param {{ end?: string, atLeast?: number, most?: number }} [beside]
   * @returns {Figure[]}
   */
  const figuresOf = (what, name, { end = '', atLeast, most = 59 } = {}) => [
    {
      what: `${what}, times as fast as one by one`,
      unit: '×',
      values: ratios(times.get(`a tenth${end}`), times.get(name)).map((ratio) => ratio * 10),
      atLeast: 4,
    },
    {
      what: `The same, times as fast as ${width} at once`,
      unit: '×',
      values: ratios(times.get(`eight at once${end}`), times.get(name)),
      ...(atLeast && { atLeast }),
    },
    { what: 'The requests of it', unit: '', values: requests.get(name) ?? [], atMost: most },
  ]
  const of = `${count} of ${library} entries`
  return [
    ...figuresOf(`\`tagMany\` of ${of} by address`, 'by address', { atLeast: 4, most: 30 }),
    ...figuresOf('By id', 'by id'),
    ...figuresOf('As entries', 'as entries'),
    ...figuresOf('Removing a tag, by id', 'without', { end: ' without' }),
  ]
}

/**
 * Compares a job that was interrupted midway and started again with a job for the remaining
 * entries.
 *
 * @param {Wallabag} wallabag
 * @param {{ id: number, url: string }[]} meant
 * @param {() => Promise<number>} asked
 * @returns {Promise<Figure[]>}
 */
async function resuming({ entries }, meant, asked) {
  const ids = meant.map(({ id }) => id)
  /** @type {Map<string, import('wallabag-sdk').CheckpointData>} */
  const checkpoint = new Map()
  const begin = () => entries.tagMany(ids, { add: ['resumed'] }, { checkpoint })
  // Leaving the loop finishes the running requests, which are about a thousand.
  for await (const _ of begin()) break
  await asked()
  const { done } = await begin()
  const resumed = await asked()
  await entries.tagMany(ids.slice(-done), { add: ['fresh'] })
  const fresh = await asked()
  const what = 'The requests of such a job that goes on, beside those of one with what is left'
  return [{ what, unit: '×', values: [resumed / fresh], atMost: 1.1 }]
}

/**
 * @param {Wallabag} wallabag
 * @param {() => Promise<number>} asked
 * @returns {Promise<Figure[]>}
 */
async function saving({ entries }, asked) {
  const urls = Array.from({ length: count }, (_, n) => `https://new.example/${n}`)
  await asked()
  const start = performance.now()
  const { done } = await entries.saveMany(urls)
  const time = performance.now() - start
  if (done !== count) throw new Error(`${done} of ${count} addresses were saved.`)
  const least = (count * pageTime) / width
  return [
    {
      what: `\`saveMany\` of ${count} new addresses, of what ${width} requests of ${pageTime} ms at once allow`,
      unit: '×',
      values: [least / time],
      atLeast: 0.9,
    },
    {
      what: 'Requests for each of them',
      unit: '',
      values: [(await asked()) / count],
      atMost: 1.05,
    },
  ]
}
