import type { SignIn } from '../auth/auth.js'
import { checkOptions, describe, expected } from '../errors/index.js'
import { version } from '../http/headers.js'
import { newId } from '../http/observer.js'
import { type RequestOptions, requestRules } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import { monotonic } from '../http/wait.js'
import type { Answered, Api } from './api.js'
import { ApiCall } from './awaitable.js'
import type { ServerVersion } from './version-gate.js'

/** How addresses are saved, and which are being saved. */
export interface Saving {
  /** How long to wait for an entry whose answer was lost, in milliseconds. */
  readonly settleTime: number
  readonly normalizeUrl: ((url: string) => string) | undefined
  /** The save that is under way for each hash. */
  readonly running: Map<string, Promise<unknown>>
}

/** What the calls of a client share. */
interface SharedParts {
  readonly api: Api
  readonly signIn: SignIn
  readonly version: ServerVersion
  readonly saving: Saving
}

/** What everything that sends needs: the parts of a client, and the options that a call leaves open. */
export class Context {
  readonly api: Api
  readonly signIn: SignIn
  readonly version: ServerVersion
  readonly saving: Saving
  readonly #defaults: RequestOptions
  /** The id of the job, the list or the run whose calls these are. */
  readonly #partOf: string | undefined

  constructor(parts: SharedParts, defaults: RequestOptions, partOf?: string) {
    this.api = parts.api
    this.signIn = parts.signIn
    this.version = parts.version
    this.saving = parts.saving
    this.#defaults = defaults
    this.#partOf = partOf
  }

  /** Runs one call within its own scope; what it throws at once becomes a rejection too. */
  call<T>(
    options: RequestOptions | undefined,
    run: (scope: Scope) => Promise<Answered<T>>,
  ): ApiCall<T> {
    return new ApiCall(Promise.resolve().then(() => run(this.scope(options))))
  }

  /** Opens the scope of a call; what the call leaves open is the client's. */
  scope(options: RequestOptions | undefined): Scope {
    if (options) checkRequestOptions(options)
    const { signal, timeout, totalTimeout } = filledIn(options ?? {}, this.#defaults)
    const deadline = monotonic() + (totalTimeout ?? Number.POSITIVE_INFINITY)
    return { id: newId(this.#partOf), signal, timeout, deadline }
  }

  /** The signal that ends a call made with these options. */
  signal(options: RequestOptions | undefined): AbortSignal | undefined {
    return options?.signal ?? this.#defaults.signal
  }

  /** The same with other defaults. */
  with(options: RequestOptions): Context {
    checkRequestOptions(options)
    return new Context(this, filledIn(options, this.#defaults), this.#partOf)
  }

  /** The same for one job, list or run: the ids of all its calls begin with one id. */
  part(): Context {
    return new Context(this, this.#defaults, newId(this.#partOf))
  }
}

/** The same options with what they leave open, or give as `undefined`, from others. */
function filledIn(options: RequestOptions, defaults: RequestOptions): RequestOptions {
  return {
    signal: options.signal ?? defaults.signal,
    timeout: options.timeout ?? defaults.timeout,
    totalTimeout: options.totalTimeout ?? defaults.totalTimeout,
  }
}

/** Refuses options that no call knows, and invalid times and signals. */
function checkRequestOptions(options: RequestOptions): void {
  checkOptions(options, requestRules, { secret: true })
}

/** Where a client carries its context: a name that every copy of the package knows. */
const brand = Symbol.for('wallabag-sdk.context')

/** The context: behind a function, so that printing a client does not print its internals. */
type Branded = () => { readonly version: string; readonly context: Context }

/** Gives a client its context, without its insides becoming part of its surface. */
export function setContext(client: object, context: Context): void {
  const branded: Branded = () => ({ version, context })
  Object.defineProperty(client, brand, { value: branded })
}

/**
 * The context of a client, also of one that another copy of the package has made, as when a program
 * and a library of it each have their own: what they share is looked up by name and not by class.
 *
 * @throws InputError for what is no client, and for one of another version, whose insides may differ.
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
  const isObject = typeof client === 'object' && client !== null
  return isObject ? Reflect.get(client, brand) : undefined
}
