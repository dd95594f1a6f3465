import type { Answered, Api } from '../api/api.js'
import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import type { WireConfig, WireTaggingRule, WireUser } from '../contract/answer-schemas.js'
import type { RequestOptions } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import { dateFromWire } from '../values/ids-and-dates.js'

/**
 * A user's settings. A setting that is unset, or that this version of the server does not have, is
 * `null`.
 */
export interface Settings {
  /** The id of the settings. */
  readonly id: number
  /** How many entries a page of the web interface holds. */
  readonly itemsPerPage: number
  /** The language of the web interface. */
  readonly language: string
  /**
   * The secret in the addresses of the feeds, or `null` if none has been made; not enumerable, so
   * it is neither printed nor copied.
   */
  readonly feedToken: string | null
  /** How many entries a feed holds. */
  readonly feedLimit: number | null
  /** The user's reading speed, in words a minute. */
  readonly readingSpeed: number | null
  /** Where the web interface goes after an entry is archived, as the server's number for it. */
  readonly actionMarkAsRead: number | null
  /** How the web interface lists entries, as the server's number for it. */
  readonly listMode: number | null
  /** Whether lists show pictures; from Wallabag 2.6.0 on. */
  readonly displayThumbnails: boolean | null
  /** The font of the reading view; from Wallabag 2.7.0 on. */
  readonly font: string | null
  /** The size of that font; from Wallabag 2.7.0 on. */
  readonly fontSize: number | null
  /** The line height of the reading view; from Wallabag 2.7.0 on. */
  readonly lineHeight: number | null
  /** The width of the text; from Wallabag 2.7.0 on. */
  readonly maxWidth: number | null
}

export function settingsFromWire(wire: WireConfig): Settings {
  const { display_thumbnails: thumbnails } = wire
  return Object.assign(new SettingsModel(wire.feed_token ?? null), {
    id: wire.id,
    itemsPerPage: wire.items_per_page,
    language: wire.language,
    feedLimit: wire.feed_limit ?? null,
    readingSpeed: wire.reading_speed ?? null,
    actionMarkAsRead: wire.action_mark_as_read ?? null,
    listMode: wire.list_mode ?? null,
    displayThumbnails: thumbnails === undefined ? null : thumbnails === 1,
    font: wire.font ?? null,
    fontSize: wire.fontsize ?? null,
    lineHeight: wire.line_height ?? null,
    maxWidth: wire.max_width ?? null,
  })
}

/**
 * A class, so that the feed token (quirk 48) can be a getter of the prototype, which is never
 * printed.
 */
class SettingsModel {
  readonly #feedToken: string | null

  constructor(feedToken: string | null) {
    this.#feedToken = feedToken
  }

  get feedToken(): string | null {
    return this.#feedToken
  }

  /** Node can be configured to print the values of getters, so the printed form is defined here. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}

/** A rule by which the server tags entries when they are saved. */
export interface TaggingRule {
  /** The condition, such as `readingTime <= 5`. */
  readonly rule: string
  /** The labels that it adds. */
  readonly tags: readonly string[]
}

function taggingRuleFromWire({ rule, tags }: WireTaggingRule): TaggingRule {
  return { rule, tags }
}

/** An account. */
export interface User {
  /** The account's id. */
  readonly id: number
  /** The login name. */
  readonly username: string
  /** The e-mail address. */
  readonly email: string
  /** The display name, or `null` if it was never set. */
  readonly name: string | null
  /** When it was created. */
  readonly createdAt: Date
  /** When it last changed. */
  readonly updatedAt: Date
}

export function userFromWire(wire: WireUser): User {
  return {
    id: wire.id,
    username: wire.username,
    email: wire.email,
    name: wire.name ?? null,
    createdAt: dateFromWire(wire.created_at),
    updatedAt: dateFromWire(wire.updated_at),
  }
}

/** `GET /api/user` */
export const userRequest = { operation: 'getUser', method: 'GET', path: 'api/user' } as const

/** Reads the account that is signed in. */
export function getUser(api: Api, scope: Scope): Promise<Answered<User>> {
  return api.one(userRequest, 'user', userFromWire, scope)
}

/** `GET /api/config` */
export function getConfig(api: Api, scope: Scope): Promise<Answered<Settings>> {
  const request = { operation: 'getConfig', method: 'GET', path: 'api/config' } as const
  return api.one(request, 'config', settingsFromWire, scope)
}

/** `GET /api/taggingrule/export` */
export function exportTaggingRules(api: Api, scope: Scope): Promise<Answered<TaggingRule[]>> {
  const path = 'api/taggingrule/export'
  const request = { operation: 'exportTaggingRules', method: 'GET', path } as const
  return api.many(request, 'taggingRule', taggingRuleFromWire, scope)
}

/**
 * The settings of the account; read-only in the API.
 *
 * @example
 * ```ts
 * const { itemsPerPage } = await wallabag.settings.get()
 * ```
 */
export class UserSettings {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Reads the settings; needs Wallabag 2.5.0.
   *
   * @param request - Signal and timeouts.
   * @returns The settings. `feedToken` is a secret: you can read it, but it is never printed or
   *   copied.
   * @throws WallabagError with code `not_found_route` from a server that is older.
   *
   * @example
   * ```ts
   * const { readingSpeed, feedToken } = await wallabag.settings.get()
   * ```
   */
  get(request?: RequestOptions): ApiCall<Settings> {
    return this.#context.call(request, (scope) => getConfig(this.#context.api, scope))
  }
}

/**
 * The rules by which the server tags new entries; read-only in the API.
 *
 * @example
 * ```ts
 * const rules = await wallabag.taggingRules.list()
 * ```
 */
export class TaggingRules {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Lists the rules; needs Wallabag 2.4.0.
   *
   * @param request - Signal and timeouts.
   * @returns The rules.
   * @throws WallabagError with code `not_found_route` from a server that is older.
   *
   * @example
   * ```ts
   * for (const { rule, tags } of await wallabag.taggingRules.list()) console.log(rule, tags)
   * ```
   */
  list(request?: RequestOptions): ApiCall<TaggingRule[]> {
    return this.#context.call(request, (scope) => exportTaggingRules(this.#context.api, scope))
  }
}

/**
 * The account that is signed in.
 *
 * @example
 * ```ts
 * const { email } = await wallabag.user.get()
 * ```
 */
export class UserAccount {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Reads the account that is signed in.
   *
   * @param request - Signal and timeouts.
   * @returns The account.
   * @throws WallabagError when no usable answer comes.
   *
   * @example
   * ```ts
   * const { username } = await wallabag.user.get()
   * ```
   */
  get(request?: RequestOptions): ApiCall<User> {
    return this.#context.call(request, (scope) => getUser(this.#context.api, scope))
  }
}
