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
 * `diagnose`: a smaller download for pages and extensions that need neither. Making one sends
 * nothing; the first call signs in.
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
  /** The sign-in: its state, and signing in or out by hand. */
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
  /** The rules by which the server tags new entries. */
  readonly taggingRules: TaggingRules
  /** The server itself. */
  readonly server: Server

  /**
   * Makes a client.
   *
   * @param options - The server, how to sign in, and options that have defaults.
   * @throws InputError with code `invalid_option`, saying what was expected and what was received.
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
   * @param options - All other options.
   * @returns A client.
   * @throws InputError naming the variables that are missing.
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
   * The same client with other defaults for its calls; tokens, limits and everything else are
   * shared.
   *
   * @param options - Signal and timeouts for every call made through it.
   * @returns A client that shares everything else with this one.
   * @throws InputError for a time or signal that is not valid.
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
   * Searches the titles, contents and addresses of all entries, ignoring case; from Wallabag 2.7
   * on, annotations too. The text must occur exactly as given: the server does not look for its
   * words one by one. Tags are not searched.
   *
   * @param words - The text to look for; `%` stands for any text and `_` for any character.
   * @param options - The size of the pages, and where to begin: a page number, or the cursor of a
   *   page. In a search a cursor is only a page number: entries that have moved since can be missed
   *   or come twice.
   * @param request - Signal and timeouts, for each page.
   * @returns A list of entries with their content, newest first. Each comes at most once, even if
   *   entries change while the list is read. A page beyond the end is empty.
   * @throws InputError at once for an empty text (the server would list everything), for a filter
   *   (a search has none), and for a cursor of another search.
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
   * Sends any request to the server, signed in: for endpoints that this package has no method for.
   *
   * @param method - `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. A `GET` is repeated when it fails,
   *   the others only when they certainly changed nothing.
   * @param path - The path below the server's root, such as `/api/tags`.
   * @param data - The query, and a body that is sent as JSON.
   * @param request - Signal and timeouts.
   * @returns The JSON of the answer, unchecked, or `null` for an empty answer.
   * @throws InputError for a path outside the server's root, and for a `GET` with a body.
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
   * Waits for a running renewal, so that no token is lost when the process ends.
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
