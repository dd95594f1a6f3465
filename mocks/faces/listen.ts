import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { bytesOf, type Delivery } from '../faults/delivery.js'
import type { Faults } from '../faults/rules.js'
import type { IncomingRequest } from '../http/message.js'
import { sleep } from '../sleep.js'

/** A running server of a fake. */
export interface Listener {
  /** Its address, with any sub-path. */
  url: string
  /** Stops listening and ends all connections. */
  close(): Promise<void>
}

/** The time for sent data to arrive before the connection is reset. */
const FLUSH_MS = 20
/** The query strings of the mass endpoints are long. The recorded server accepted 16 KB. */
const MAX_HEADER_BYTES = 256 * 1024
const ENDLESS_CHUNK = ' '.repeat(65_536)

/**
 * Returns the delivery for a request; `isReused` means that its connection has served an earlier
 * one.
 */
export type Serve = (request: IncomingRequest, isReused: boolean) => Promise<Delivery>

/**
 * Serves on a loopback port. `node:http` is loaded only here, so that the rest runs in a browser.
 */
export async function listenOn(
  port: number,
  basePath: string,
  faults: Faults,
  serve: Serve,
): Promise<Listener> {
  const { createServer } = await import('node:http')
  const used = new WeakSet<Socket>()
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    const isReused = used.has(message.socket)
    used.add(message.socket)
    reply(message, response, isReused, serve).catch(() => message.socket.destroy())
  })
  await open(server, port)
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  // The port is closed as long as every connection is to be refused.
  const forget = faults.onRefusal(async (isRefusing) => {
    if (isRefusing && server.listening) await close(server)
    else if (!isRefusing && !server.listening) await open(server, actual)
  })
  if (faults.isRefusing) await close(server)
  return {
    url: `http://127.0.0.1:${actual}${basePath}`,
    close: async () => {
      forget()
      await close(server)
    },
  }
}

async function open(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeAllConnections()
  await closed
}

async function reply(
  message: IncomingMessage,
  response: ServerResponse,
  isReused: boolean,
  serve: Serve,
): Promise<void> {
  const delivery = await serve(await incomingFrom(message), isReused)
  if (delivery.kind === 'failure') {
    if (delivery.failure === 'closed') message.socket.destroy()
    else message.socket.resetAndDestroy()
    return
  }
  if (delivery.delay !== undefined) await sleep(delivery.delay)
  await send(message, response, delivery)
}

async function send(
  message: IncomingMessage,
  response: ServerResponse,
  { answer, pause, reset, isEndless }: Extract<Delivery, { kind: 'answer' }>,
): Promise<void> {
  const { status, headers } = answer
  const bytes = bytesOf(answer)
  if (message.method === 'HEAD' || status === 304) {
    response.writeHead(status, headers).end()
    return
  }
  response.writeHead(status, isEndless ? headers : { ...headers, 'content-length': bytes.length })
  const half = pause === undefined && reset !== 'middle' ? 0 : Math.floor(bytes.length / 2)
  response.write(bytes.subarray(0, half))
  if (pause !== undefined) await sleep(pause)
  if (reset !== 'middle') response.write(bytes.subarray(half))
  if (isEndless) await writeForever(response)
  if (reset === undefined) {
    response.end()
    return
  }
  if (reset === 'end') response.end()
  await sleep(FLUSH_MS)
  message.socket.resetAndDestroy()
}

async function writeForever(response: ServerResponse): Promise<void> {
  while (!response.destroyed) {
    const isFull = !response.write(ENDLESS_CHUNK)
    if (isFull) await drained(response)
    // As slow as the other face, so that a reader with a time limit is not flooded with data first.
    await sleep(0)
  }
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}

async function incomingFrom(message: IncomingMessage): Promise<IncomingRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  const headers = new Map<string, string>()
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return {
    method: message.method ?? 'GET',
    origin: `http://${message.headers.host ?? '127.0.0.1'}`,
    target: message.url ?? '/',
    headers,
    body: Buffer.concat(chunks),
  }
}
