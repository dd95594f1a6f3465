import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node'
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { createServer } from './server.js'
import type { Service } from './service.js'
import { StartError } from './settings.js'

/** The environment variable with the bearer token. */
export const tokenVariable = 'WALLABAG_MCP_TOKEN'

/** A shorter token could be guessed. */
const shortestToken = 16

/** A running HTTP server. */
export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves over HTTP on this machine only. `Origin` and `Host` are checked, so that another web page
 * cannot use the server through the user's browser, and each request needs the token.
 *
 * @param service - What is served.
 * @param port - The port; 0 for any free one.
 * @param token - The bearer token.
 * @throws StartError if the token is missing or too short, or the port is in use.
 */
export async function listen(
  service: Service,
  port: number,
  token: string | undefined,
): Promise<Listening> {
  if (token === undefined || token.length < shortestToken) {
    throw new StartError(
      `Set ${tokenVariable} to a secret of at least ${shortestToken} characters, such as “openssl rand -hex 32” makes; clients send it as “Authorization: Bearer …”.`,
    )
  }
  const onerror = ({ message }: Error) => service.log('error', message)
  const modern = createMcpHandler(() => createServer(service), { onerror, legacy: 'reject' })
  const legacy = new Sessions(service)
  const fetch = async (request: Request) =>
    (await isLegacyRequest(request)) ? legacy.fetch(request) : modern.fetch(request)
  const answer = toNodeHandler({ fetch }, { onerror })
  const hostIsFine = localhostHostValidation()
  const originIsFine = localhostOriginValidation()
  const http = createHttpServer((request, response) => {
    if (!hostIsFine(request, response) || !originIsFine(request, response)) return
    if (!mayEnter(request, token)) return refuse(response)
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/mcp') {
      response.writeHead(404).end()
      return
    }
    const { method = 'GET', url = '/' } = request
    void answer(Object.assign(request, { method, url }), response)
  })
  const bound = await new Promise<number>((resolve, reject) => {
    http.once('error', ({ message }) => reject(new StartError(`Cannot listen: ${message}.`)))
    http.listen(port, '127.0.0.1', () => {
      const address = http.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
  return {
    url: `http://127.0.0.1:${bound}/mcp`,
    async close() {
      await Promise.all([modern.close(), legacy.close()])
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** Compares in constant time, so that the time does not reveal how much of a token is right. */
function mayEnter({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`))
}

function refuse(response: ServerResponse): void {
  const headers = { 'www-authenticate': 'Bearer', 'content-type': 'text/plain' }
  response.writeHead(401, headers).end(`Send the value of ${tokenVariable} as bearer token.\n`)
}

/**
 * How many clients of the older protocol have a session. Beyond that, the one that was idle longest
 * is ended.
 */
const mostSessions = 100

/**
 * The clients of the protocol of 2025. Each has a session, because only then can the server ask the
 * user, or another request cancel a call.
 */
class Sessions {
  readonly #service: Service
  readonly #open = new Map<string, WebStandardStreamableHTTPServerTransport>()

  constructor(service: Service) {
    this.#service = service
  }

  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id')
    if (id === null) return this.#begin(request)
    const transport = this.#open.get(id)
    if (transport) {
      this.#open.delete(id)
      this.#open.set(id, transport)
      return transport.handleRequest(request)
    }
    // With this answer the protocol tells a client to start a new session.
    const error = { code: -32_001, message: 'Session not found' }
    return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 404 })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((transport) => transport.close()))
  }

  async #begin(request: Request): Promise<Response> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#open.set(id, transport)
        const [oldest] = this.#open.keys()
        if (this.#open.size > mostSessions && oldest !== undefined) this.#end(oldest)
      },
      onsessionclosed: (id) => void this.#open.delete(id),
    })
    await createServer(this.#service).connect(transport)
    return transport.handleRequest(request)
  }

  #end(id: string): void {
    const transport = this.#open.get(id)
    this.#open.delete(id)
    void transport?.close()
  }
}
