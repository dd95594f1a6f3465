import type { SignIn } from '../auth/sign-in.js'
import type { Saver } from '../flows/save.js'
import {
  checkRequestOptions,
  filledIn,
  openScope,
  type RequestOptions,
  type Scope,
} from '../http/scope.js'
import type { Answered, Api } from '../operations/api.js'
import type { ServerVersion } from '../operations/server-version.js'
import { ApiCall } from './call.js'

/** What the calls of a client share. */
interface SharedParts {
  readonly api: Api
  readonly signIn: SignIn
  readonly version: ServerVersion
  readonly saver: Saver
}

/** What every resource stands on: the parts of a client, and what a call leaves open. */
export class ResourceContext {
  readonly api: Api
  readonly signIn: SignIn
  readonly version: ServerVersion
  readonly saver: Saver
  readonly #defaults: RequestOptions

  constructor(parts: SharedParts, defaults: RequestOptions) {
    this.api = parts.api
    this.signIn = parts.signIn
    this.version = parts.version
    this.saver = parts.saver
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
    checkRequestOptions(options)
    return new ResourceContext(this, filledIn(options, this.#defaults))
  }
}
