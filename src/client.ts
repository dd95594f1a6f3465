import { contextOf } from './api/context.js'
import { CoreWallabag } from './core-client.js'
import { diagnose } from './diagnose/diagnose.js'
import type { Diagnosis } from './diagnose/findings.js'
import type { RequestOptions } from './http/scope.js'
import { Entries } from './jobs/entries-with-jobs.js'
import { optionsFromEnv, type WallabagOptions } from './options.js'

/**
 * Shorter timeouts than for other calls, because a diagnosis should report a silent server soon.
 */
const patience = { timeout: 10_000, totalTimeout: 60_000 }

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
export class Wallabag extends CoreWallabag {
  /** Saved articles, one by one, in lists, and many at once. */
  override readonly entries: Entries = new Entries(contextOf(this))

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
  static override fromEnv(options: Partial<WallabagOptions> = {}): Wallabag {
    return new Wallabag(optionsFromEnv(options))
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
  override with(options: RequestOptions): Wallabag {
    return new Wallabag(contextOf(this).with(options))
  }

  /**
   * Checks everything between this client and its server: network, address, proxies, credentials,
   * clocks. It changes nothing, and signs in as any call does. Problems are returned, not thrown.
   *
   * @param request - Signal and timeouts (default: 10 seconds for an attempt and 60 for all).
   * @returns The problems, each with a code, a message and a remedy; `ok` is `true` when there are
   *   none.
   * @throws AbortError when `signal` aborts.
   *
   * @example
   * ```ts
   * const { ok, findings } = await wallabag.diagnose()
   * for (const { message, remedy } of findings) console.log(`${message} ${remedy}`)
   * ```
   */
  async diagnose(request?: RequestOptions): Promise<Diagnosis> {
    const context = contextOf(this).with(patience)
    return diagnose(context.api, context.scope(request))
  }
}
