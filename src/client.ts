import { type Assembled, assemble } from './assemble.js'
import type { Auth } from './auth/auth.js'
import { checkOptions } from './check-options.js'
import { diagnose } from './diagnose/diagnose.js'
import type { Diagnosis } from './diagnose/finding.js'
import { InputError } from './errors/index.js'
import { checkRequestOptions, type RequestOptions } from './http/scope.js'
import type { Entry } from './models/entry.js'
import { customRequest, type RequestData, type RequestMethod } from './operations/custom.js'
import type { WallabagOptions } from './options.js'
import type { List } from './pages/list.js'
import { Annotations } from './resources/annotations.js'
import type { ApiCall } from './resources/call.js'
import { Entries } from './resources/entries.js'
import { type SearchOptions, searchList } from './resources/search.js'
import { Server } from './resources/server.js'
import { UserSettings } from './resources/settings.js'
import { TaggingRules } from './resources/tagging-rules.js'
import { Tags } from './resources/tags.js'
import { UserAccount } from './resources/user.js'
import { lendContext } from './sync/context.js'

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
  /** The notes on passages of articles. */
  readonly annotations: Annotations
  /** The account that is signed in. */
  readonly user: UserAccount
  /** The settings of the account. */
  readonly settings: UserSettings
  /** The rules by which the server tags entries on its own. */
  readonly taggingRules: TaggingRules
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
    this.annotations = new Annotations(parts.context)
    this.user = new UserAccount(parts.context)
    this.settings = new UserSettings(parts.context)
    this.taggingRules = new TaggingRules(parts.context)
    this.server = new Server(parts.context)
    lendContext(this, parts.context)
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
   * Searches the titles, contents and addresses of all entries for some words, in any case; servers
   * from 2.7 search the notes too. The words must occur just so, one after another: the server knows
   * no word apart from the next. Tags are not searched.
   *
   * @param words - What is looked for; `%` stands for any text and `_` for any character.
   * @param options - The size of the pages.
   * @param request - Signal and timeouts, for each page.
   * @returns A list of entries with their content, newest first; while it is read and entries change,
   *   one comes at most once.
   * @throws InputError at once for an empty text, for which the server would list everything.
   *
   * @example
   * ```ts
   * for await (const entry of wallabag.search('slow food')) console.log(entry.title)
   * ```
   */
  search(words: string, options: SearchOptions = {}, request?: RequestOptions): List<Entry> {
    return searchList(this.#parts.context, words, options, request)
  }

  /**
   * Sends any request to the server, signed in: for what this package has no method for.
   *
   * @param method - `GET`, `POST`, `PUT`, `PATCH` or `DELETE`; only a `GET` is repeated when it fails.
   * @param path - The path below the server's root, such as `/api/tags`.
   * @param data - The query, and a body that is sent as JSON.
   * @param request - Signal and timeouts.
   * @returns The answer's JSON as it came, or `null` for an empty answer.
   * @throws InputError for a path that leads elsewhere.
   *
   * @example
   * ```ts
   * const tags = await wallabag.request('GET', '/api/tags')
   * ```
   */
  request(
    method: RequestMethod,
    path: string,
    data: RequestData = {},
    request?: RequestOptions,
  ): ApiCall<unknown> {
    const { context } = this.#parts
    return context.call(request, (scope) => customRequest(context.api, method, path, data, scope))
  }

  /**
   * Looks for what keeps this client from its server: network, address, proxies, credentials, clocks.
   * It only reads, and signs in as any call would. What is wrong is its result and no failure.
   *
   * @param request - Signal and timeouts; 10 seconds for an attempt and 60 for all unless told.
   * @returns What is wrong, each with a code, a sentence and a remedy; nothing when all is well.
   * @throws AbortError when its signal aborts.
   *
   * @example
   * ```ts
   * const { ok, findings } = await wallabag.diagnose()
   * for (const { message, remedy } of findings) console.log(`${message} ${remedy}`)
   * ```
   */
  async diagnose(request?: RequestOptions): Promise<Diagnosis> {
    const { context } = this.#parts
    const scope = context.scope({ timeout: 10_000, totalTimeout: 60_000, ...request })
    return diagnose(context.api, scope)
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
