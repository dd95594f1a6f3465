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
  findingOfError,
  findingOfPlace,
  warning,
} from './findings.js'

/** What answers under an address. */
interface Look {
  /** The version of the Wallabag there, or `null` for anything else. */
  readonly version: string | null
  readonly answer: Answer
}

/** Redirects, those included that a browser hides (status 0), and what may come from the wrong place. */
const ofInterest = Array.from({ length: 500 }, (_, status) => status).filter(
  (status) => ![401, 403, 407, 429].includes(status),
)

/**
 * Looks for a Wallabag under an address, by its two public endpoints and without a token.
 *
 * @param root - The address, on the same origin as the client's own.
 */
async function look(api: Api, root: string, scope: Scope): Promise<Look> {
  const ask = (operation: 'getInfo' | 'getVersion', path: string) => {
    const request = { operation, method: 'GET', path, root, auth: 'none', once: true } as const
    return api.send({ ...request, understands: ofInterest }, scope)
  }
  const answer = await ask('getInfo', 'api/info')
  const info = parseJson(answer.text)
  if (answer.status === 200 && isAnswer('info', info)) return { version: info.version, answer }
  // It came with 2.4.0.
  if (answer.status !== 404 || !readErrorBody(answer.text).isNotFound) {
    return { version: null, answer }
  }
  const older = await ask('getVersion', 'api/version')
  const version = parseJson(older.text)
  return older.status === 200 && isAnswer('version', version)
    ? { version, answer: older }
    : { version: null, answer }
}

/** A failure as a finding; only an abort is not one. */
function found(error: unknown): WallabagError {
  if (!isWallabagError(error) || error.code === 'aborted') throw error
  return error
}

/** Where people put a Wallabag below their own pages. */
const usualFolders = ['/wallabag', '/web']

/** Looks for a Wallabag in other folders of the same server; gives the address that has one. */
async function findElsewhere(api: Api, scope: Scope): Promise<string | null> {
  for (const root of candidates(api.baseUrl)) {
    const seen = await look(api, root, scope).catch(found)
    if (!isWallabagError(seen) && seen.version !== null) return root
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
  const seen = await look(api, url, scope).catch(found)
  if (isWallabagError(seen)) return nothingFound(findingOfError(seen, url, 'unreachable'))
  const { version, answer } = seen
  if (version === null) {
    const finding = findingOfAnswer(answer, url)
    return nothingFound(finding ?? findingOfPlace(url, await findElsewhere(api, scope)))
  }
  const account = await getUser(api, scope).catch(found)
  const isRefused = isWallabagError(account)
  const all = [
    isRefused ? findingOfError(account, url, 'sign_in_failed') : await checkQuery(api, scope),
    answer.hasPhp ? phpMessages() : null,
    plainHttp(url),
    clock(answer.headers.get('date')),
  ]
  const findings = all.filter((finding) => finding !== null)
  const ok = findings.every(({ severity }) => severity === 'warning')
  return { ok, version, user: isRefused ? null : account.value.username, findings }
}

function nothingFound(finding: Finding): Diagnosis {
  return { ok: false, version: null, user: null, findings: [finding] }
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
