import { type Assembled, assemble } from './assemble.js'
import type { Auth } from './auth/auth.js'
import { checkOptions } from './check-options.js'
import { InputError } from './errors/index.js'
import { checkRequestOptions, type RequestOptions } from './http/scope.js'
import type { WallabagOptions } from './options.js'
import { Entries } from './resources/entries.js'
import { Server } from './resources/server.js'
import { Tags } from './resources/tags.js'

/**
 * A client of one account on one Wallabag server. Making one sends nothing; the first call signs in.
 *
 * @example
 * ```ts
 * const wallabag = new Wallabag({
 *   url: 'https://read.example.org',
 *   auth: { clientId, clientSecret, username, password },
 * })
 * const { entry } = await wallabag.entries.save('https://example.org/article')
 * ```
 */
export class Wallabag {
  /** The address of the server, without a trailing slash. */
  readonly url: string
  /** The sign-in, for those who want to see or steer it. */
  readonly auth: Auth
  /** The saved articles. */
  readonly entries: Entries
  /** The tags. */
  readonly tags: Tags
  /** The server itself. */
  readonly server: Server
  readonly #options: WallabagOptions
  readonly #parts: Assembled

  /**
   * Makes a client.
   *
   * @param options - Where the server is, how to sign in, and everything else with its default.
   * @throws InputError with code `invalid_option`, saying what was received and what was expected.
   *
   * @example
   * ```ts
   * new Wallabag({ url: 'localhost:8080', auth: { getAccessToken: () => askTheBroker() } })
   * ```
   */
  constructor(options: WallabagOptions)
  /** @internal */
  constructor(options: WallabagOptions, shared: Assembled)
  constructor(options: WallabagOptions, shared?: Assembled) {
    if (!shared) checkOptions(options)
    const parts = shared ?? assemble(options)
    this.#options = options
    this.#parts = parts
    this.url = parts.baseUrl
    this.auth = parts.auth
    this.entries = new Entries(parts.context)
    this.tags = new Tags(parts.context)
    this.server = new Server(parts.context)
  }

  /**
   * Makes a client from the environment: `WALLABAG_URL`, `WALLABAG_CLIENT_ID`,
   * `WALLABAG_CLIENT_SECRET`, `WALLABAG_USERNAME` and `WALLABAG_PASSWORD`.
   *
   * @param options - Everything else.
   * @returns A client.
   * @throws InputError that names the variables which are missing.
   *
   * @example
   * ```ts
   * const wallabag = Wallabag.fromEnv({ logger: console })
   * ```
   */
  static fromEnv(options: Partial<WallabagOptions> = {}): Wallabag {
    const env = environment()
    const names = ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']
    const missing = names.map((name) => `WALLABAG_${name}`).filter((name) => !env[name])
    if (missing.length > 0) {
      throw new InputError('invalid_option', `The environment lacks ${missing.join(', ')}.`)
    }
    const read = (name: string) => env[`WALLABAG_${name}`] ?? ''
    return new Wallabag({
      url: read('URL'),
      auth: {
        clientId: read('CLIENT_ID'),
        clientSecret: read('CLIENT_SECRET'),
        username: read('USERNAME'),
        password: read('PASSWORD'),
      },
      ...options,
    })
  }

  /**
   * The same client with other defaults for its calls; tokens, limits and all else are shared.
   *
   * @param options - Signal and timeouts for every call made through it.
   * @returns A client that lives and ends with this one.
   * @throws InputError for times and signals that are none.
   *
   * @example
   * ```ts
   * const hurried = wallabag.with({ timeout: 2000 })
   * ```
   */
  with(options: RequestOptions): Wallabag {
    checkRequestOptions(options)
    const context = this.#parts.context.with(options)
    return new Wallabag(this.#options, { ...this.#parts, context })
  }

  /**
   * Waits for a renewal of the tokens that is under way, so that none is lost when the process ends.
   *
   * @example
   * ```ts
   * await wallabag.close()
   * ```
   */
  close(): Promise<void> {
    return this.auth.settled()
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function environment(): Record<string, string | undefined> {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis
  return runtime.process?.env ?? {}
}
