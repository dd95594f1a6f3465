import type { Saver } from '../flows/save.js'
import { openScope, type RequestOptions, type Scope } from '../http/scope.js'
import type { Answered, Api } from '../operations/api.js'
import type { ServerVersion } from '../operations/server-version.js'
import { ApiCall } from './call.js'

/** What every resource stands on. */
export class ResourceContext {
  readonly api: Api
  readonly version: ServerVersion
  readonly saver: Saver
  readonly #defaults: RequestOptions

  constructor(api: Api, version: ServerVersion, saver: Saver, defaults: RequestOptions) {
    this.api = api
    this.version = version
    this.saver = saver
    this.#defaults = defaults
  }

  /** Runs one call within its own scope; what it throws at once becomes a rejection too. */
  call<T>(
    options: RequestOptions | undefined,
    run: (scope: Scope) => Promise<Answered<T>>,
  ): ApiCall<T> {
    return new ApiCall(Promise.resolve().then(() => run(this.scope(options))))
  }

  /** The scope of a call. */
  scope(options: RequestOptions | undefined): Scope {
    return openScope(options, this.#defaults)
  }

  /** The signal that ends a call made with these options. */
  signal(options: RequestOptions | undefined): AbortSignal | undefined {
    return options?.signal ?? this.#defaults.signal
  }

  /** The same with other defaults. */
  with(options: RequestOptions): ResourceContext {
    return new ResourceContext(this.api, this.version, this.saver, {
      ...this.#defaults,
      ...options,
    })
  }
}
