import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real Redis on a free loopback port, in a folder of its own. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port and folder. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

/** Starts one; `persistent` writes each change to disk before it is answered. */
export async function startRedis({ persistent = false } = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-redis-'))
  const port = await freePort()
  let running: ChildProcess | null = null
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const durable = persistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []
      const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
      running = spawn('redis-server', [...where, '--save', '', ...durable], { stdio: 'ignore' })
      while (!(await answers(port))) await sleep(10)
    },
    async kill() {
      const ended = running && once(running, 'exit')
      running?.kill('SIGKILL')
      await ended
      running = null
    },
    async remove() {
      if (running) await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Whether it answers a PING: a listening port may still be loading its data. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const end = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('data', (said) => end(String(said).startsWith('+PONG')))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}
