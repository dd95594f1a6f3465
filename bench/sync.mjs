// The first sync of a library of 20 000, metadata only, beside the bare fetching and parsing of the
// same pages one after another, over loopback; and how much heap the sync held.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { held, heldAtRest, inTurn, ratios } from './measure.mjs'

const size = 20_000

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function firstSync() {
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
  const sync = async (onPage) => {
    pages = []
    const { added } = await createSync(wallabag, { store: memoryStore() }).run({
      onProgress: () => onPage?.(),
    })
    if (added !== size) throw new Error(`${added} of ${size} entries were synced`)
  }
  const bare = async () => {
    for (const page of pages) {
      const response = await fetch(page, { headers: { authorization: token } })
      await response.json()
    }
  }

  await sync()
  const times = await inTurn({ bare, sync: () => sync() }, 11)
  const before = await heldAtRest()
  let most = 0
  await sync(() => {
    most = Math.max(most, held() - before)
  })
  server.disconnect()
  return [
    {
      what: `First sync of ${size} entries, beside fetching and parsing the same pages`,
      unit: '×',
      values: ratios(times.get('sync'), times.get('bare')),
      atMost: 1.3,
    },
    { what: 'Heap held by it, above the start', unit: 'MB', values: [most], atMost: 60 },
  ]
}
