import type { FakeWallabag } from '../fake.js'
import { Aliases } from './aliases.js'
import { differences } from './compare.js'
import type { Exchange } from './exchange.js'
import { send } from './send.js'

/** The result of one replayed exchange. */
export interface ReplayResult {
  n: number
  name: string
  /** Whether the fake's answer equals the recorded one. */
  equal: boolean
  /** The differences, one sentence each. */
  differences: string[]
}

/** Where the exchanges are sent, if not to `fake.fetch`. */
export interface ReplayOptions {
  /** Default: `fake.fetch`. */
  fetch?: typeof globalThis.fetch | undefined
  /** The address of the fake for that fetch; default: `fake.url`. */
  url?: string | undefined
}

/**
 * Runs recorded exchanges in order. Before each one the clock of the fake is set to that of the
 * recording. Tokens and generated secrets are mapped, and the host of the recording is replaced
 * with the fake's.
 *
 * These must be equal: status, content type, `Location`, `Allow`, `WWW-Authenticate`,
 * `Content-Disposition`, CORS headers and `Vary`, and the body by its kind.
 *
 * @param exchanges Lines of a recording, parsed
 * @example
 * const results = await replay(createFakeWallabag({ pages }), exchanges)
 * results.filter(({ equal }) => !equal)
 */
export async function replay(
  fake: FakeWallabag,
  exchanges: readonly Exchange[],
  options: ReplayOptions = {},
): Promise<ReplayResult[]> {
  const target = { fetch: options.fetch ?? fake.fetch, url: options.url ?? fake.url }
  const aliases = new Aliases(fake, target.url)
  const results: ReplayResult[] = []
  for (const exchange of exchanges) {
    const { n, name, at, response } = exchange
    fake.clock.set(at * 1000)
    // Registration was off while the exchanges with these names were recorded.
    fake.registration = !/register\.closed|registration closed/.test(name)
    aliases.begin(exchange)
    const answer = await send(target, exchange.request, aliases)
    const found = differences(response, answer, aliases)
    aliases.learn(exchange, answer)
    results.push({ n, name, equal: found.length === 0, differences: found })
  }
  return results
}
