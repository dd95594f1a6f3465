import { describe, describeSecret, expected, isObject } from '../errors/index.js'
import type { Redactor } from '../http/redact.js'

/**
 * The API client that every sign-in needs; create it under “API clients management” in Wallabag.
 */
export interface ClientCredentials {
  /** The client id, such as `1_3o53gl30…`. */
  clientId: string
  /** The client secret. */
  clientSecret: string
}

/** Sign in with a user's name and password: the only way that can never lock a script out. */
export interface PasswordAuth extends ClientCredentials {
  /** The login name, or the account's e-mail address. */
  username: string
  /** The password. */
  password: string
  /** A refresh token to try before the password. */
  refreshToken?: string | undefined
}

/**
 * Sign in with a refresh token alone. It expires after 14 days without use, and then nothing can
 * renew it.
 */
export interface RefreshTokenAuth extends ClientCredentials {
  /** A refresh token from an earlier sign-in; later ones are kept in the token store. */
  refreshToken: string
  username?: undefined
  password?: undefined
}

/** Credentials for `auth.signIn`. Fields that are left out stay as they are. */
export interface SignInCredentials {
  /** The client id. */
  clientId?: string | undefined
  /** The client secret. */
  clientSecret?: string | undefined
  /** The login name, or the account's e-mail address. */
  username?: string | undefined
  /** The password. */
  password?: string | undefined
  /** A refresh token; tried before the password. */
  refreshToken?: string | undefined
}

/** Access tokens come from another service, which keeps the secrets. */
export interface SuppliedTokenAuth {
  /**
   * Returns a valid access token. It is called before every request, so it should cache its result;
   * `refused` is the token that the server has just refused, or `null`.
   */
  getAccessToken: (context: { refused: string | null }) => string | Promise<string>
}

/** Credentials that the client itself uses to get tokens. */
export type KeptAuth = PasswordAuth | RefreshTokenAuth

/** How the client signs in. */
export type AuthOptions = KeptAuth | SuppliedTokenAuth

const howToGetAClient =
  'A client id and secret come from Wallabag: “API clients management” → “Create a new client”.'

/** Refuses credentials that cannot work. The error never shows their values. */
export function checkAuth(auth: AuthOptions): void {
  if (!isObject(auth)) {
    throw expected('invalid_option', 'auth', 'an object', describeSecret(auth), howToGetAClient)
  }
  if ('getAccessToken' in auth) {
    const { getAccessToken } = auth
    if (typeof getAccessToken === 'function') return
    const received = describeSecret(getAccessToken)
    throw expected('invalid_option', 'auth.getAccessToken', 'a function', received)
  }
  checkKept(auth)
}

function checkKept(auth: SignInCredentials): asserts auth is KeptAuth {
  const { clientId, clientSecret, username, password, refreshToken } = auth
  checkText('clientId', clientId)
  checkText('clientSecret', clientSecret)
  checkPasted('clientId', clientId)
  checkPasted('clientSecret', clientSecret)
  if (refreshToken !== undefined) checkText('refreshToken', refreshToken)
  if (refreshToken !== undefined && username === undefined) return
  checkText('username', username)
  checkText('password', password)
}

/**
 * Removes credentials from all messages. Unknown fields are included, because they may be secret
 * too.
 */
export function hideSecrets(credentials: object, redactor: Redactor): void {
  const { clientSecret, password, refreshToken }: SignInCredentials = credentials
  for (const secret of [clientSecret, password, refreshToken]) redactor.add(secret)
}

/**
 * Replaces some of the credentials of a client.
 *
 * @throws InputError with code `invalid_option` if the result is incomplete.
 */
export function mergeCredentials(auth: KeptAuth, given: SignInCredentials): KeptAuth {
  if (!isObject(given)) {
    throw expected('invalid_option', 'credentials', 'an object', describeSecret(given))
  }
  const others = Object.entries(given).filter(([, value]) => value !== undefined)
  const merged = { ...auth, refreshToken: undefined, ...Object.fromEntries(others) }
  checkKept(merged)
  return merged
}

/**
 * Refuses blanks around a value: the server would not ignore them, and only say that the value is
 * wrong.
 */
function checkPasted(name: string, value: string): void {
  if (!/\s/.test(value)) return
  const what = 'letters, digits and underscores, without a blank or a line break'
  const hint = 'Remove what was pasted along with it.'
  throw expected('invalid_option', `auth.${name}`, what, describeSecret(value), hint)
}

function checkText(name: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value !== '') return
  const received = value === '' ? describe(value) : describeSecret(value)
  const hint = name.startsWith('client') ? howToGetAClient : undefined
  throw expected('invalid_option', `auth.${name}`, 'some text', received, hint)
}
