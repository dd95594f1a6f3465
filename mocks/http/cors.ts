import type { Answer, IncomingRequest } from './message.js'

const METHODS = {
  '/api/': ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'],
  '/oauth/': ['POST', 'PUT', 'GET', 'DELETE'],
}
const ALLOWED_HEADERS = ['authorization', 'content-type']
/** Headers that the CORS standard always allows. */
const SIMPLE_HEADERS = ['accept', 'accept-language', 'content-language', 'origin']

function methodsFor(path: string): readonly string[] | undefined {
  return Object.entries(METHODS).find(([prefix]) => path.startsWith(prefix))?.[1]
}

/** The origin to allow, or undefined if the request is not across origins. */
export function corsOrigin(request: IncomingRequest, path: string): string | undefined {
  return methodsFor(path) === undefined ? undefined : foreignOrigin(request)
}

function foreignOrigin(request: IncomingRequest): string | undefined {
  const origin = request.headers.get('origin')
  return origin === request.origin ? undefined : origin
}

/**
 * The answer to a preflight, or undefined if the request is not one. It needs no route and no
 * token.
 */
export function preflight(request: IncomingRequest, path: string): Answer | undefined {
  const origin = foreignOrigin(request)
  const method = request.headers.get('access-control-request-method')
  if (request.method !== 'OPTIONS' || origin === undefined || method === undefined) return undefined
  const methods = [...(methodsFor(path) ?? [])]
  if (methods.length === 0) {
    const headers = { 'content-type': 'text/html; charset=UTF-8', vary: 'Origin' }
    return { status: 200, headers, body: '' }
  }
  const isKnown = methods.includes(method.toUpperCase())
  if (isKnown && !methods.includes(method)) methods.push(method)
  const refused = isKnown ? refusedHeader(request) : undefined
  return {
    status: isKnown ? (refused === undefined ? 200 : 400) : 405,
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      vary: 'Origin',
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': ALLOWED_HEADERS.join(', '),
      'access-control-max-age': '3600',
      'access-control-allow-origin': origin,
    },
    body: refused === undefined ? '' : `Unauthorized header ${refused}`,
  }
}

function refusedHeader(request: IncomingRequest): string | undefined {
  const asked = request.headers.get('access-control-request-headers')?.trim().toLowerCase()
  if (!asked) return undefined
  return asked
    .split(/, */)
    .find((name) => !SIMPLE_HEADERS.includes(name) && !ALLOWED_HEADERS.includes(name))
}
