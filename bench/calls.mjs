// Compares the cost of a call with the same call by other clients.
import { bodies } from './bodies.mjs'
import { fetchClients, socketClients } from './clients.mjs'
import { inTurn, ratios } from './measure.mjs'
import { startServer } from './server.mjs'

/** @typedef {import('./measure.mjs').Figure} Figure */
/** @typedef {import('./clients.mjs').Clients} Clients */

const own = 'wallabag-sdk'

/**
 * @returns {Promise<{ clients: Map<string, Figure[]>, figures: Figure[] }>} For each client the
 * time of its calls relative to ky, and the figures that are promised for this package.
 */
export async function calls() {
  const inMemory = await timesOf(fetchClients('http://localhost', answer), 'small', 2000, 25)
  const server = await startServer()
  const clients = socketClients(server.url)
  const small = await timesOf(clients, 'small', 400, 21)
  // Garbage is collected about once in 300 pages, each time for as long as fifty pages take.
  // Shorter rounds have one collection or none, so that the medians of two clients could not be
  // compared.
  const page = await timesOf(clients, 'page', 900, 9)
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
        heldAt: 1.4,
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
 * @param {Clients} clients
 * @param {import('./clients.mjs').Kind} kind
 * @param {number} count Calls in one round.
 * @param {number} rounds
 * @returns {Promise<Map<string, number[]>>} Microseconds per call.
 */
async function timesOf(clients, kind, count, rounds) {
  const contestants = Object.entries(clients).map(([name, call]) => {
    const run = async () => {
      for (let index = 0; index < count; index++) await call(kind)
    }
    return /** @type {const} */ ([name, run])
  })
  const times = await inTurn(Object.fromEntries(contestants), rounds)
  return new Map(
    [...times].map(([name, values]) => [name, values.map((time) => (time / count) * 1000)]),
  )
}

/** @type {Readonly<Record<string, string>>} */
const answers = bodies

async function answer(/** @type {Parameters<typeof fetch>[0]} */ input) {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  return new Response(answers[pathname], { headers: { 'content-type': 'application/json' } })
}
