// Compares one limit for all processes with a limit for each: two clients read with four
// simultaneous calls in total, over loopback. The server is a separate process and takes 10 ms per
// request; Redis is a third one.
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { Wallabag } from 'wallabag-sdk'
import { redisLimits } from 'wallabag-sdk/redis'
import { inTurn, ratios } from './measure.mjs'

const file = fileURLToPath(import.meta.url)
const calls = 200
const latency = 10

/** @returns {Promise<import('./measure.mjs').Figure[]>} Nothing if there is no `redis-server`. */
export async function sharedGate() {
  if (spawnSync('redis-server', ['--version']).status !== 0) return []
  const server = fork(file)
  const [url] = await once(server, 'message')
  const port = await freePort()
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  const redis = spawn('redis-server', where, { stdio: 'ignore' })
  const connections = [1, 2].map(() => new Redis(port, '127.0.0.1'))
  for (const connection of connections) connection.on('error', () => undefined)
  const auth = { getAccessToken: () => 'token-of-the-bench' }
  const local = [1, 2].map(() => new Wallabag({ url, auth, limits: { concurrency: 2 } }))
  const shared = connections.map((connection) => {
    return new Wallabag({ url, auth, limits: redisLimits(connection, { concurrency: 4 }) })
  })
  /** @param {Wallabag[]} clients */
  const read = async (clients) => {
    const all = clients.map(async (wallabag) => {
      await Promise.all(Array.from({ length: calls }, () => wallabag.tags.list()))
    })
    await Promise.all(all)
  }
  try {
    while (connections.some(({ status }) => status !== 'ready')) await sleep(10)
    const times = await inTurn({ local: () => read(local), shared: () => read(shared) }, 11)
    return [
      {
        what: 'Throughput with `redisLimits` at 10 ms a request, beside a limit for each process',
        unit: '×',
        values: ratios(times.get('local'), times.get('shared')),
        atLeast: 0.8,
      },
    ]
  } finally {
    for (const connection of connections) connection.disconnect()
    server.disconnect()
    redis.kill('SIGKILL')
    await once(redis, 'exit')
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createSocketServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

if (process.argv[1] === file) {
  const server = createServer((request, response) => {
    request.resume()
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 })
      response.end('[]')
    }, latency)
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
  })
  process.on('disconnect', () => process.exit())
}
