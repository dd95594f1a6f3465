import { type Answer, type IncomingRequest, json } from '../http/message.js'
import type { Library } from '../state/library.js'
import { isObject, jsonOf } from './delivery.js'
import { withoutQuery } from './gateway.js'

/**
 * Endpoints by the version that added them (quirk 76). In earlier versions the router does not know
 * the path.
 */
const ROUTES: readonly (readonly [since: string, route: RegExp])[] = [
  ['2.1.0', /^GET \/api\/entries\/exists$/],
  ['2.1.0', /^DELETE \/api\/tags?\/label$/],
  ['2.2.0', /^PATCH \/api\/entries\/\d+\/reload$/],
  ['2.2.0', /^GET \/api\/entries\/\d+\/export$/],
  ['2.2.0', /^\w+ \/api\/annotations\//],
  ['2.3.0', /^\w+ \/api\/entries\/(tags\/)?lists?$/],
  ['2.3.0', /^\w+ \/api\/user$/],
  ['2.4.0', /^GET \/api\/(search|info|taggingrule\/export)$/],
  ['2.5.0', /^GET \/api\/config$/],
]

/** Query parameters that earlier versions ignore. */
const PARAMETERS: Readonly<Record<string, string>> = {
  tags: '2.1.0',
  since: '2.1.0',
  urls: '2.1.2',
  public: '2.3.0',
  return_id: '2.3.0',
  expect: '2.3.7',
  detail: '2.4.0',
  hashed_url: '2.4.0',
  hashed_urls: '2.4.0',
  domain_name: '2.5.2',
  annotations: '2.6.14',
  notParsed: '2.7.0',
  http_status: '2.7.0',
}

/** Keys in answers that earlier versions do not have (quirk 65). */
const KEYS: Readonly<Record<string, string>> = {
  uid: '2.2.0',
  http_status: '2.2.0',
  is_public: '2.3.0',
  origin_url: '2.3.0',
  published_at: '2.3.0',
  published_by: '2.3.0',
  starred_at: '2.3.0',
  headers: '2.3.0',
  given_url: '2.4.0',
  hashed_url: '2.4.0',
  hashed_given_url: '2.4.0',
  archived_at: '2.4.0',
  nbEntries: '2.5.2',
  display_thumbnails: '2.6.0',
}

/** Turns the behaviour of a new server into that of an old version. */
export async function answerOf(
  version: string,
  incoming: IncomingRequest,
  library: Library,
  proceed: (incoming: IncomingRequest) => Promise<Answer>,
): Promise<Answer> {
  const lacks = (since: string) => compareVersions(version, since) < 0
  // Old versions kept only the address after redirects.
  if (lacks('2.4.0')) library.forgetGivenUrls()
  const path = (incoming.target.split('?')[0] ?? '')
    .replace(/^.*?(?=\/api\/)/, '')
    .replace(/\.\w+$/, '')
  const route = `${incoming.method} ${path}`
  const missing = ROUTES.some(([since, pattern]) => lacks(since) && pattern.test(route))
  if (missing) return oldError({ status: 404, headers: {}, body: '' }, 'Not Found')
  const names = Object.keys(PARAMETERS).filter((name) => lacks(PARAMETERS[name] ?? ''))
  const asked = withoutQuery(incoming, isSearchable(path) ? names : [])
  const answer = await (lacks('2.3.0') ? withAddedTags(route, asked, proceed) : proceed(asked))
  const body = jsonOf(answer)
  if (answer.status >= 400 && isObject(body) && !('error' in body) && lacks('2.6.3')) {
    return oldError(answer, String(body['detail'] ?? body['message'] ?? ''))
  }
  if (path === '/api/version') return json(version)
  if (path === '/api/info') return json({ ...(isObject(body) ? body : {}), version })
  if (body === undefined || answer.status >= 400) return answer
  const old = aged(body, lacks)
  const isDeleted = /^DELETE \/api\/entries\/\d+$/.test(route) && isObject(old)
  if (!isDeleted || !lacks('2.3.7')) return { ...answer, body: JSON.stringify(old) }
  const { id: _, ...rest } = old
  return { ...answer, body: JSON.stringify(lacks('2.3.0') ? rest : { id: null, ...rest }) }
}

/** Whether the query of a path has parameters that were added later. */
function isSearchable(path: string): boolean {
  return /^\/api\/entries(\/exists|\/\d+)?$/.test(path)
}

/** Before 2.3.0 a PATCH added tags instead of replacing them. */
async function withAddedTags(
  route: string,
  incoming: IncomingRequest,
  proceed: (incoming: IncomingRequest) => Promise<Answer>,
): Promise<Answer> {
  const fields = jsonOf(incoming)
  const isPatch = /^PATCH \/api\/entries\/\d+$/.test(route)
  if (!isPatch || !isObject(fields) || !('tags' in fields)) return proceed(incoming)
  const { tags, ...others } = fields
  const send = (changes: Partial<IncomingRequest>, sent: object) =>
    proceed({ ...incoming, ...changes, body: new TextEncoder().encode(JSON.stringify(sent)) })
  const patched = await send({}, others)
  if (patched.status !== 200) return patched
  return send(
    { method: 'POST', target: incoming.target.replace(/(\.\w+)?(\?.*)?$/, '/tags') },
    { tags },
  )
}

/** Removes later additions from a value of an answer. */
function aged(value: unknown, lacks: (since: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => aged(item, lacks))
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(
    ([key, item]) => !lacks(KEYS[key] ?? '0') && !(item === null && lacks('2.3.0')),
  )
  return Object.fromEntries(
    kept.map(([key, item]) => {
      if (key === 'slug') return [key, lacks('2.6.0') ? String(item).replace(/^t:/, '') : item]
      if (key === 'href') return [key, agedLink(String(item), lacks)]
      return [key, aged(item, lacks)]
    }),
  )
}

function agedLink(href: string, lacks: (since: string) => boolean): string {
  const [path = '', query] = href.split('?')
  if (query === undefined) return href
  const pairs = query
    .split('&')
    .filter((pair) => !lacks(PARAMETERS[pair.split('=')[0] ?? ''] ?? '0'))
  return `${path}?${pairs.join('&')}`
}

/** An error in the form of Symfony's older templates. */
function oldError(answer: Answer, message: string): Answer {
  const { status } = answer
  return {
    status,
    headers: { ...answer.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code: status, message } }),
  }
}

/** Below zero if the first version is older. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number.parseFloat))
  for (const [at, part] of (right ?? []).entries()) {
    const difference = (left?.[at] ?? 0) - part
    if (difference !== 0) return difference
  }
  return 0
}
