import type { WireRegisteredUser, WireUser } from '../wire/user.js'
import { type ApiClient, apiClient } from './api-client.js'
import { dateFromWire } from './server-date.js'

/** An account. */
export interface User {
  /** The account's number. */
  readonly id: number
  /** The login name. */
  readonly username: string
  /** The e-mail address. */
  readonly email: string
  /** The display name, or `null` when none was ever set. */
  readonly name: string | null
  /** When it was made. */
  readonly createdAt: Date
  /** When it was last changed. */
  readonly updatedAt: Date
}

/** A new account with the API client that the server made for it. */
export interface RegisteredUser extends User {
  /** An API client that the server will not let sign in with a password; make one with `createApiClient`. */
  readonly client: ApiClient
}

/** A user as it came, as a model. */
export function userFromWire(wire: WireUser): User {
  return {
    id: wire.id,
    username: wire.username,
    email: wire.email,
    name: wire.name ?? null,
    createdAt: dateFromWire(wire.created_at),
    updatedAt: dateFromWire(wire.updated_at),
  }
}

/** A new user as it came, as a model. */
export function registeredUserFromWire(wire: WireRegisteredUser): RegisteredUser {
  const { name, client_id, client_secret } = wire.default_client
  return { ...userFromWire(wire), client: apiClient(name, client_id, client_secret) }
}
