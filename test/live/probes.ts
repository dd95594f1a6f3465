import type { Exchange, RecordedBody } from '../../mocks/replay/exchange.js'
import { passwordGrant } from '../support/account.js'
import { parseJson, recordingsFor, shapeOf } from './differences.js'
import type { LiveServer } from './server.js'

/** A recorded request, sent again, and what was not as then. */
export interface Probe {
  readonly name: string
  readonly differences: readonly string[]
}

/** The recorded requests that change nothing on any server, whatever it holds. */
const harmless = [
  ...['version', 'version.noext', 'version.html', 'info', 'web.login', 'route.unknown'],
  ...['route.unknown.anon', 'route.wrongMethod', 'auth.missing', 'auth.basic', 'cors.preflight'],
  ...['cors.preflight.custom header', 'cors.token', 'exists.none', 'exists.url.missing'],
  ...['exists.url.missing.id', 'entries.get.404', 'entries.get.nonNumeric', 'entries.patch.404'],
  ...['entries.reload.404', 'entries.create.noUrl', 'entries.create.malformedJson'],
  ...['annotations.update.404', 'annotations.list.404', 'annotations.create.404'],
  ...['list.pageTooFar', 'list.page0', 'list.pageNeg', 'list.perPage0', 'list.orderBad'],
  ...['list.detailBad', 'list.sinceFuture', 'list.tagsUnknown', 'search.none', 'export.404'],
  ...['tags.delete.id.404', 'tags.delete.label.missing', 'bulk.create.empty', 'bulk.create.none'],
  ...['bulk.tags.add.none', 'bulk.tags.remove.none', 'bulk.delete.none', 'entries.delete.404'],
  ...['oauth.missingGrant', 'oauth.missingClient', 'oauth.refresh.missing'],
  ...['transport.trailing slash', 'transport.method override', 'transport.token malformed json'],
]

/** Sends the harmless recorded requests and compares status, type and shape of the answers. */
export async function recordedProbes(live: LiveServer, version: string): Promise<Probe[]> {
  const exchanges = recordingsFor(version).filter(
    ({ name, request }) => harmless.includes(name) && !/\/3(\.|\?|$)/.test(request.path),
  )
  const { access_token: token } = await passwordGrant(live.wallabag.url, live.auth)
  const probes: Probe[] = []
  for (const exchange of exchanges) {
    probes.push({ name: exchange.name, differences: await send(exchange, live, token) })
  }
  return probes
}

async function send({ request, response }: Exchange, live: LiveServer, token: string) {
  const headers = new Headers(request.headers)
  headers.delete('host')
  const sent = headers.get('authorization')?.replace(/ACCESS-TOKEN-\d+/, token)
  if (sent !== undefined) headers.set('authorization', sent)
  const body = bodyOf(request.body, live)
  const answer = await fetch(live.wallabag.url + request.path, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  return [
    ...differs('status', response.status, answer.status),
    ...differs('type', response.headers['content-type'], answer.headers.get('content-type')),
    ...('json' in response ? shapes(response.json, text) : []),
  ]
}

function differs(what: string, recorded: unknown, found: unknown): string[] {
  const [a, b] = [recorded ?? '', found ?? ''].map((value) => String(value).toLowerCase())
  return a === b ? [] : [`${what} “${b}” instead of “${a}”`]
}

function shapes(recorded: unknown, text: string): string[] {
  const [wanted, found] = [shapeOf(recorded), shapeOf(parseJson(text))]
  // How many entries there are differs from server to server; their shape is compared elsewhere.
  const isItem = (part: string) => part.includes('[]')
  const lacking = [...wanted].filter((part) => !found.has(part) && !isItem(part))
  const more = [...found].filter((part) => !wanted.has(part) && !isItem(part))
  return [...lacking.map((part) => `lacks ${part}`), ...more.map((part) => `has ${part}`)]
}

function bodyOf(recorded: RecordedBody | undefined, { auth }: LiveServer): string | undefined {
  if (recorded?.json !== undefined) return JSON.stringify(recorded.json)
  const text = recorded?.form ?? recorded?.raw
  return text
    ?.replace(/\d+_CLIENTRANDOMID/, auth.clientId)
    .replace('CLIENT-SECRET', auth.clientSecret)
}
