// What a call costs beside other clients: `npm run bench`, or `npm run bench -- --check` to fail
// when a bar is missed. Medians of interleaved runs; loopback figures are shown against ky.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { bodies } from './bodies.mjs'
import { fetchClients, socketClients } from './clients.mjs'
import { measure } from './measure.mjs'

/** The promises of the README. */
const bars = { memory: 20, small: 1.4, page: 1.25 }
/** @type {string[]} */
const missed = []

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`)
await inMemory()
await onLoopback()
await import('./cli-start.mjs')
for (const line of missed) console.log(`missed: ${line}`)
if (process.argv.includes('--check') && missed.length > 0) process.exitCode = 1

async function inMemory() {
  /** @type {Readonly<Record<string, string>>} */
  const answers = bodies
  /** @type {typeof fetch} */
  const answer = async (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    return new Response(answers[pathname], { headers: { 'content-type': 'application/json' } })
  }
  const clients = fetchClients('http://localhost', answer)
  const times = await measure(clients, 'small', { rounds: 25, calls: 2000 })
  const over = (times.get('wallabag-sdk') ?? 0) - (times.get('ky') ?? 0)
  show('In memory, small body', times)
  console.log(`  wallabag-sdk over ky: ${over.toFixed(1)} µs a call (bar: ${bars.memory})`)
  if (!(over <= bars.memory)) missed.push(`in memory ${over.toFixed(1)} µs over ky`)
}

async function onLoopback() {
  const server = fork(new URL('./server.mjs', import.meta.url))
  const [port] = await once(server, 'message')
  const clients = socketClients(`http://127.0.0.1:${port}`)
  await compare(clients, 'small', 400)
  await compare(clients, 'page', 200)
  server.disconnect()
}

/**
 * @param {import('./clients.mjs').Clients} clients
 * @param {import('./clients.mjs').Kind} kind
 * @param {number} calls
 */
async function compare(clients, kind, calls) {
  const times = await measure(clients, kind, { rounds: 21, calls })
  const kilobytes = Math.round(bodies['/api/entries'].length / 1000)
  show(kind === 'small' ? 'Loopback, small body' : `Loopback, page of ${kilobytes} KB`, times)
  const ratio = (times.get('wallabag-sdk') ?? 0) / (times.get('ky') ?? 1)
  console.log(`  wallabag-sdk: ${ratio.toFixed(2)} × ky (bar: ${bars[kind]})`)
  if (!(ratio <= bars[kind])) missed.push(`${kind} on loopback ${ratio.toFixed(2)} × ky`)
}

/**
 * @param {string} title
 * @param {Map<string, number>} times
 */
function show(title, times) {
  console.log(`\n${title} (µs a call)`)
  const reference = times.get('ky') ?? 1
  for (const [name, time] of [...times].sort((a, b) => a[1] - b[1])) {
    const ratio = (time / reference).toFixed(2)
    console.log(`  ${name.padEnd(14)} ${time.toFixed(1).padStart(8)}   ${ratio} × ky`)
  }
}
