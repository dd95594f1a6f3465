// The server for calls over loopback. It runs in a separate process, so that only the client is
// measured.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { bodies, page } from './bodies.mjs'

const file = fileURLToPath(import.meta.url)

/** Starts the server; `stop` ends it. */
export async function startServer() {
  const child = fork(file)
  const [port] = await once(child, 'message')
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() }
}

/** @param {URLSearchParams} query */
function answerTo(query) {
  return JSON.stringify(page(Number(query.get('page') ?? 1), Number(query.get('perPage') ?? 30)))
}

if (process.argv[1] === file) {
  /** @type {Map<string, string>} */
  const answers = new Map(Object.entries(bodies))
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    const path = url.pathname.replace(/\.json$/, '')
    const key = path === '/api/entries' ? `${path}${url.search}` : path
    const body = answers.get(key) ?? answerTo(url.searchParams)
    answers.set(key, body)
    request.resume()
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    response.end(body)
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.(typeof address === 'object' && address ? address.port : 0)
  })
  // The process ends with its parent, however that ended.
  process.on('disconnect', () => process.exit())
}
