import { contentType } from '../http/body.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, type IncomingRequest, json, type Request } from '../http/message.js'
import { parseStr } from '../php/query.js'
import { textFrom } from '../php/utf8.js'
import { toText } from '../php/values.js'
import type { User } from '../state/rows.js'
import type { State } from '../state/state.js'

/**
 * Who sends a request: a user, nobody, or the 401 for a bad token. A bad token is refused on public
 * routes too (quirk 34).
 *
 * @throws HttpError 500 if the token is sent in two ways at once
 */
export function authenticate(
  state: State,
  incoming: IncomingRequest,
  request: Request,
): User | undefined | Answer {
  const tokens = [fromHeader(request), fromForm(incoming, request), fromQuery(request)].filter(
    (token) => token !== undefined,
  )
  if (tokens.length > 1) throw new HttpError(500)
  const [text] = tokens
  if (text === undefined) return undefined
  const token = state.accounts.accessTokens.get(text)
  const user = token === undefined ? undefined : state.accounts.users.get(token.user)
  if (token === undefined || user === undefined) {
    return unauthorized('invalid_grant', 'The access token provided is invalid.')
  }
  // Still good in the second in which it expires.
  if (state.now() > token.expiresAt) {
    return unauthorized('invalid_grant', 'The access token provided has expired.')
  }
  return user
}

/** The 401 of a request without a token. Always JSON, whatever the suffix. */
export function unauthorized(
  error = 'access_denied',
  description = 'OAuth2 authentication required',
): Answer {
  const challenge = `Bearer realm="Service", error="${error}", error_description="${description}"`
  return json({ error, error_description: description }, 401, {
    'www-authenticate': challenge,
    'cache-control': 'no-store, private',
    pragma: 'no-cache',
  })
}

/** The word is case-sensitive (quirk 37). */
function fromHeader(request: Request): string | undefined {
  return /^Bearer\s(\S+)/.exec(request.headers.get('authorization') ?? '')?.[1]
}

function fromForm(incoming: IncomingRequest, request: Request): string | undefined {
  const type = contentType(incoming)
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  if (type !== undefined && type !== 'application/x-www-form-urlencoded') return undefined
  return toText(parseStr(textFrom(incoming.body)).get('access_token')) || undefined
}

function fromQuery(request: Request): string | undefined {
  return toText(request.query.get('access_token')) || undefined
}
