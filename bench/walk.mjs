// Compares reading a library of 10 000 entries page by page with doing so by ky, without checks or
// guarantees.
import ky from 'ky'
import { Wallabag } from 'wallabag-sdk'
import { library } from './bodies.mjs'
import { auth } from './clients.mjs'
import { held, heldAtRest, inTurn, ratios } from './measure.mjs'
import { startServer } from './server.mjs'

const { total, perPage } = library

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function walk() {
  const server = await startServer()
  const wallabag = new Wallabag({ url: server.url, auth })
  const list = () => wallabag.entries.list({ perPage })
  const times = await inTurn(
    {
      ky: async () => {
        let seen = 0
        for (let page = 1; seen < total; page++) seen += (await readPage(server.url, page)).length
      },
      sdk: async () => {
        let seen = 0
        for await (const _ of list()) seen++
        if (seen !== total) throw new Error(`${seen} of ${total} entries came.`)
      },
    },
    7,
  )
  const heap = await heapOf(list())
  server.stop()
  return [
    {
      // Each page overlaps the one before, so that no entry is missed.
      what: 'Reading 10 000 entries each exactly once, beside ky page after page',
      unit: '×',
      values: ratios(times.get('sdk'), times.get('ky')),
      atMost: 1.25,
    },
    { what: 'Heap held while reading 10 000 entries', unit: 'MB', values: [heap], atMost: 5 },
  ]
}

/**
 * @param {string} url
 * @param {number} page
 * @returns {Promise<unknown[]>}
 */
async function readPage(url, page) {
  const headers = { authorization: 'Bearer bench-access-token' }
  const path = `/api/entries?page=${page}&perPage=${perPage}&detail=metadata`
  /** @type {{ _embedded: { items: unknown[] } }} */
  const { _embedded } = await ky.get(url + path, { headers }).json()
  return _embedded.items
}

/**
 * Returns the largest growth of the heap at any page, in MB.
 *
 * @param {AsyncIterable<unknown>} entries
 */
async function heapOf(entries) {
  const before = await heldAtRest()
  let most = 0
  let seen = 0
  for await (const _ of entries) if (seen++ % perPage === 0) most = Math.max(most, held() - before)
  return most
}
