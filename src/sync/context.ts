import { describe, InputError } from '../errors/index.js'
import type { Saver } from '../flows/save.js'
import type { RequestOptions, Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import type { ServerVersion } from '../operations/server-version.js'

/** What a sync stands on. */
export interface SyncContext {
  readonly api: Api
  readonly version: ServerVersion
  readonly saver: Saver
  /** The scope of one call. */
  scope(options: RequestOptions | undefined): Scope
  /** The signal that ends calls made with these options. */
  signal(options: RequestOptions | undefined): AbortSignal | undefined
}

/** A client that a sync can stand on: a `Wallabag`. */
export interface SyncClient {
  /** The address of the server. */
  readonly url: string
  /** The same client with other defaults. */
  with(options: RequestOptions): SyncClient
}

const contexts = new WeakMap<object, SyncContext>()

/** Lets syncs stand on a client, without its insides becoming part of its surface. */
export function lendContext(client: object, context: SyncContext): void {
  contexts.set(client, context)
}

/** What a client has lent. */
export function contextOf(client: SyncClient): SyncContext {
  const isObject = typeof client === 'object' && client !== null
  const context = isObject ? contexts.get(client) : undefined
  if (context) return context
  throw new InputError(
    'invalid_option',
    `wallabag: expected a client of this package, received ${describe(client)}.`,
    'Give the `Wallabag` that you made with `new Wallabag(…)`.',
  )
}
