import { describe, expected } from '../errors/index.js'
import type { FlowContext } from '../flows/context.js'
import type { RequestOptions } from '../http/scope.js'

/** A client that a sync can stand on: a `Wallabag`. */
export interface SyncClient {
  /** The address of the server. */
  readonly url: string
  /** The same client with other defaults. */
  with(options: RequestOptions): SyncClient
}

const contexts = new WeakMap<object, FlowContext>()

/** Lets syncs stand on a client, without its insides becoming part of its surface. */
export function lendContext(client: object, context: FlowContext): void {
  contexts.set(client, context)
}

/** What a client has lent. */
export function contextOf(client: SyncClient): FlowContext {
  const isObject = typeof client === 'object' && client !== null
  const context = isObject ? contexts.get(client) : undefined
  if (context) return context
  const hint = 'Give the `Wallabag` that you made with `new Wallabag(…)`.'
  throw expected('invalid_option', 'wallabag', 'a client of this package', describe(client), hint)
}
