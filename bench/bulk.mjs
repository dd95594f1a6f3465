// Tagging a thousand entries: one by one, eight at a time, against `tagMany`; on loopback, the server
// in another process, taking 1 ms a request and 0.5 ms for each entry that is changed.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Wallabag } from 'wallabag-sdk'
import { inTurn, ratios } from './measure.mjs'

const count = 1000

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function bulk() {
  const server = fork(fileURLToPath(new URL('bulk-server.mjs', import.meta.url)), [String(count)])
  const [{ url, auth, urls }] = await once(server, 'message')
  const wallabag = new Wallabag({ url, auth, limits: { concurrency: 8 } })
  /** @type {number[]} */
  const ids = [...(await wallabag.entries.idsOf(urls)).values()].flatMap((id) => id ?? [])
  /** @type {number[]} */
  const requests = []
  let round = 0

  /** @param {string} label */
  const oneByOne = async (label) => {
    const queue = ids.values()
    const workers = Array.from({ length: 8 }, async () => {
      for (const id of queue) await wallabag.entries.addTags(id, [label])
    })
    await Promise.all(workers)
  }
  const since = async () => {
    server.send('requests')
    return (await once(server, 'message'))[0].requests
  }
  const times = await inTurn(
    {
      single: () => oneByOne(`single-${round}`),
      bulk: async () => {
        await since()
        await wallabag.entries.tagMany(urls, { add: [`bulk-${round++}`] })
        requests.push(await since())
      },
    },
    7,
  )
  server.disconnect()
  return [
    {
      what: `Tagging ${count} entries by \`tagMany\`, times as fast as one by one`,
      unit: '×',
      values: ratios(times.get('single'), times.get('bulk')),
      atLeast: 4,
    },
    { what: 'The requests of it', unit: '', values: requests, atMost: 30 },
  ]
}
