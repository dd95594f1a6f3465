// Compares the first sync of the metadata of 20 000 entries with only fetching and parsing the same
// pages one by one, over loopback. It also measures the heap, the requests of the next run, and the
// heap of a first sync of 100 000 entries into a file.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Wallabag } from 'wallabag-sdk'
import { sqliteStore } from 'wallabag-sdk/node'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { auth as benchAuth } from './clients.mjs'
import { held, heldAtRest, inTurn, ratios, startProcess } from './measure.mjs'

const size = 20_000
const largeSize = 100_000

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function firstSync() {
  const server = await startProcess('sync-server.mjs', size)
  const { url, auth } = server.account
  /** @type {URL[]} */
  let pages = []
  let token = ''
  const wallabag = new Wallabag({
    url,
    auth,
    fetch: (input, init) => {
      const request = new Request(input, init)
      const target = new URL(request.url)
      if (target.pathname.startsWith('/api/entries')) pages.push(target)
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
  const store = memoryStore()
  await createSync(wallabag, { store }).run()
  pages = []
  await createSync(wallabag, { store }).run()
  server.stop()
  return [
    {
      what: `First sync of ${size} entries, beside fetching and parsing the same pages`,
      unit: '×',
      values: ratios(times.get('sync'), times.get('bare')),
      atMost: 1,
    },
    { what: 'Heap held by it, above the start', unit: 'MB', values: [most], atMost: 60 },
    {
      what: 'The requests of a sync when nothing is new',
      unit: '',
      values: [pages.length],
      atMost: 2,
    },
    {
      what: `Heap held by a first sync of ${largeSize} entries into \`sqliteStore\``,
      unit: 'MB',
      values: [await heapOfLarge()],
      atMost: 80,
    },
  ]
}

/** Returns the largest growth of the heap in MB, measured after about every fifth page. */
async function heapOfLarge() {
  const server = await startProcess('costs-server.mjs', largeSize)
  const { url } = server.account
  const folder = await mkdtemp(join(tmpdir(), 'wallabag-bench-'))
  const store = sqliteStore(join(folder, 'library.db'))
  const before = await heldAtRest()
  let most = 0
  let told = 0
  const { added } = await createSync(new Wallabag({ url, auth: benchAuth }), { store }).run({
    onProgress() {
      told += 1
      if (told % 5 === 0) most = Math.max(most, held() - before)
    },
  })
  if (added !== largeSize) throw new Error(`${added} of ${largeSize} entries were synced`)
  store.close()
  server.stop()
  await rm(folder, { recursive: true, force: true })
  return most
}
