import { Wallabag } from 'wallabag-sdk'
import { isObject, object } from './openapi.js'
import { pathname, type Recording, recordings } from './recordings.js'

/**
 * A server that knows the recorded exchanges and nothing else: it answers a request with what a real
 * server answered to an equal one (up to suffix, body encoding and JSON spacing), and remembers the
 * requests that nobody ever recorded. For the sign-in alone it needs no recording.
 */
export class RecordedServer {
  readonly wallabag: Wallabag
  /** The names of the recordings that requests were equal to. */
  readonly matched = new Set<string>()
  /** The requests that equal no recording. */
  readonly unmatched: string[] = []
  readonly #recordings: readonly Recording[]
  readonly #preferred: readonly string[]

  constructor(server: string, preferred: readonly string[]) {
    this.#recordings = recordings.filter((recording) => recording.server === server)
    this.#preferred = preferred
    const auth = { clientId: '1_x', clientSecret: 'secret-x', username: 'u-x', password: 'p-x' }
    const fetch = async (input: RequestInfo | URL, init?: RequestInit) =>
      this.#answer(new Request(input, init))
    this.wallabag = new Wallabag({
      url: 'https://wallabag.test',
      auth,
      fetch,
      retry: { limit: 0 },
      saveSettleTime: 0,
      validate: 'strict',
    })
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname: path, search } = new URL(request.url)
    if (path === '/oauth/v2/token') return token()
    const body = await request.text()
    const given = { method: request.method, path: path + search }
    const key = keyOf(given, bodyOf(body, request.headers.get('content-type')))
    const equal = this.#recordings.filter(
      (recording) => keyOf(recording, recordedBody(recording)) === key,
    )
    const preferred = equal.find(({ name }) => this.#preferred.includes(name))
    const found = preferred ?? equal.find(({ status }) => status === 200)
    if (!found && isLook(request)) return this.#look(new URL(request.url).searchParams)
    if (!found) {
      this.unmatched.push(key)
      return Response.json({ error: 'no recording equals this request' }, { status: 418 })
    }
    for (const { name } of equal) this.matched.add(name)
    return answerOf(found)
  }

  /** A look for other hashes than the recorded ones, none of which is there. */
  #look(query: URLSearchParams): Response {
    this.matched.add('exists.hashes.id')
    return Response.json(Object.fromEntries(query.getAll('hashed_urls[]').map((h) => [h, null])))
  }
}

/** Whether a request has the form of `exists.hashes.id`. */
function isLook({ method, url }: Request): boolean {
  const { pathname: path, searchParams } = new URL(url)
  const names = [...new Set(searchParams.keys())].sort().join()
  return method === 'GET' && path === '/api/entries/exists' && names === 'hashed_urls[],return_id'
}

function token(): Response {
  return Response.json({
    access_token: 'access-x',
    refresh_token: 'refresh-x',
    expires_in: 3600,
    token_type: 'bearer',
    scope: null,
  })
}

function answerOf(recording: Recording): Response {
  if (recording.status === 304) return new Response(null, { status: 304 })
  const headers = { 'content-type': recording.contentType }
  const body = recording.hasJson ? JSON.stringify(recording.json) : 'the body of a file'
  return new Response(body, { status: recording.status, headers })
}

/** What makes two requests equal, as text. */
export function keyOf({ method, path }: { method: string; path: string }, body: unknown): string {
  const [before = '', query = ''] = path.split('?')
  const bare = /^\/api\/entries\/\d+\/export\./.test(before)
    ? before
    : before.replace(/\.json$/, '')
  const pairs = [...new URLSearchParams(query)]
    .map(([name, value]) => `${name}=${/^(?:urls|list)$/.test(name) ? jsonText(value) : value}`)
    .sort()
  const text = body === undefined ? '' : ` ${JSON.stringify(canonical(body))}`
  return `${method} ${bare}?${pairs.join('&')}${text}`
}

/** The body of a recorded request: a form is a map of texts. */
function recordedBody({ body }: Recording): unknown {
  if (body === undefined) return undefined
  if ('json' in body) return body['json']
  return Object.fromEntries(new URLSearchParams(String(body['form'] ?? '')))
}

function bodyOf(text: string, type: string | null): unknown {
  if (text === '') return undefined
  return type === 'application/json'
    ? JSON.parse(text)
    : Object.fromEntries(new URLSearchParams(text))
}

function jsonText(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

/** Keys in order, and numbers as the text that a form has for them. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value === 'number') return String(value)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(object(value))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  )
}

/** The recording of a name. */
export function recorded(server: string, name: string): Recording {
  const found = recordings.find((one) => one.server === server && one.name === name)
  if (!found) throw new TypeError(`${server} has no recording ${name}`)
  return found
}

/** The number in the path of a recording: ids differ from server to server. */
export function idIn(recording: Recording): number {
  return Number(/\d+/.exec(pathname(recording))?.[0])
}
