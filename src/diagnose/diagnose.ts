import { getUser } from '../account/account.js'
import type { Api } from '../api/api.js'
import { isAnswer } from '../contract/checks.generated.js'
import { isWallabagError, type WallabagError } from '../errors/index.js'
import { isLoopback } from '../http/base-url.js'
import { readErrorBody } from '../http/error-body.js'
import { parseJson } from '../http/json.js'
import type { Answer } from '../http/request.js'
import type { Scope } from '../http/wait.js'
import {
  checkQuery,
  type Diagnosis,
  type Finding,
  findingOfAnswer,
  findingOfFailure,
  findingOfPlace,
  findingOfRefusal,
  warning,
} from './findings.js'

/** Signs in as the client does, and asks who it is. */
export async function checkAccount(
  api: Api,
  scope: Scope,
): Promise<{ user: string | null; finding: Finding | null }> {
  try {
    const { value } = await getUser(api, scope)
    return { user: value.username, finding: null }
  } catch (error) {
    if (!isWallabagError(error) || error.code === 'aborted') throw error
    return { user: null, finding: findingOfRefusal(error, api.baseUrl) }
  }
}

/** What answers under an address. */
export type Look =
  | {
      readonly kind: 'wallabag'
      readonly version: string
      readonly date: string | null
      readonly hasPhp: boolean
    }
  | { readonly kind: 'other'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: WallabagError }

/** Every answer is of interest here, redirects and those that a browser hides (status 0) included. */
const anyStatus = Array.from({ length: 600 }, (_, status) => status)

/**
 * Looks for a Wallabag under an address, by its two public endpoints and without a token.
 *
 * @param root - The address, on the same origin as the client's own.
 */
export async function look(api: Api, root: string, scope: Scope): Promise<Look> {
  try {
    const answer = await ask(api, 'getInfo', 'api/info', root, scope)
    const version = versionIn(answer)
    if (version !== null) return wallabag(version, answer)
    const isOlder = answer.status === 404 && readErrorBody(answer.text).isNotFound
    return isOlder ? await lookForOlder(api, root, scope, answer) : { kind: 'other', answer }
  } catch (error) {
    if (!isWallabagError(error) || error.code === 'aborted') throw error
    return { kind: 'failed', error }
  }
}

function wallabag(version: string, { headers, hasPhp }: Answer): Look {
  return { kind: 'wallabag', version, date: headers.get('date'), hasPhp }
}

/** `/api/info` came with 2.4.0. */
async function lookForOlder(api: Api, root: string, scope: Scope, first: Answer): Promise<Look> {
  const answer = await ask(api, 'getVersion', 'api/version', root, scope)
  const version = parseJson(answer.text)
  return answer.status === 200 && isAnswer('version', version)
    ? wallabag(version, answer)
    : { kind: 'other', answer: first }
}

function ask(
  api: Api,
  operation: 'getInfo' | 'getVersion',
  path: string,
  root: string,
  scope: Scope,
): Promise<Answer> {
  const request = { operation, method: 'GET', path, root, auth: 'none' } as const
  return api.send({ ...request, understands: anyStatus }, scope)
}

function versionIn({ status, text }: Answer): string | null {
  const info = parseJson(text)
  return status === 200 && isAnswer('info', info) ? info.version : null
}

/** Where people put a Wallabag below their own pages. */
const usualFolders = ['/wallabag', '/web']

/** Looks for a Wallabag in other folders of the same server; gives the address that has one. */
export async function findElsewhere(api: Api, scope: Scope): Promise<string | null> {
  for (const root of candidates(api.baseUrl)) {
    const { kind } = await look(api, root, scope)
    if (kind === 'wallabag') return root
  }
  return null
}

/** The folders above the one that was given, and the usual ones below each of them. */
function candidates(baseUrl: string): string[] {
  const { origin, pathname } = new URL(baseUrl)
  const parts = pathname.split('/').filter(Boolean)
  const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
  const roots = [...folders.map((folder) => `${origin}/${folder}`), origin]
  const all = roots.flatMap((root) => [root, ...usualFolders.map((folder) => root + folder)])
  return [...new Set(all)].filter((root) => root !== baseUrl)
}

/** Below it HTTP's whole seconds and a slow answer look the same; sign-ins live for an hour. */
const mostClockDifference = 60_000

/**
 * Looks for what keeps a client from its server: from the network to the account, until something is
 * so wrong that the rest cannot be seen. It reads, and signs in as any call would.
 */
export async function diagnose(api: Api, scope: Scope): Promise<Diagnosis> {
  const url = api.baseUrl
  const seen = await look(api, url, scope)
  if (seen.kind !== 'wallabag') {
    return { ok: false, version: null, user: null, findings: [await explain(seen, api, scope)] }
  }
  const { user, finding } = await checkAccount(api, scope)
  const query = user === null ? null : await checkQuery(api, scope)
  const php = seen.hasPhp ? phpMessages() : null
  const all = [finding, query, php, plainHttp(url), clock(seen.date)]
  const findings = all.filter((found) => found !== null)
  const ok = findings.every(({ severity }) => severity === 'warning')
  return { ok, version: seen.version, user, findings }
}

async function explain(
  seen: Exclude<Look, { kind: 'wallabag' }>,
  api: Api,
  scope: Scope,
): Promise<Finding> {
  if (seen.kind === 'failed') return findingOfFailure(seen.error, api.baseUrl)
  const finding = findingOfAnswer(seen.answer, api.baseUrl)
  return finding ?? findingOfPlace(api.baseUrl, await findElsewhere(api, scope))
}

function phpMessages(): Finding {
  return warning(
    'php_messages',
    'PHP prints its messages into the answers and can corrupt them.',
    'Set `display_errors = Off` in the server’s php.ini.',
  )
}

function plainHttp(url: string): Finding | null {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return null
  return warning(
    'plain_http',
    'Anyone on the way can read the password and the tokens.',
    'Use https.',
  )
}

/** The server's clock, where its answer shows it, against our own. */
function clock(date: string | null): Finding | null {
  const difference = Math.abs(Date.parse(date ?? '') - Date.now())
  if (!(difference > mostClockDifference)) return null
  return warning(
    'clock_off',
    `The clocks of the server and of this machine are ${Math.round(difference / 60_000)} minutes apart.`,
    'Set the one that is wrong, best by NTP: by them a stored token counts as expired or not.',
  )
}
