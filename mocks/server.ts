import { decodeBody, formOf } from './http/body.js'
import { corsOrigin, preflight } from './http/cors.js'
import { errorAnswer } from './http/errors.js'
import { HttpError } from './http/http-error.js'
import { type Answer, html, type IncomingRequest, type Request } from './http/message.js'
import { negotiate } from './http/negotiation.js'
import { type Match, Router } from './http/router.js'
import { authenticate, unauthorized } from './oauth/bearer.js'
import { once } from './once.js'
import { parseStr } from './php/query.js'
import type { Params } from './php/values.js'
import type { Handler, Server } from './routes/context.js'
import { routesOf } from './routes/table.js'
import { Arrival } from './state/arrival.js'

/** Answers a request, after a delay if the server is slow. */
export type Handle = (
  request: IncomingRequest,
  latency: number,
  signal: AbortSignal,
) => Promise<Answer>

/** Compiling the routes takes half of the time in which a fake is created. */
const routers = {
  '2.6.14': once(() => new Router(routesOf('2.6.14'))),
  '2.7.0-dev': once(() => new Router(routesOf('2.7.0-dev'))),
}

/** Creates the server without a network: it takes a request and returns the answer. */
export function createServer(server: Server): Handle {
  const router = routers[server.state.version]()
  return async (incoming, latency, signal) => {
    const arrival = new Arrival(server.state.library.tags, signal)
    if (latency > 0) await arrival.wait(latency)
    const path = pathOf(server, incoming.target)
    const answer =
      path === null
        ? errorAnswer(new HttpError(404), 'html', server.state.version)
        : await route(server, router, incoming, path, arrival)
    return finish(server, incoming, path ?? '', answer)
  }
}

/** The path inside the installation, or null if it is outside. */
function pathOf({ basePath }: Server, target: string): string | null {
  const path = decodePath(target.split('?')[0] ?? '')
  if (!path.startsWith(basePath)) return null
  // A path may name either front controller.
  const inside = path.slice(basePath.length).replace(/^\/(?:app|index)\.php(?=\/|$)/, '')
  if (inside !== '' && !inside.startsWith('/')) return null
  return inside === '' ? '/' : inside
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

async function route(
  server: Server,
  router: Router<Handler>,
  incoming: IncomingRequest,
  path: string,
  arrival: Arrival,
): Promise<Answer> {
  const early = preflight(incoming, path)
  if (early !== undefined) return early
  const rawQuery = incoming.target.split('?').slice(1).join('?')
  const query = parseStr(rawQuery)
  let format = negotiate(path, incoming.headers.get('accept') ?? '')
  try {
    const method = methodOf(incoming, query)
    const match = router.match(method, path)
    if (match.kind === 'route' && match.format !== null) format = match.format
    if (match.kind !== 'route') return unrouted(server, incoming, match, rawQuery, format)
    const request: Request = {
      method,
      path,
      rawQuery,
      query,
      origin: incoming.origin,
      headers: incoming.headers,
      body: incoming.body,
      // This comes before the token is checked: malformed JSON is a 400 even without a token.
      params: decodeBody(incoming, method, server.state.isDev ? match.format : null),
      route: match.route,
      format: match.format,
      arrival,
    }
    return await run(server, match.handler, incoming, request)
  } catch (error) {
    if (error instanceof HttpError) return errorAnswer(error, format, server.state.version)
    return errorAnswer(new HttpError(500), format, server.state.version)
  }
}

async function run(
  server: Server,
  handler: Handler,
  incoming: IncomingRequest,
  request: Request,
): Promise<Answer> {
  if (!request.path.startsWith('/api/')) return runPublic(server, handler, request)
  const user = authenticate(server.state, incoming, request)
  if (user !== undefined && 'status' in user) return user
  if (!handler.needsToken) return handler.run(server, request)
  return user === undefined ? unauthorized() : handler.run(server, { ...request, user })
}

function runPublic(server: Server, handler: Handler, request: Request): Answer | Promise<Answer> {
  if (handler.needsToken) throw new HttpError(404)
  return handler.run(server, request)
}

/**
 * The method after an override: proxies use a header to pass on PATCH and DELETE, and forms or
 * queries use `_method`.
 *
 * @throws HttpError 400 for a text that cannot be a method
 */
function methodOf(incoming: IncomingRequest, query: Params): string {
  if (incoming.method !== 'POST') return incoming.method
  const override =
    incoming.headers.get('x-http-method-override') ||
    (formOf(incoming)?.get('_method') ?? query.get('_method'))
  if (typeof override !== 'string') return 'POST'
  const method = override.toUpperCase()
  if (/^[A-Z]+$/.test(method)) return method
  throw new HttpError(400, `Invalid method override "${method}".`)
}

function unrouted(
  { basePath, state }: Server,
  incoming: IncomingRequest,
  match: Exclude<Match<Handler>, { kind: 'route' }>,
  rawQuery: string,
  format: string,
): Answer {
  if (match.kind === 'method') throw new HttpError(405, '', { allow: match.allow.join(', ') })
  if (match.kind === 'none') throw new HttpError(404)
  const query = rawQuery === '' ? '' : `?${rawQuery}`
  const location = `${incoming.origin}${basePath}${match.path}${query}`
  // 2.6.14 labels the page with the type of the suffix.
  const isJson = format === 'json' && !state.isDev
  const type = isJson ? 'application/json' : 'text/html; charset=utf-8'
  const text = `Redirecting to <a href="${location}">${location}</a>.`
  return html(text, 301, { location, 'content-type': type, 'cache-control': '' })
}

function finish(
  { state }: Server,
  incoming: IncomingRequest,
  path: string,
  answer: Answer,
): Answer {
  const origin = corsOrigin(incoming, path)
  return {
    status: answer.status,
    headers: withoutEmpty({
      date: new Date(state.milliseconds()).toUTCString(),
      'cache-control': 'no-cache, private',
      ...(origin === undefined ? {} : { 'access-control-allow-origin': origin }),
      ...answer.headers,
    }),
    body: incoming.method === 'HEAD' ? '' : answer.body,
  }
}

/** An answer can remove a default header by setting it to an empty value. */
function withoutEmpty(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
}
