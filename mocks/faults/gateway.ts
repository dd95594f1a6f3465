import { type Answer, html, type IncomingRequest } from '../http/message.js'
import type { GatewayForm } from './kinds.js'

const REQUEST_ID = 'b7Jt4nQxR2uGm0yVw9Zk5A'

/**
 * The 404 of a gateway in front of a server. The form `wallabag` is the server's own 404 and is not
 * created here.
 */
export function gateway404(
  form: Exclude<GatewayForm, 'wallabag'>,
  { target }: IncomingRequest,
): Answer {
  const json = (body: object): Answer => {
    return {
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
  }
  switch (form) {
    case 'railway':
      return json({
        status: 'error',
        code: 404,
        message: 'Application not found',
        request_id: REQUEST_ID,
      })
    case 'fastapi':
      return json({ detail: 'Not Found' })
    case 'spring':
      return json({
        timestamp: '2026-11-30T18:00:00.000+00:00',
        status: 404,
        error: 'Not Found',
        path: target.split('?')[0],
      })
    case 'kong':
      return json({ message: 'no Route matched with those values', request_id: REQUEST_ID })
    case 'traefik':
      return {
        status: 404,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: '404 page not found\n',
      }
    case 'nginx':
      return html('<center><h1>404 Not Found</h1></center><hr><center>nginx</center>', 404)
  }
}

/** The request without these parameters of its query; without names, without the whole query. */
export function withoutQuery(
  incoming: IncomingRequest,
  names?: readonly string[] | undefined,
): IncomingRequest {
  return withPairs(incoming, (pairs) =>
    names === undefined ? [] : pairs.filter((pair) => !names.includes(nameOf(pair))),
  )
}

/** Limits the `perPage` of a request to `max`. */
export function withCap(incoming: IncomingRequest, max: number): IncomingRequest {
  return withPairs(incoming, (pairs) => {
    const asked = pairs.find((pair) => nameOf(pair) === 'perPage')?.split('=')[1]
    const others = pairs.filter((pair) => nameOf(pair) !== 'perPage')
    return [...others, `perPage=${Math.min(max, Number(asked ?? DEFAULT_PER_PAGE))}`]
  })
}

const DEFAULT_PER_PAGE = 30

function withPairs(
  incoming: IncomingRequest,
  change: (pairs: readonly string[]) => readonly string[],
): IncomingRequest {
  const [path = '', ...rest] = incoming.target.split('?')
  const pairs = change(rest.join('?').split('&').filter(Boolean))
  return { ...incoming, target: pairs.length === 0 ? path : `${path}?${pairs.join('&')}` }
}

/** The name in `name=value`, without the brackets of a list. */
function nameOf(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys()
  return name.replace(/\[.*/, '')
}
