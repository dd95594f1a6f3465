import { WallabagError } from '../errors/index.js'
import type { Authorizer } from '../http/parts.js'
import type { Scope } from '../http/scope.js'
import type { SignInCredentials } from './credentials.js'

/** How a sign-in is doing; nothing in it is secret. */
export interface SignInState {
  readonly signedIn: boolean
  readonly expiresAt: Date | null
  /** Why nothing is sent any more. */
  readonly reason: WallabagError | null
}

/** What gives calls their tokens, and can be steered by the client's owner. */
export interface SignIn extends Authorizer {
  readonly state: SignInState
  /** Signs in, with other credentials when they are given. */
  signIn(scope: Scope, credentials: SignInCredentials | undefined): Promise<void>
  /** Forgets the tokens; every call fails until the next sign-in. */
  signOut(): Promise<void>
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

/** Why calls fail after `signOut`. */
export function signedOut(): WallabagError {
  return new WallabagError('signed_out', 'The client was signed out.', {
    hint: 'Call `auth.signIn()` to go on.',
  })
}
