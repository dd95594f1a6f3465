import type { Answer, IncomingRequest } from '../http/message.js'

/** Answers without a body, as the fetch standard has them. */
const NULL_BODY = new Set([204, 205, 304])

/** Turns a standard Request into what the server reads. */
export async function incomingFrom(request: globalThis.Request): Promise<IncomingRequest> {
  const url = new URL(request.url)
  const headers = new Map(request.headers)
  return {
    method: request.method,
    origin: url.origin,
    target: `${url.pathname}${url.search}`,
    headers,
    body: new Uint8Array(await request.arrayBuffer()),
  }
}

/** Turns an answer into a standard Response. */
export function responseFrom({ status, headers, body }: Answer): Response {
  const bytes = typeof body === 'string' ? body : new Uint8Array(body)
  return new Response(NULL_BODY.has(status) ? null : bytes, { status, headers })
}
