import { Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'

/**
 * A fake with the entries `https://a.test/1`, `https://a.test/2` and so on, whose ids are the same
 * numbers.
 */
export function libraryOf(count: number, options: FakeOptions = {}): FakeWallabag {
  const fake = createFakeWallabag(options)
  for (let n = 1; n <= count; n++) fake.seed.entry({ url: urlOf(n), title: `Title ${n}` })
  return fake
}

/** The address of the entry with this id. */
export function urlOf(n: number): string {
  return `https://a.test/${n}`
}

/** Creates a client for a fake in memory. */
export function clientOf(fake: FakeWallabag, options: Partial<WallabagOptions> = {}): Wallabag {
  return new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch, ...options })
}

/** The requests to a fake except token requests: `GET /api/tags`. */
export function calls(fake: FakeWallabag): string[] {
  const named = fake.requests.map(({ method, path }) => `${method} ${path}`)
  return named.filter((name) => !name.endsWith('/oauth/v2/token'))
}

/** How many requests to a fake begin like this. */
export function callsOf(fake: FakeWallabag, beginning: string): number {
  return calls(fake).filter((call) => call.startsWith(beginning)).length
}

/** The labels of each entry, by its id. */
export function labelsIn(fake: FakeWallabag): Record<number, string> {
  return Object.fromEntries(fake.state.entries.map(({ id, tags }) => [id, tags.toSorted().join()]))
}
