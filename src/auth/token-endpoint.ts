import { isRecord } from '../contract/check.js'
import { type ErrorCode, WallabagError } from '../errors/index.js'
import { type ErrorBody, readErrorBody } from '../http/error-body.js'
import { isToken, serverNow } from '../http/headers.js'
import { parseJson } from '../http/json.js'
import type { Redactor } from '../http/redact.js'
import type { Answer, ApiRequest } from '../http/request.js'
import type { Send } from '../http/transport.js'
import type { Scope } from '../http/wait.js'
import type { ClientCredentials } from './credentials.js'

/** New tokens and how long they last. */
export interface Granted {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Milliseconds from the time of the answer. */
  readonly lifetime: number
  /**
   * The server's clock at the answer, in milliseconds since 1970, or our own clock if a browser
   * hides it.
   */
  readonly serverNow: number
}

/** What is sent in exchange for tokens. */
export type Grant =
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  | { readonly type: 'refresh_token'; readonly refreshToken: string }

/** The server's default in seconds (quirk 66), used if `expires_in` makes no sense. */
const defaultLifetime = 3600
/** Thirty years. With a longer time the expiry might not be a valid date. */
const longestLifetime = 1e9

/** Requests tokens. Secrets are sent only in the body, and no redirect is followed. */
export async function requestToken(
  send: Send,
  redactor: Redactor,
  client: ClientCredentials,
  grant: Grant,
  scope: Scope,
): Promise<Granted> {
  const form = new URLSearchParams({
    grant_type: grant.type,
    ...(grant.type === 'password'
      ? { username: grant.username, password: grant.password }
      : { refresh_token: grant.refreshToken }),
    client_id: client.clientId,
    client_secret: client.clientSecret,
  })
  const request: ApiRequest = {
    operation: 'createToken',
    method: 'POST',
    path: 'oauth/v2/token',
    auth: 'none',
    form,
    understands: [400, 401],
  }
  const answer = await send(request, scope, null)
  // If PHP prints a message first, the status becomes 200, so the body decides.
  const body = readErrorBody(answer.text)
  if (answer.status >= 400 || body.oauthError !== null) throw refusal(answer, body, grant, redactor)
  return granted(answer, redactor)
}

/** Whether the server refused the secrets, so that sending them again is pointless. */
export function isRefusal(error: unknown): error is WallabagError {
  return (
    error instanceof WallabagError &&
    ['bad_credentials', 'bad_client', 'refresh_expired'].includes(error.code)
  )
}

function granted(answer: Answer, redactor: Redactor): Granted {
  const json = parseJson(answer.text)
  const { access_token: accessToken, refresh_token, expires_in } = isRecord(json) ? json : {}
  if (!isToken(accessToken)) {
    throw fail('not_wallabag', answer, 'the answer holds no access token', {
      hint: 'Is `url` the root of a Wallabag server?',
    })
  }
  const refreshToken = isToken(refresh_token) ? refresh_token : null
  redactor.addToken(accessToken)
  redactor.addToken(refreshToken)
  return {
    accessToken,
    refreshToken,
    lifetime: lifetimeOf(expires_in),
    serverNow: serverNow(answer.headers),
  }
}

function lifetimeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn
  const sane = typeof seconds === 'number' && seconds > 0 && seconds < longestLifetime
  return (sane ? seconds : defaultLifetime) * 1000
}

function refusal(
  answer: Answer,
  { oauthError, message }: ErrorBody,
  grant: Grant,
  redactor: Redactor,
): WallabagError {
  const said = message === null ? 'nothing' : redactor.line(message)
  if (oauthError === null) {
    return fail('not_wallabag', answer, `refused with ${answer.status}: ${said}`, {
      hint: 'Is `url` the root of a Wallabag server, and is there a login page or a proxy in front of it?',
    })
  }
  const code = codeOf(oauthError, grant)
  return fail(code, answer, `the server said: ${said}`, {
    hint: hintOf(code, oauthError),
    serverMessage: said,
  })
}

function codeOf(oauthError: string, grant: Grant): ErrorCode {
  // A client that is allowed only the password grant gets refresh tokens that it may not use.
  const unusable = oauthError === 'invalid_grant' || oauthError === 'unauthorized_client'
  if (grant.type === 'refresh_token' && unusable) return 'refresh_expired'
  return oauthError === 'invalid_grant' ? 'bad_credentials' : 'bad_client'
}

function hintOf(code: ErrorCode, oauthError: string): string {
  if (code === 'bad_credentials')
    return 'Check `username` and `password`; two-factor codes are not part of them.'
  if (code === 'refresh_expired') {
    return 'A refresh token works once, within 14 days; pass `username` and `password` too, or sign in again.'
  }
  if (oauthError === 'unauthorized_client') {
    return 'This API client may not use this grant: create one under “API clients management” in Wallabag.'
  }
  return oauthError === 'invalid_request'
    ? 'The parameters did not arrive: does a proxy change the request?'
    : 'Check `clientId` and `clientSecret` under “API clients management” in Wallabag.'
}

function fail(
  code: ErrorCode,
  answer: Answer,
  what: string,
  details: { hint: string; serverMessage?: string },
): WallabagError {
  return new WallabagError(code, `Signing in (POST /oauth/v2/token): ${what}.`, {
    ...details,
    status: answer.status,
    method: 'POST',
    path: '/oauth/v2/token',
    attempts: answer.attempts,
    outcome: 'refused',
  })
}
