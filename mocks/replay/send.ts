import type { Aliases } from './aliases.js'
import type { RecordedRequest } from './exchange.js'
import type { Received } from './received.js'

/** Sends a recorded request to the fake. */
export async function send(
  target: { fetch: typeof globalThis.fetch; url: string },
  request: RecordedRequest,
  aliases: Aliases,
): Promise<Received> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (!/^(host|content-length|connection)$/i.test(name)) {
      headers.set(name, aliases.address(aliases.fillHeader(name, value)))
    }
  }
  const body = bodyOf(request, aliases, headers)
  const hasBody = body !== undefined && !['GET', 'HEAD'].includes(request.method)
  const response = await target.fetch(target.url + aliases.fill(request.path), {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(hasBody ? { body: new TextEncoder().encode(body) } : {}),
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  return { status: response.status, headers: response.headers, body: parsed(text), text, bytes }
}

function bodyOf({ body }: RecordedRequest, aliases: Aliases, headers: Headers): string | undefined {
  if (body === undefined || body === null) return undefined
  const [text, type] =
    body.form !== undefined
      ? [body.form, 'application/x-www-form-urlencoded']
      : body.json !== undefined
        ? [JSON.stringify(body.json), 'application/json']
        : [body.raw ?? '', body.contentType]
  if (type !== undefined && !headers.has('content-type')) headers.set('content-type', type)
  return aliases.fill(text)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
