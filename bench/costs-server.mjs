// Serves a library of any size in a separate process. Each page takes about the same time. All
// dates of an entry are equal, so that every order is the order of the ids.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { bodies, entry } from './bodies.mjs'

const size = Number(process.argv[2])
const firstMoment = Date.UTC(2020, 0) / 1000
const urlOf = (/** @type {number} */ id) => `https://example.org/articles/${id}`
const hashOf = (/** @type {number} */ id) => createHash('sha1').update(urlOf(id)).digest('hex')
const hashes = Array.from({ length: size }, (_, index) => hashOf(index + 1))
const ids = new Map(hashes.map((hash, index) => [hash, index + 1]))
const user = {
  id: 1,
  username: 'wallabag',
  email: 'wallabag@example.org',
  created_at: '2020-01-01T00:00:00+0000',
  updated_at: '2020-01-01T00:00:00+0000',
}
let requests = 0

/** @param {number} id */
function entryOf(id) {
  const moment = new Date((firstMoment + id) * 1000).toISOString().replace('.000Z', '+0000')
  const hash = hashes[id - 1]
  const dates = { created_at: moment, updated_at: moment }
  return { ...entry(id), ...dates, hashed_url: hash, hashed_given_url: hash }
}

/** @param {URL} url */
function page({ pathname, searchParams: query }) {
  const perPage = Number(query.get('perPage') ?? 30)
  const number = Number(query.get('page') ?? 1)
  // Entries that changed after a time are those with higher ids.
  const before = Math.max(0, Number(query.get('since') ?? 0) - firstMoment)
  const total = Math.max(0, size - before)
  const from = (number - 1) * perPage
  const length = Math.max(0, Math.min(perPage, total - from))
  const idAt = (/** @type {number} */ at) =>
    query.get('order') === 'asc' ? before + at + 1 : size - at
  const self = { href: `http://localhost${pathname}?${query}` }
  return {
    page: number,
    limit: perPage,
    pages: Math.max(1, Math.ceil(total / perPage)),
    total,
    _links: { self, first: self, last: self },
    _embedded: { items: Array.from({ length }, (_, index) => entryOf(idAt(from + index))) },
  }
}

/** @param {URL} url */
function answerTo(url) {
  const path = url.pathname.replace(/\.json$/, '')
  const query = url.searchParams
  if (path === '/api/entries') return page(url)
  if (path === '/api/entries/exists') {
    const asked = query.getAll('hashed_urls[]')
    return Object.fromEntries(asked.map((hash) => [hash, ids.get(hash) ?? null]))
  }
  if (path === '/api/entries/tags/lists') {
    /** @type {{ url: string }[]} */
    const list = JSON.parse(query.get('list') ?? '[]')
    return list.map(({ url }) => ({ url, entry: Number(url.slice(urlOf(0).length - 1)) }))
  }
  if (path === '/oauth/v2/token') return JSON.parse(bodies[path])
  if (path === '/api/info')
    return { appname: 'wallabag', version: '2.6.14', allowed_registration: false }
  if (path === '/api/tags') return []
  if (path === '/api/user') return user
  throw new Error(`Nothing is known of ${path}`)
}

const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
  const url = new URL(request.url ?? '', 'http://localhost')
  if (url.pathname.startsWith('/api/')) requests += 1
  request.resume()
  const isFile = url.pathname.includes('/export.')
  const body = isFile ? 'An article.\n'.repeat(400) : JSON.stringify(answerTo(url))
  response.writeHead(200, {
    'content-type': isFile ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : null
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
process.on('message', () => {
  process.send?.({ requests })
  requests = 0
})
// The process ends with its parent, however that ended.
process.on('disconnect', () => process.exit())
