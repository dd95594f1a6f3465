import { isWallabagError, type Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { rawClient } from '../support/raw-client.js'

/** One thing that happens to a request, or between it and the one before. */
export type Event =
  | { readonly kind: 'nothing' }
  /** Somebody else writes; the number says what and to which entry. */
  | { readonly kind: 'write'; readonly deed: number }
  /** The request is refused, or its answer lost after it was done. */
  | { readonly kind: 'busy' | 'lost' }

/** A library, what happens meanwhile, and a client under which it happens. */
export interface World {
  readonly fake: FakeWallabag
  readonly wallabag: Wallabag
  /** Addresses and ids that somebody else has touched. */
  readonly touched: ReadonlySet<number | string>
}

/** The address number n. */
export const addressOf = (n: number) => `https://a.test/${n}`

/**
 * Makes a library of addresses (some of them several times) under a client whose requests meet the
 * events one after another.
 */
export async function worldOf(
  library: readonly number[],
  events: readonly Event[],
  options: Partial<WallabagOptions> = {},
): Promise<World> {
  // What pages hold is of no interest here, and reading them takes time.
  const fake = createFakeWallabag({ pages: () => ({ fail: true }) })
  for (const n of library)
    fake.seed.entry({ url: addressOf(n), tags: n % 2 ? ['odd'] : [], authors: ['Ann'] })
  const raw = await rawClient(fake)
  const touched = new Set<number | string>()
  const write = async (deed: number) => {
    const entries = fake.state.entries
    const entry = entries[Math.floor(deed / 4) % Math.max(1, entries.length)]
    if (deed % 4 === 0) {
      // Never the addresses that jobs are about: then two would create one at the same time.
      await raw.create(`https://others.test/${deed}-${entries.length}`)
    } else if (entry) {
      touched.add(entry.id).add(entry.url)
      if (deed % 4 === 1) await raw.remove(entry.id)
      else await raw.patch(entry.id, { archive: deed % 4 === 2 ? 1 : 0 })
    }
  }
  let next = 0
  const eventful: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.includes('/api/')) return fake.fetch(input, init)
    const event = events[next++] ?? { kind: 'nothing' }
    if (event.kind === 'write') await write(event.deed)
    if (event.kind === 'busy') {
      return new Response('busy', { status: 429, headers: { 'retry-after': '0' } })
    }
    const answer = await fake.fetch(input, init)
    if (event.kind === 'lost') throw new TypeError('fetch failed')
    return answer
  }
  const own = { fetch: eventful, saveSettleTime: 2000, retry: { limit: 20 } }
  const wallabag = clientOf(fake, { ...own, ...options })
  return { fake, wallabag, touched }
}

/** The code of an error. */
export function codeOf(error: unknown): string {
  return isWallabagError(error) ? error.code : String(error)
}
