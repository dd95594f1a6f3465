import type { Api } from '../api/api.js'
import { listEntries } from '../entries/page-requests.js'
import {
  type ErrorCode,
  isWallabagError,
  messageWithoutHint,
  type WallabagError,
} from '../errors/index.js'
import { type NetworkCause, networkCause } from '../http/failure.js'
import { hiddenRedirect, redirectTarget } from '../http/redirect.js'
import type { Answer } from '../http/request.js'
import type { Scope } from '../http/wait.js'

/** The problems that `diagnose` recognises. New codes may be added in minor versions. */
export type FindingCode =
  | 'host_not_found'
  | 'connection_refused'
  | 'certificate_refused'
  | 'no_https'
  | 'no_answer'
  | 'unreachable'
  | 'https_wanted'
  | 'moved'
  | 'sign_on_page'
  | 'proxy_login'
  | 'proxy_refuses'
  | 'rate_limited'
  | 'server_down'
  | 'php_messages'
  | 'query_lost'
  | 'wrong_path'
  | 'not_wallabag'
  | 'wrong_client'
  | 'wrong_password'
  | 'refresh_token_dead'
  | 'signed_out'
  | 'token_not_seen'
  | 'token_refused'
  | 'sign_in_failed'
  | 'clock_off'
  | 'plain_http'

/** One problem, described for a person. */
export interface Finding {
  /** The kind of problem, for programs. */
  readonly code: FindingCode
  /** `problem` if nothing works because of it, `warning` if it can cause trouble later. */
  readonly severity: 'problem' | 'warning'
  /** What was found, in one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
  /** The base URL to use instead, if the remedy is another one; otherwise `null`. */
  readonly url: string | null
}

/** The result of `diagnose`. */
export interface Diagnosis {
  /** `true` if there is no problem; there may still be warnings. */
  readonly ok: boolean
  /** The version of the server, or `null` if no Wallabag was found. */
  readonly version: string | null
  /** The login name of the account, or `null` if signing in failed. */
  readonly user: string | null
  /** Problems and warnings, the most fundamental first; empty if all is well. */
  readonly findings: readonly Finding[]
}

/** A finding because of which nothing works. */
function problem(
  code: FindingCode,
  message: string,
  remedy: string,
  url: string | null = null,
): Finding {
  return { code, severity: 'problem', message, remedy, url }
}

/** A finding that can cause trouble later. */
export function warning(code: FindingCode, message: string, remedy: string): Finding {
  return { code, severity: 'warning', message, remedy, url: null }
}

const proxyPage = 'Let `/api` and `/oauth` through the proxy without its login (docs/proxies.md).'

/**
 * The finding for an answer that is not from Wallabag, or `null` if only the address may be wrong.
 */
export function findingOfAnswer(answer: Answer, url: string): Finding | null {
  const { status, text, hasPhp } = answer
  if (hasPhp) {
    const remedy = 'Set `display_errors = Off` in the server’s php.ini; its log tells more.'
    return problem('php_messages', 'PHP prints messages in the place of answers.', remedy)
  }
  if (status === 0 || (status >= 300 && status < 400)) return findingOfRedirect(answer, url)
  if (status === 200 && /type=["']?password/i.test(text)) return signOnPage('A login page answers')
  return null
}

/** The finding for an address without a Wallabag. */
export function findingOfPlace(url: string, elsewhere: string | null): Finding {
  return elsewhere === null
    ? problem(
        'not_wallabag',
        `No Wallabag answers at ${url}.`,
        'Open the address in a browser: it must be the one where you read your articles.',
      )
    : problem(
        'wrong_path',
        `Wallabag is not at ${url}.`,
        `Set \`url\` to “${elsewhere}”.`,
        elsewhere,
      )
}

function findingOfRedirect(answer: Answer, url: string): Finding {
  const path = 'api/info'
  const target = redirectTarget(answer, `${url}/${path}`, path) ?? hiddenRedirect
  const { shown, movedTo, isSlash, hint } = target
  if (shown === null) {
    return problem('moved', 'The server redirects; this platform does not say where.', hint)
  }
  if (isSlash) {
    const remedy = 'Remove it from the web server.'
    return problem('moved', 'A rewrite rule adds a slash to addresses.', remedy)
  }
  if (movedTo === null) return signOnPage(`The server redirects to ${new URL(shown).host}`)
  const remedy = `Set \`url\` to “${movedTo}”.`
  const [from, to] = [new URL(url), new URL(movedTo)]
  const isWanted = from.protocol === 'http:' && to.protocol === 'https:'
  return isWanted && from.hostname === to.hostname
    ? problem('https_wanted', 'The server requires https.', remedy, movedTo)
    : problem('moved', `The server redirects to ${movedTo}.`, remedy, movedTo)
}

function signOnPage(what: string): Finding {
  return problem('sign_on_page', `${what}: a single sign-on is in front of Wallabag.`, proxyPage)
}

/** Asks for one entry in such a way that the answer shows whether the query arrived. */
export async function checkQuery(api: Api, scope: Scope): Promise<Finding | null> {
  const question = new URLSearchParams({ archive: '0', detail: 'metadata', order: 'asc' })
  try {
    await listEntries(api, question, { page: 1, perPage: 1 }, scope)
    return null
  } catch (error) {
    const isLost = isWallabagError(error) && ['unsupported', 'not_wallabag'].includes(error.code)
    if (!isLost) throw error
    return problem(
      'query_lost',
      messageWithoutHint(error),
      'Configure the proxy to pass on the query.',
    )
  }
}

const codes: Partial<Record<ErrorCode, FindingCode>> = {
  timeout: 'no_answer',
  bad_client: 'wrong_client',
  bad_credentials: 'wrong_password',
  refresh_expired: 'refresh_token_dead',
  signed_out: 'signed_out',
  token_revoked: 'token_refused',
  redirected: 'sign_on_page',
  not_wallabag: 'sign_on_page',
  php_message: 'php_messages',
  rate_limited: 'rate_limited',
  server_error: 'server_down',
}

const networkCodes: Partial<Record<NetworkCause, FindingCode>> = {
  no_host: 'host_not_found',
  no_name_server: 'host_not_found',
  refused: 'connection_refused',
  no_https: 'no_https',
  certificate: 'certificate_refused',
}

/**
 * The finding for a failed call.
 *
 * @param otherwise - The finding if the error has no finding of its own.
 */
export function findingOfError(error: WallabagError, url: string, otherwise: FindingCode): Finding {
  const code = codeOf(error) ?? otherwise
  const isUnreached = error.code === 'network' || error.code === 'timeout'
  const where = isUnreached ? `${new URL(url).host} could not be reached: ` : ''
  const remedy =
    code === 'proxy_refuses'
      ? 'Check the rules of the proxy in front of Wallabag: does it block programs, countries or paths?'
      : error.hint
  const message = where + messageWithoutHint(error)
  return problem(code, message, remedy ?? 'Try again, and check the server’s log.')
}

function codeOf({ code, status, serverMessage, cause }: WallabagError): FindingCode | undefined {
  if (code === 'network') return networkCodes[networkCause(cause)] ?? 'unreachable'
  if (code !== 'forbidden') return codes[code]
  if (status === 403) return 'proxy_refuses'
  // A 401 in Wallabag's own words means that it got no token. Other words come from a proxy (quirk
  // 67).
  return serverMessage?.includes('OAuth2') ? 'token_not_seen' : 'proxy_login'
}
