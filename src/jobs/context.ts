import type { Saver } from '../flows/save.js'
import type { RequestOptions, Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import type { ServerVersion } from '../operations/server-version.js'

/** What jobs stand on. */
export interface JobContext {
  readonly api: Api
  readonly version: ServerVersion
  readonly saver: Saver
  /** The scope of one call. */
  scope(options: RequestOptions | undefined): Scope
  /** The signal that ends calls made with these options. */
  signal(options: RequestOptions | undefined): AbortSignal | undefined
}
