import { describeSecret, expected, type InputError } from '../errors/index.js'
import type { WireRegisterUserBody } from '../wire/requests.js'

/** A new account. */
export interface Registration {
  /** The login name. */
  username: string
  /** The password, of at least 8 characters. */
  password: string
  /** The e-mail address; the server does not check its form. */
  email: string
  /** The name of the API client that the server makes along with it; “Default client” unless told. */
  clientName?: string | undefined
}

const shortestPassword = 8

/**
 * Checks a registration and writes it as the server wants it.
 *
 * @throws InputError for what the server would refuse, or fail at.
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

/** Refuses what is no text or an empty one, without showing it. */
export function checkTexts(texts: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || value === '') throw refuse(name, 'some text', value)
  }
}

function refuse(name: string, what: string, received: unknown): InputError {
  return expected('invalid_input', name, what, describeSecret(received))
}
