import { createHash, timingSafeEqual } from 'node:crypto'
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
import { createMcpHandler } from '@modelcontextprotocol/server'
import { createServer } from './server.js'
import type { Service } from './service.js'
import { StartError } from './settings.js'

/** The variable that holds the bearer token. */
export const tokenVariable = 'WALLABAG_MCP_TOKEN'

/** A shorter one could be guessed. */
const shortestToken = 16

/** A server that listens. */
export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves by HTTP on this machine alone. A browser that was led here by another page is refused by
 * its `Origin` and `Host`, and whoever does not know the token by its absence.
 *
 * @param service - What is served.
 * @param port - The port; 0 for any.
 * @param token - The bearer token.
 * @throws StartError when the token is missing or could be guessed, or when the port is taken.
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
  const mcp = createMcpHandler(() => createServer(service), { onerror })
  const answer = toNodeHandler(mcp, { onerror })
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
      await mcp.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** Compares in a time that says nothing of how much was right. */
function mayEnter({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`))
}

function refuse(response: ServerResponse): void {
  const headers = { 'www-authenticate': 'Bearer', 'content-type': 'text/plain' }
  response.writeHead(401, headers).end(`Send the value of ${tokenVariable} as bearer token.\n`)
}
