// Work over many entries, beside the same one by one. The server is a process of its own and takes 5 ms
// for a request, and 50 ms for a page that it fetches.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Wallabag } from 'wallabag-sdk'
import { inTurn, ratios } from './measure.mjs'

const library = 5000
const count = 1000
/** How many requests are under way at once, in each of the ways. */
const width = 8
/** How long the server takes for a page, in milliseconds. */
const pageTime = 50

/**
 * @typedef {import('./measure.mjs').Figure} Figure
 * @typedef {import('wallabag-sdk').Targets} Targets
 */

/** @returns {Promise<Figure[]>} */
export async function bulk() {
  const file = fileURLToPath(new URL('bulk-server.mjs', import.meta.url))
  const server = fork(file, [String(library), String(pageTime)])
  const [{ url, auth, entries }] = await once(server, 'message')
  const asked = async () => {
    server.send('')
    return (await once(server, 'message'))[0].requests
  }
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
  server.disconnect()
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
  // One after another takes the same for each, so that a tenth of them tells.
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
 * A job that was left midway and is started again, beside one that begins with what is left.
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
  // Leaving it finishes what is under way: some thousand.
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
