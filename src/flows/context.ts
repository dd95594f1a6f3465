import type { RequestOptions, Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import type { ServerVersion } from '../operations/server-version.js'
import type { Saver } from './save.js'

/** What everything that takes several requests stands on: jobs, syncs. */
export interface FlowContext {
  readonly api: Api
  readonly version: ServerVersion
  readonly saver: Saver
  /** The scope of one call. */
  scope(options: RequestOptions | undefined): Scope
  /** The signal that ends calls made with these options. */
  signal(options: RequestOptions | undefined): AbortSignal | undefined
}
