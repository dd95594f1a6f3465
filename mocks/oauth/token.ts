import { type Answer, json, type Request } from '../http/message.js'
import { isArray, isEmpty, type Params, PhpTypeError, toText } from '../php/values.js'
import type { Client, User } from '../state/rows.js'
import type { State } from '../state/state.js'

const GRANT_TYPE =
  /^(authorization_code|token|password|client_credentials|refresh_token|https?:\/\/.+|urn:.+)\n?$/
const NO_STORE = { 'cache-control': 'no-store, private', pragma: 'no-cache' }

/** An error of the token endpoint: always 400 and JSON, never 401 (quirk 33). */
class OAuthError extends Error {
  readonly error: string

  constructor(error: string, description: string) {
    super(description)
    this.error = error
  }
}

/**
 * `GET|POST /oauth/v2/token`. The parameters are in the query of a GET and in the body of a POST.
 */
export function tokenEndpoint(state: State, request: Request): Answer {
  const input = request.method === 'POST' ? request.params : request.query
  try {
    return json(grant(state, request, input), 200, NO_STORE)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return json({ error: error.error, error_description: error.message }, 400, NO_STORE)
  }
}

function grant(state: State, request: Request, input: Params) {
  const grantType = scalar(input, 'grant_type')
  if (!GRANT_TYPE.test(grantType)) throw badGrantType()
  const client = authenticate(state, request, input)
  if (!client.grants.includes(grantType)) {
    const text = 'The grant type is unauthorized for this client_id'
    throw new OAuthError('unauthorized_client', text)
  }
  const { user, spent } = resourceOwner(state, client, grantType, input)
  if (!isEmpty(scalar(input, 'scope'))) {
    throw new OAuthError('invalid_scope', 'An unsupported scope was requested.')
  }
  const { accessTokenLifetime, refreshTokenLifetime } = state
  const [access, refresh] = state.accounts.issueTokens(
    client,
    user,
    accessTokenLifetime,
    refreshTokenLifetime,
  )
  // The refresh token can be used once. The old access token stays valid (quirk 35).
  if (spent !== undefined) state.accounts.refreshTokens.delete(spent)
  return {
    access_token: access.token,
    expires_in: accessTokenLifetime,
    token_type: 'bearer',
    scope: null,
    refresh_token: refresh.token,
  }
}

interface Owner {
  user: number
  /** The refresh token that was used. */
  spent?: string
}

function resourceOwner(state: State, client: Client, grantType: string, input: Params): Owner {
  if (grantType === 'password') return { user: byPassword(state, input).id }
  if (grantType === 'refresh_token') return byRefreshToken(state, client, input)
  if (grantType === 'authorization_code') throw noCode(input)
  throw badGrantType()
}

function byPassword(state: State, input: Params): User {
  const [username, password] = [scalar(input, 'username'), scalar(input, 'password')]
  if (isEmpty(username) || isEmpty(password)) {
    const text = 'Missing parameters. "username" and "password" required'
    throw new OAuthError('invalid_request', text)
  }
  const user = state.accounts.findByLogin(username)
  if (user?.password !== password) {
    throw new OAuthError('invalid_grant', 'Invalid username and password combination')
  }
  return user
}

function byRefreshToken(state: State, client: Client, input: Params): Owner {
  const text = scalar(input, 'refresh_token')
  if (isEmpty(text)) {
    throw new OAuthError('invalid_request', 'No "refresh_token" parameter found')
  }
  const token = state.accounts.refreshTokens.get(text)
  if (token?.client !== client.id) throw new OAuthError('invalid_grant', 'Invalid refresh token')
  if (state.now() > token.expiresAt) {
    throw new OAuthError('invalid_grant', 'Refresh token has expired')
  }
  return { user: token.user, spent: text }
}

/** There is no route to authorize, so a code can never be valid. */
function noCode(input: Params): OAuthError {
  if (isEmpty(scalar(input, 'code'))) {
    return new OAuthError('invalid_request', 'Missing parameter. "code" is required')
  }
  if (isEmpty(scalar(input, 'redirect_uri'))) {
    return new OAuthError('invalid_request', 'The redirect URI parameter is required.')
  }
  return new OAuthError('invalid_grant', "Code doesn't exist or is invalid for the client")
}

/** HTTP Basic takes precedence over the body. There are no public clients. */
function authenticate(state: State, request: Request, input: Params): Client {
  const basic = basicCredentials(request.headers.get('authorization'))
  const given = basic?.id ?? input.get('client_id')
  if (isEmpty(given)) {
    throw new OAuthError('invalid_client', 'Client id was not found in the headers or body')
  }
  // PHP fails when it cuts an array like a text.
  if (isArray(given)) throw new PhpTypeError('client_id')
  const id = toText(given)
  const secret = basic?.secret ?? toText(input.get('client_secret'))
  const client = state.accounts.findClient(id)
  if (client === undefined || client.secret !== secret) {
    throw new OAuthError('invalid_client', 'The client credentials are invalid')
  }
  return client
}

function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic\s+(\S+)/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const bytes = Uint8Array.from(decodeBase64(encoded), (letter) => letter.charCodeAt(0))
  const [id = '', ...secret] = new TextDecoder().decode(bytes).split(':')
  return isEmpty(id) || secret.length === 0 ? undefined : { id, secret: secret.join(':') }
}

function decodeBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}

function badGrantType(): OAuthError {
  return new OAuthError('invalid_request', 'Invalid grant_type parameter or parameter missing')
}

/** An array in place of a scalar counts as not sent. */
function scalar(input: Params, name: string): string {
  const value = input.get(name)
  return isArray(value) ? '' : toText(value)
}
