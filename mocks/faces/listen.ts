import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Answer, IncomingRequest } from '../http/message.js'

/** A listening fake. */
export interface Listener {
  /** Where it can be reached, the sub-path included. */
  url: string
  /** Ends it, and with it all connections. */
  close(): Promise<void>
}

/** Serves on a loopback port. `node:http` is loaded only here, so that the rest runs in a browser. */
export async function listenOn(
  port: number,
  basePath: string,
  answer: (request: IncomingRequest) => Promise<Answer>,
): Promise<Listener> {
  const { createServer } = await import('node:http')
  const server = createServer({ maxHeaderSize: 256 * 1024 }, (message, response) => {
    reply(message, response, answer).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return { url: `http://127.0.0.1:${actual}${basePath}`, close: () => close(server) }
}

async function reply(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingRequest) => Promise<Answer>,
): Promise<void> {
  const { status, headers, body } = await answer(await incomingFrom(message))
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const hasBody = message.method !== 'HEAD' && status !== 304
  response.writeHead(status, hasBody ? { ...headers, 'content-length': bytes.length } : headers)
  response.end(hasBody ? bytes : undefined)
}

async function incomingFrom(message: IncomingMessage): Promise<IncomingRequest> {
  const chunks: Uint8Array[] = []
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
    body: concat(chunks),
  }
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeAllConnections()
  await closed
}
