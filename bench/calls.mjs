// What a call costs beside the same call by other clients.
import { bodies } from './bodies.mjs'
import { fetchClients, socketClients } from './clients.mjs'
import { inTurn, ratios } from './measure.mjs'
import { startServer } from './server.mjs'

/** @typedef {import('./measure.mjs').Figure} Figure */
/** @typedef {import('./clients.mjs').Clients} Clients */

const own = 'wallabag-sdk'
/** How many calls a client makes before it is the next one's turn. */
const inRow = 20

/**
 * @returns {Promise<{ clients: Map<string, Figure[]>, figures: Figure[] }>} For each client what its
 *   calls take beside ky's, and what is promised of ours.
 */
export async function calls() {
  const inMemory = await timesOf(fetchClients('http://localhost', answer), 'small', 2000, 25)
  const server = await startServer()
  const clients = socketClients(server.url)
  const small = await timesOf(clients, 'small', 400, 21)
  const page = await timesOf(clients, 'page', 600, 7)
  server.stop()
  const ky = inMemory.get('ky') ?? []
  const over = inMemory.get(own)?.map((time, round) => time - (ky[round] ?? Number.NaN)) ?? []
  const all = { 'in memory': inMemory, 'small answer': small, 'page of 30 entries': page }
  return {
    clients: new Map([...small.keys()].map((name) => [name, besideKy(all, name)])),
    figures: [
      { what: 'A call in memory, more than ky', unit: 'µs', values: over, atMost: 8 },
      {
        what: 'A small answer over loopback, beside ky',
        unit: '×',
        values: ratios(small.get(own), small.get('ky')),
        atMost: 1.1,
      },
      {
        what: 'A page of 30 entries (28 KB) over loopback, beside ky',
        unit: '×',
        values: ratios(page.get(own), page.get('ky')),
        atMost: 1.1,
      },
    ],
  }
}

/**
 * @param {Readonly<Record<string, Map<string, number[]>>>} all
 * @param {string} name
 * @returns {Figure[]}
 */
function besideKy(all, name) {
  return Object.entries(all).map(([what, times]) => ({
    what,
    unit: '×',
    values: ratios(times.get(name), times.get('ky')),
  }))
}

/**
 * The clients make a few calls each in turn. With all calls of a round in a row, garbage was collected
 * in some rounds and not in others, each time for as long as fifty calls take: the median of one client
 * had it and that of another had not.
 *
 * @param {Clients} clients
 * @param {import('./clients.mjs').Kind} kind
 * @param {number} count Calls of each client in one round.
 * @param {number} rounds
 * @returns {Promise<Map<string, number[]>>} Microseconds a call.
 */
async function timesOf(clients, kind, count, rounds) {
  const turns = Object.entries(clients).map(([name, call]) => {
    const run = async () => {
      for (let index = 0; index < inRow; index++) await call(kind)
    }
    return /** @type {const} */ ([name, run])
  })
  /** @type {Map<string, number[]>} */
  const times = new Map(turns.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, spent] of await inTurn(Object.fromEntries(turns), count / inRow)) {
      const all = spent.reduce((sum, time) => sum + time, 0)
      times.get(name)?.push((all / count) * 1000)
    }
  }
  return times
}

/** @type {Readonly<Record<string, string>>} */
const answers = bodies

async function answer(/** @type {Parameters<typeof fetch>[0]} */ input) {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  return new Response(answers[pathname], { headers: { 'content-type': 'application/json' } })
}
