import type { IncomingRequest } from '../http/message.js'

const MAX_REDIRECTS = 20

/**
 * The request after a redirect, with the method and body that `fetch` would use. Undefined if the
 * response is not a redirect.
 */
export function redirected(from: IncomingRequest, response: Response): IncomingRequest | undefined {
  const location = response.headers.get('location')
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined
  const url = new URL(location, `${from.origin}${from.target}`)
  const target = `${url.pathname}${url.search}`
  const becomesGet =
    (response.status === 303 && from.method !== 'HEAD') ||
    (response.status <= 302 && from.method === 'POST')
  if (!becomesGet) return { ...from, origin: url.origin, target }
  const headers = new Map([...from.headers].filter(([name]) => !name.startsWith('content-')))
  return { method: 'GET', origin: url.origin, target, headers, body: new Uint8Array() }
}

/**
 * Answers like `fetch`: follows redirects unless the request says otherwise, and sets the URL of
 * the response.
 *
 * @param mode The `redirect` of the request
 * @throws TypeError for a redirect with mode `error`, and for too many redirects
 */
export async function followed(
  first: IncomingRequest,
  mode: RequestRedirect,
  answer: (request: IncomingRequest) => Promise<Response>,
): Promise<Response> {
  let request = first
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await answer(request)
    const next = mode === 'manual' ? undefined : redirected(request, response)
    if (next === undefined) return located(response, `${request.origin}${request.target}`, hop > 0)
    if (mode === 'error') break
    request = next
  }
  throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
}

/** Sets the URL of a Response, which the constructor cannot. */
function located(response: Response, url: string, isRedirected: boolean): Response {
  return Object.defineProperties(response, {
    url: { value: url },
    redirected: { value: isRedirected },
  })
}
