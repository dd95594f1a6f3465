import type { SignIn } from '../auth/auth.js'
import { checkOptions, describe, expected, isObject } from '../errors/index.js'
import { version } from '../http/headers.js'
import { type Logger, newId } from '../http/observer.js'
import { type RequestOptions, requestRules } from '../http/scope.js'
import { monotonic, type Scope } from '../http/wait.js'
import type { Answered, Api } from './api.js'
import { ApiCall } from './awaitable.js'
import type { ServerVersion } from './version-gate.js'

/** The options of saving, and the saves in progress. */
export interface Saving {
  /** How long to look for an entry after the answer to its creation was lost, in milliseconds. */
  readonly settleTime: number
  readonly normalizeUrl: ((url: string) => string) | undefined
  /** The running save for each hash of an address. */
  readonly running: Map<string, Promise<unknown>>
}

/** The parts of a client that all its calls share. */
interface SharedParts {
  readonly api: Api
  readonly signIn: SignIn
  readonly version: ServerVersion
  readonly saving: Saving
  /** The caller's logger, whose own errors are ignored. */
  readonly logger: Logger | null
}

/** The parts of a client, and its defaults for the options of a call. */
export class Context {
  readonly api: Api
  readonly signIn: SignIn
  readonly version: ServerVersion
  readonly saving: Saving
  readonly logger: Logger | null
  readonly #defaults: RequestOptions
  /** The id of the job, list or sync run that the calls belong to. */
  readonly #partOf: string | undefined

  constructor(parts: SharedParts, defaults: RequestOptions, partOf?: string) {
    this.api = parts.api
    this.signIn = parts.signIn
    this.version = parts.version
    this.saving = parts.saving
    this.logger = parts.logger
    this.#defaults = defaults
    this.#partOf = partOf
  }

  /**
   * Runs one call in its own scope. An error that is thrown synchronously becomes a rejection too.
   */
  call<T>(
    options: RequestOptions | undefined,
    run: (scope: Scope) => Promise<Answered<T>>,
  ): ApiCall<T> {
    return new ApiCall(Promise.resolve().then(() => run(this.scope(options))))
  }

  /** Opens the scope of a call. Options that the call leaves open come from the client. */
  scope(options: RequestOptions | undefined): Scope {
    if (options) checkRequestOptions(options)
    const { signal, timeout, totalTimeout } = filledIn(options ?? {}, this.#defaults)
    const deadline = monotonic() + (totalTimeout ?? Infinity)
    return { id: newId(this.#partOf), signal, timeout, deadline }
  }

  signal(options: RequestOptions | undefined): AbortSignal | undefined {
    return options?.signal ?? this.#defaults.signal
  }

  /** The same context with other defaults. */
  with(options: RequestOptions): Context {
    checkRequestOptions(options)
    return new Context(this, filledIn(options, this.#defaults), this.#partOf)
  }

  /**
   * The same context for one job, list or sync run: the ids of all its calls begin with the same
   * id.
   */
  part(): Context {
    return new Context(this, this.#defaults, newId(this.#partOf))
  }
}

/** Fills options that are missing or `undefined` from the defaults. */
function filledIn(options: RequestOptions, defaults: RequestOptions): RequestOptions {
  return {
    signal: options.signal ?? defaults.signal,
    timeout: options.timeout ?? defaults.timeout,
    totalTimeout: options.totalTimeout ?? defaults.totalTimeout,
  }
}

function checkRequestOptions(options: RequestOptions): void {
  checkOptions(options, requestRules, { secret: true })
}

/** The property that holds the context of a client. All copies of the package know this symbol. */
const brand = Symbol.for('wallabag-sdk.context')

/** The context is behind a function so that printing a client does not print its internals. */
type Branded = () => { readonly version: string; readonly context: Context }

/** Attaches the context to a client without adding it to the public type. */
export function setContext(client: object, context: Context): void {
  const branded: Branded = () => ({ version, context })
  Object.defineProperty(client, brand, { value: branded })
}

/**
 * The context of a client. The client may come from another copy of the package, as when a program
 * and one of its libraries each have their own, so the context is found by a symbol and not by
 * `instanceof`.
 *
 * @throws InputError if it is not a client, or comes from another version, whose internals may
 * differ.
 */
export function contextOf(client: object): Context {
  const found = brandOf(client)?.()
  if (found?.version === version) return found.context
  const hint = found
    ? 'Two copies of the package are loaded: see `npm ls wallabag-sdk`.'
    : 'Pass the `Wallabag` that you made with `new Wallabag(…)`.'
  const received = found ? `one of version ${found.version}` : describe(client)
  const wanted = found ? `a client of version ${version}` : 'a client of this package'
  throw expected('invalid_option', 'wallabag', wanted, received, hint)
}

function brandOf(client: object): Branded | undefined {
  return isObject(client) ? Reflect.get(client, brand) : undefined
}
