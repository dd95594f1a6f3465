import { TaggingRules, UserAccount, UserSettings } from './account/account.js'
import { Server } from './account/server.js'
import { Annotations } from './annotations/annotations.js'
import type { ApiCall } from './api/awaitable.js'
import { Context, contextOf, setContext } from './api/context.js'
import { customRequest, type RequestData, type RequestMethod } from './api/custom-request.js'
import { assemble } from './assemble.js'
import { Auth } from './auth/auth.js'
import { CoreEntries } from './entries/entries.js'
import type { Entry } from './entries/entry.js'
import type { List } from './entries/list.js'
import { type SearchOptions, searchList } from './entries/listing.js'
import type { RequestOptions } from './http/scope.js'
import { optionsFromEnv, type WallabagOptions } from './options.js'
import { Tags } from './tags/tags.js'

/**
 * A client of one account on one Wallabag server, without the jobs over many entries and without
 * `diagnose`: less to load for a page or an extension that needs neither. Making one sends nothing;
 * the first call signs in.
 *
 * @example
 * ```ts
 * import { Wallabag } from 'wallabag-sdk/core'
 *
 * const wallabag = new Wallabag({
 *   url: 'https://read.example.org',
 *   auth: { clientId, clientSecret, username, password },
 * })
 * const { entry } = await wallabag.entries.save('https://example.org/article')
 * ```
 */
export class CoreWallabag {
  /** The address of the server, without a trailing slash. */
  readonly url: string
  /** The sign-in, for those who want to see or steer it. */
  readonly auth: Auth
  /** The saved articles. */
  readonly entries: CoreEntries
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
  constructor(shared: Context)
  constructor(from: WallabagOptions | Context) {
    const context = from instanceof Context ? from : assemble(from)
    this.url = context.api.baseUrl
    this.auth = new Auth(context.signIn, context)
    this.entries = new CoreEntries(context)
    this.tags = new Tags(context)
    this.annotations = new Annotations(context)
    this.user = new UserAccount(context)
    this.settings = new UserSettings(context)
    this.taggingRules = new TaggingRules(context)
    this.server = new Server(context)
    setContext(this, context)
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
  static fromEnv(options: Partial<WallabagOptions> = {}): CoreWallabag {
    return new CoreWallabag(optionsFromEnv(options))
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
  with(options: RequestOptions): CoreWallabag {
    return new CoreWallabag(contextOf(this).with(options))
  }

  /**
   * Searches the titles, contents and addresses of all entries for some words, in any case; servers
   * from 2.7 search the notes too. The words must occur just so, one after another: the server knows
   * no word apart from the next. Tags are not searched.
   *
   * @param words - What is looked for; `%` stands for any text and `_` for any character.
   * @param options - The size of the pages, and where to begin: the number of a page, or the cursor of
   *   one. A cursor here is no more than a number: what has moved since can be missed or come again.
   * @param request - Signal and timeouts, for each page.
   * @returns A list of entries with their content, newest first; while it is read and entries change,
   *   one comes at most once. A page beyond the end is empty.
   * @throws InputError at once for an empty text, for which the server would list everything, for a
   *   filter, which a search has none of, and for a cursor of another search.
   *
   * @example
   * ```ts
   * for await (const entry of wallabag.search('slow food')) console.log(entry.title)
   * const second = await wallabag.search('slow food', { page: 2 })
   * ```
   */
  search(words: string, options: SearchOptions = {}, request?: RequestOptions): List<Entry> {
    return searchList(contextOf(this), words, options, request)
  }

  /**
   * Sends any request to the server, signed in: for what this package has no method for.
   *
   * @param method - `GET`, `POST`, `PUT`, `PATCH` or `DELETE`; a `GET` is repeated when it
   *   fails, the others only when they certainly did nothing.
   * @param path - The path below the server's root, such as `/api/tags`.
   * @param data - The query, and a body that is sent as JSON.
   * @param request - Signal and timeouts.
   * @returns The answer's JSON as it came, or `null` for an empty answer.
   * @throws InputError for a path that leads elsewhere, and a body of a `GET`.
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
    const context = contextOf(this)
    return context.call(request, (scope) => customRequest(context.api, method, path, data, scope))
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
