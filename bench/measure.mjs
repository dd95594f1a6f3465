/**
 * Runs every client in turn, again and again, so that whatever slows the machine slows them all.
 *
 * @param {import('./clients.mjs').Clients} clients
 * @param {import('./clients.mjs').Kind} kind
 * @param {{ rounds: number, calls: number }} effort
 * @returns {Promise<Map<string, number>>} The median microseconds of a call by client.
 */
export async function measure(clients, kind, { rounds, calls }) {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(clients).map((name) => [name, []]))
  // One round more than counted: the first compiles the code and opens the connections.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, call] of Object.entries(clients)) {
      globalThis.gc?.()
      const start = performance.now()
      for (let index = 0; index < calls; index++) await call(kind)
      if (round > 0) times.get(name)?.push(((performance.now() - start) / calls) * 1000)
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]))
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
