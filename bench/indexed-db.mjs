// Compares the first sync of a library of 20 000 entries into IndexedDB with one into memory, in a
// page of Chromium. It also measures the longest time that the page is blocked, compared with
// fetching and parsing the same pages.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { ratios, startProcess } from './measure.mjs'

const size = 20_000
const rounds = 5

const inPage = `
import { Wallabag } from './dist/core.js'
import { createSync, indexedDbStore, memoryStore } from './dist/sync.js'

const asked = []
let token = ''
let wallabag

globalThis.connect = ({ url, auth }) => {
  wallabag = new Wallabag({
    url,
    auth,
    fetch: (input, init) => {
      const request = new Request(input, init)
      asked.push(request.url)
      token = request.headers.get('authorization') ?? token
      return fetch(request)
    },
  })
}

const pages = new Set()

async function sync(store) {
  const sync = createSync(wallabag, { store })
  const { added } = await sync.run()
  if (added !== ${size}) throw new Error(added + ' entries were synced')
  for (const url of asked.splice(0)) if (url.includes('/api/entries?')) pages.add(url)
  return sync
}

const name = 'bench'
const contestants = {
  memory: () => sync(memoryStore()),
  indexedDb: () => sync(indexedDbStore(name)),
  async bare() {
    for (const url of pages) {
      await (await fetch(url, { headers: { authorization: token } })).json()
    }
  },
}

/** Returns how many requests a run without changes takes, and then deletes the store. */
globalThis.again = async () => {
  const store = indexedDbStore(name)
  const made = createSync(wallabag, { store })
  const { added } = await made.run()
  if (added > 0) throw new Error('It had kept nothing.')
  await store.close()
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = resolve
    request.onerror = reject
  })
  return asked.splice(0).filter((url) => /\\/api\\/(?!user)/.test(url)).length
}

/** Runs a contestant. Returns its time, and the longest time that the page was blocked. */
globalThis.run = async (name) => {
  let longest = 0
  let last = performance.now()
  let ended = false
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (!ended) setTimeout(() => { last = performance.now(); port2.postMessage(null) })
  }
  port2.postMessage(null)
  const start = performance.now()
  await contestants[name]()
  ended = true
  return { time: performance.now() - start, longest }
}
`

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function indexedDb() {
  const resolveDir = fileURLToPath(new URL('..', import.meta.url))
  const { outputFiles } = await build({
    stdin: { contents: inPage, resolveDir },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
  })
  const site = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript
        ? outputFiles[0]?.text
        : '<!doctype html><script type="module" src="/page.js"></script>',
    )
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const address = site.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const library = await startProcess('sync-server.mjs', size)
  const executablePath = '/usr/bin/chromium'
  const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await chrome.newPage()
    page.setDefaultTimeout(0)
    await page.goto(`http://127.0.0.1:${port}`)
    await page.waitForFunction('typeof run === "function"')
    await page.evaluate((given) => Reflect.get(globalThis, 'connect')(given), library.account)
    /** @type {Record<string, { time: number, longest: number }[]>} */
    const found = { memory: [], indexedDb: [], bare: [] }
    const again = []
    // There is one round more than counted: the first compiles the code and opens the connections.
    for (let round = 0; round <= rounds; round++) {
      for (const name of Object.keys(found)) {
        const one = await page.evaluate((it) => Reflect.get(globalThis, 'run')(it), name)
        if (round > 0) found[name]?.push(one)
        if (name === 'indexedDb') {
          again.push(await page.evaluate(() => Reflect.get(globalThis, 'again')()))
        }
      }
    }
    /** @param {string} name @param {'time' | 'longest'} what */
    const of = (name, what) => found[name]?.map((one) => one[what])
    return [
      {
        what: `First sync of ${size} entries into IndexedDB in Chromium, beside memory`,
        unit: '×',
        values: ratios(of('indexedDb', 'time'), of('memory', 'time')),
        atMost: 1.5,
        heldAt: 1.65,
      },
      {
        what: 'Longest stop of the page meanwhile, beside fetching and parsing the same pages',
        unit: '×',
        values: ratios(of('indexedDb', 'longest'), of('bare', 'longest')),
        atMost: 3,
      },
      { what: 'Requests of a run with nothing new there', unit: '', values: again, atMost: 2 },
    ]
  } finally {
    await chrome.close()
    library.stop()
    site.closeAllConnections()
    site.close()
  }
}
