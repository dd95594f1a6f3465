// The server of the loopback runs, in a process of its own so that only the client is measured.
import { createServer } from 'node:http'
import { bodies } from './bodies.mjs'

/** @type {Readonly<Record<string, string>>} */
const answers = bodies

const server = createServer((request, response) => {
  const body = answers[(request.url ?? '').replace(/(\.json)?(\?.*)?$/, '')] ?? '{}'
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
// The parent's end is this process's end, however it came.
process.on('disconnect', () => process.exit())
