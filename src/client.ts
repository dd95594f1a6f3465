import { contextOf } from './api/context.js'
import { CoreWallabag } from './core-client.js'
import { diagnose } from './diagnose/diagnose.js'
import type { Diagnosis } from './diagnose/findings.js'
import type { RequestOptions } from './http/scope.js'
import { Entries } from './jobs/entries-with-jobs.js'
import { optionsFromEnv, type WallabagOptions } from './options.js'

/** A look at what is wrong ends sooner than a call that might still work. */
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
  /** The saved articles, and jobs over many of them. */
  override readonly entries: Entries = new Entries(contextOf(this))

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
  static override fromEnv(options: Partial<WallabagOptions> = {}): Wallabag {
    return new Wallabag(optionsFromEnv(options))
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
  override with(options: RequestOptions): Wallabag {
    return new Wallabag(contextOf(this).with(options))
  }

  /**
   * Looks for what keeps this client from its server: network, address, proxies, credentials, clocks.
   * It only reads, and signs in as any call would. What is wrong is its result and no failure.
   *
   * @param request - Signal and timeouts (default: 10 seconds for an attempt and 60 for all).
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
    const context = contextOf(this).with(patience)
    return diagnose(context.api, context.scope(request))
  }
}
