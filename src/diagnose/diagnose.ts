import { getUser } from '../account/account.js'
import type { Api } from '../api/api.js'
import { isAnswer } from '../contract/checks.generated.js'
import { isWallabagError, type WallabagError } from '../errors/index.js'
import { isExposed } from '../http/base-url.js'
import { readErrorBody } from '../http/error-body.js'
import { serverNow } from '../http/headers.js'
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

/** What was found at an address. */
interface Look {
  /** The version of Wallabag, or `null` if something else answers. */
  readonly version: string | null
  readonly answer: Answer
}

/**
 * Statuses that say something about an address: redirects, including those that a browser hides
 * (status 0), and answers that another program may have sent.
 */
const acceptedStatuses = Array.from({ length: 500 }, (_, status) => status).filter(
  (status) => ![401, 403, 407, 429].includes(status),
)

/**
 * Checks whether there is a Wallabag at an address, with the two public endpoints and without a
 * token.
 *
 * @param root - The address, on the same origin as the client's own.
 */
async function look(api: Api, root: string, scope: Scope): Promise<Look> {
  const ask = (operation: 'getInfo' | 'getVersion', path: string) => {
    const request = { operation, method: 'GET', path, root, auth: 'none', once: true } as const
    return api.send({ ...request, understands: acceptedStatuses }, scope)
  }
  const answer = await ask('getInfo', 'api/info')
  const info = parseJson(answer.text)
  if (answer.status === 200 && isAnswer('info', info)) return { version: info.version, answer }
  // Servers before 2.4.0 do not have `/api/info`.
  if (answer.status !== 404 || !readErrorBody(answer.text).isNotFound) {
    return { version: null, answer }
  }
  const older = await ask('getVersion', 'api/version')
  const version = parseJson(older.text)
  return older.status === 200 && isAnswer('version', version)
    ? { version, answer: older }
    : { version: null, answer }
}

/** Returns a failure as a value. An abort is thrown. */
function failureAsValue(error: unknown): WallabagError {
  if (!isWallabagError(error) || error.code === 'aborted') throw error
  return error
}

/** The folders in which Wallabag is usually installed. */
const usualFolders = ['/wallabag', '/web']

/** Searches other folders of the same server. Returns the address of a Wallabag, or `null`. */
async function findElsewhere(api: Api, scope: Scope): Promise<string | null> {
  for (const root of candidates(api.baseUrl)) {
    const seen = await look(api, root, scope).catch(failureAsValue)
    if (!isWallabagError(seen) && seen.version !== null) return root
  }
  return null
}

/** The folders above the given one, and the usual folders below each of them. */
function candidates(baseUrl: string): string[] {
  const { origin, pathname } = new URL(baseUrl)
  const parts = pathname.split('/').filter(Boolean)
  const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
  const roots = [...folders.map((folder) => `${origin}/${folder}`), origin]
  const all = roots.flatMap((root) => [root, ...usualFolders.map((folder) => root + folder)])
  return [...new Set(all)].filter((root) => root !== baseUrl)
}

/**
 * A smaller difference may come from a slow answer and the whole seconds of HTTP dates. Tokens are
 * valid for an hour.
 */
const mostClockDifference = 60_000

/**
 * Finds out what keeps a client from working. It checks from the network to the account, and stops
 * when a problem hides the rest. It only reads, and signs in like any call.
 */
export async function diagnose(api: Api, scope: Scope): Promise<Diagnosis> {
  const url = api.baseUrl
  const seen = await look(api, url, scope).catch(failureAsValue)
  if (isWallabagError(seen)) return nothingFound(findingOfError(seen, url, 'unreachable'))
  const { version, answer } = seen
  if (version === null) {
    const finding = findingOfAnswer(answer, url)
    return nothingFound(finding ?? findingOfPlace(url, await findElsewhere(api, scope)))
  }
  const account = await getUser(api, scope).catch(failureAsValue)
  const isRefused = isWallabagError(account)
  const query = isRefused ? account : await checkQuery(api, scope).catch(failureAsValue)
  const otherwise = isRefused ? 'sign_in_failed' : 'query_lost'
  const all = [
    isWallabagError(query) ? findingOfError(query, url, otherwise) : query,
    answer.hasPhp ? phpMessages() : null,
    plainHttp(url),
    clock(answer.headers),
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
  if (!isExposed(url)) return null
  return warning(
    'plain_http',
    'Anyone on the way can read the password and the tokens.',
    'Use https.',
  )
}

/** Compares the clock of the server, if the answer contains it, with ours. */
function clock(headers: Headers): Finding | null {
  const difference = Math.abs(serverNow(headers) - Date.now())
  if (difference <= mostClockDifference) return null
  return warning(
    'clock_off',
    `The clocks of the server and of this machine are ${Math.round(difference / 60_000)} minutes apart.`,
    'Set the one that is wrong, best by NTP: by them a stored token counts as expired or not.',
  )
}
