// Tagging a thousand entries: one by one, eight at a time, against `tagMany`; on loopback, the server
// in another process, taking 1 ms a request and 0.5 ms for each entry that is changed.
// `node bench/bulk.mjs`, or with `--check` to fail when a bar is missed.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Wallabag } from 'wallabag-sdk'

const count = 1000
/** The promises of the documentation. */
const bars = { ratio: 4, requests: 30 }
const rounds = 3

const server = fork(new URL('./bulk-server.mjs', import.meta.url), [String(count)])
const [{ url, auth, urls }] = await once(server, 'message')
const options = { url, auth, limits: { concurrency: 8 } }
const wallabag = new Wallabag(options)
/** @type {number[]} */
const ids = [...(await wallabag.entries.idsOf(urls)).values()].flatMap((id) => id ?? [])

/** @type {number[]} */
const ratios = []
let most = 0
for (let round = 0; round < rounds; round++) {
  await requests()
  const single = await timed(() => oneByOne(`single-${round}`))
  const singleRequests = await requests()
  const bulk = await timed(() => wallabag.entries.tagMany(urls, { add: [`bulk-${round}`] }))
  const bulkRequests = await requests()
  ratios.push(single / bulk)
  most = Math.max(most, bulkRequests)
  console.log(
    `one by one ${single.toFixed(0)} ms in ${singleRequests} requests, tagMany ${bulk.toFixed(0)} ms in ${bulkRequests}: ${(single / bulk).toFixed(1)} times as fast`,
  )
}
server.disconnect()
const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
console.log(
  `tagMany of ${count} entries: ${ratio.toFixed(1)} × (bar: ${bars.ratio}), ${most} requests (bar: ${bars.requests})`,
)
const missed = ratio < bars.ratio || most > bars.requests
if (process.argv.includes('--check') && missed) process.exitCode = 1

/** @param {string} label */
async function oneByOne(label) {
  const queue = ids.values()
  const workers = Array.from({ length: 8 }, async () => {
    for (const id of queue) await wallabag.entries.addTags(id, [label])
  })
  await Promise.all(workers)
}

/** @param {() => PromiseLike<unknown>} run */
async function timed(run) {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

/** How many requests the server has had since it was asked last. */
async function requests() {
  server.send('requests')
  const [{ requests }] = await once(server, 'message')
  return requests
}
