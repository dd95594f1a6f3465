import { contentType } from '../http/body.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, type IncomingRequest, json, type Request } from '../http/message.js'
import { parseStr } from '../php/query.js'
import { textFrom } from '../php/utf8.js'
import { isEmpty, toText } from '../php/values.js'
import type { User } from '../state/rows.js'
import type { State } from '../state/state.js'

/**
 * Identifies the sender of a request: a user, nobody, or the 401 for an invalid token. Public
 * routes refuse an invalid token too (quirk 34).
 *
 * @throws HttpError 500 if the token is sent in several ways at once
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
  if (text === '') return refused(400, 'invalid_request', MALFORMED)
  const token = state.accounts.accessTokens.get(text)
  const user = token === undefined ? undefined : state.accounts.users.get(token.user)
  if (token === undefined || user === undefined) {
    return unauthorized('invalid_grant', 'The access token provided is invalid.')
  }
  // A token is still valid in the second in which it expires.
  if (state.now() > token.expiresAt) {
    return unauthorized('invalid_grant', 'The access token provided has expired.')
  }
  return user
}

const MALFORMED =
  'The request is missing a required parameter, includes an unsupported parameter or parameter value, repeats the ' +
  'same parameter, uses more than one method for including an access token, or is otherwise malformed.'

/** The 401 for a request without a token. */
export function unauthorized(
  error = 'access_denied',
  description = 'OAuth2 authentication required',
): Answer {
  return refused(401, error, description)
}

/** The answer is JSON regardless of the suffix. */
function refused(status: number, error: string, description: string): Answer {
  const challenge = `Bearer realm="Service", error="${error}", error_description="${description}"`
  return json({ error, error_description: description }, status, {
    'www-authenticate': challenge,
    'cache-control': 'no-store, private',
    pragma: 'no-cache',
  })
}

/** The scheme is case-sensitive (quirk 37), and may be anywhere in the header. */
function fromHeader(request: Request): string | undefined {
  return /Bearer\s(\S+)/.exec(request.headers.get('authorization') ?? '')?.[1]
}

/** An empty token counts as one. */
function fromForm(incoming: IncomingRequest, request: Request): string | undefined {
  if (request.method === 'GET' || contentType(incoming) !== 'application/x-www-form-urlencoded') {
    return undefined
  }
  const token = parseStr(textFrom(incoming.body)).get('access_token')
  return token === undefined ? undefined : toText(token)
}

function fromQuery(request: Request): string | undefined {
  const token = request.query.get('access_token')
  return isEmpty(token) ? undefined : toText(token)
}
