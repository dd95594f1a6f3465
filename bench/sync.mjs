// The first sync of a library of 20 000, metadata only, beside the bare fetching and parsing of the
// same pages one after another, over loopback; and how much heap the sync held.
// `node bench/sync.mjs`, or with `--check` to fail when a bar is missed.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'

/** The promises of the documentation: times the bare fetching, and megabytes above the start. */
const bars = { ratio: 1.3, heap: 60 }
const size = Number(process.env['SYNC_SIZE'] ?? 20_000)
const rounds = Number(process.env['SYNC_ROUNDS'] ?? 11)
setFlagsFromString('--expose-gc')
/** @type {() => void} */
const collect = runInNewContext('gc')

const server = fork(fileURLToPath(new URL('sync-server.mjs', import.meta.url)), [String(size)])
const [{ url, auth }] = await once(server, 'message')

/** @type {URL[]} */
let pages = []
let token = ''
const wallabag = new Wallabag({
  url,
  auth,
  fetch: (input, init) => {
    const request = new Request(input, init)
    const target = new URL(request.url)
    if (target.pathname === '/api/entries') pages.push(target)
    token = request.headers.get('authorization') ?? token
    return fetch(request)
  },
})

/** @param {() => void} [onPage] */
async function sync(onPage) {
  pages = []
  const { added } = await createSync(wallabag, { store: memoryStore() }).run({
    onProgress: () => onPage?.(),
  })
  if (added !== size) throw new Error(`${added} of ${size} entries were synced`)
}

async function bare() {
  for (const page of pages) {
    const response = await fetch(page, { headers: { authorization: token } })
    await response.json()
  }
}

/** @param {() => Promise<void>} run */
async function time(run) {
  collect()
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

await sync()
await bare()
/** @type {{ sync: number, bare: number }[]} */
const times = []
for (let round = 0; round < rounds; round += 1) {
  times.push({ bare: await time(bare), sync: await time(sync) })
}

// What the rounds left behind is let go of in later turns only.
for (let turn = 0; turn < 5; turn += 1) {
  await new Promise((resolve) => setTimeout(resolve, 20))
  collect()
}
const before = process.memoryUsage().heapUsed
let live = 0
await sync(() => {
  collect()
  live = Math.max(live, process.memoryUsage().heapUsed - before)
})
server.disconnect()

const bareTime = median(times.map((round) => round.bare))
const syncTime = median(times.map((round) => round.sync))
const ratio = median(times.map((round) => round.sync / round.bare))
const heap = live / 1e6
console.log(`${size} entries in ${pages.length} pages, ${rounds} rounds, Node ${process.version}`)
console.log(`bare fetching and parsing  ${bareTime.toFixed(0)} ms`)
console.log(
  `first sync                 ${syncTime.toFixed(0)} ms: ${ratio.toFixed(2)} × (bar: ${bars.ratio})`,
)
console.log(`heap above the start       ${heap.toFixed(1)} MB (bar: ${bars.heap})`)
const missed = !(ratio <= bars.ratio && heap <= bars.heap)
if (process.argv.includes('--check') && missed) process.exitCode = 1
