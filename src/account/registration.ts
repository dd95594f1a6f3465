import type { Answered, Api } from '../api/api.js'
import type { WireRegisteredUser } from '../contract/answer-schemas.js'
import type { WireRegisterUserBody } from '../contract/request-schemas.js'
import { checkUnicode, describeSecret, expected, type InputError } from '../errors/index.js'
import type { Scope } from '../http/wait.js'
import { type User, userFromWire } from './account.js'

/** An API client: the part of `auth` that is not the user's name and password. */
export interface ApiClient {
  /** The client's name. */
  readonly name: string
  /** The client id, such as `1_3o53gl30…`. */
  readonly clientId: string
  /** The client secret; not enumerable, so it is neither printed nor copied. */
  readonly clientSecret: string
}

/** An API client whose secret can be read but is never printed. */
export class ApiClientModel implements ApiClient {
  readonly name: string
  readonly clientId: string
  readonly #secret: string

  constructor(name: string, clientId: string, secret: string) {
    this.name = name
    this.clientId = clientId
    this.#secret = secret
  }

  get clientSecret(): string {
    return this.#secret
  }

  /** Node can be configured to print the values of getters, so the printed form is defined here. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}

/** The account to register. */
export interface Registration {
  /** The login name. */
  username: string
  /** The password, of at least 8 characters. */
  password: string
  /** The e-mail address; the server does not check its form. */
  email: string
  /**
   * The name of the API client that the server makes with the account (default: “Default client”).
   */
  clientName?: string | undefined
}

const shortestPassword = 8

/**
 * Checks a registration and converts it for a request.
 *
 * @throws InputError for values that the server would refuse, or fail on.
 */
export function registrationToWire(registration: Registration): WireRegisterUserBody {
  const { username, password, email, clientName } = registration ?? {}
  checkTexts({ username, password, email })
  if (password.length < shortestPassword) {
    throw refuse('password', `at least ${shortestPassword} characters`, password)
  }
  if (clientName === undefined) return { username, password, email }
  if (typeof clientName !== 'string') throw refuse('clientName', 'some text', clientName)
  return { username, password, email, client_name: clientName }
}

/** Refuses anything but non-empty text. The error does not show the value. */
export function checkTexts(texts: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || value === '') throw refuse(name, 'some text', value)
    checkUnicode(value, name)
  }
}

function refuse(name: string, what: string, received: unknown): InputError {
  return expected('invalid_input', name, what, describeSecret(received))
}

/** A new account with the API client that the server made for it. */
export interface RegisteredUser extends User {
  /**
   * The API client that the server made. It cannot sign in with a password: make another one with
   * `createApiClient`.
   */
  readonly client: ApiClient
}

function registeredUserFromWire(wire: WireRegisteredUser): RegisteredUser {
  const { name, client_id, client_secret } = wire.default_client
  return { ...userFromWire(wire), client: new ApiClientModel(name, client_id, client_secret) }
}

/**
 * Sends `PUT /api/user` without a token, because an invalid token would turn the answer into a 401
 * (quirk 34).
 */
export function registerUser(
  api: Api,
  body: WireRegisterUserBody,
  scope: Scope,
): Promise<Answered<RegisteredUser>> {
  return api.one(
    { operation: 'registerUser', method: 'PUT', path: 'api/user', json: body, auth: 'none' },
    'registeredUser',
    registeredUserFromWire,
    scope,
  )
}
