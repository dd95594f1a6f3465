import { Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeOptions } from 'wallabag-sdk/testing'

/** A fake with so many articles, and a client of it that does not try again. */
export function library(
  count: number,
  options: FakeOptions = {},
  client: Partial<WallabagOptions> = {},
) {
  const fake = createFakeWallabag(options)
  const ids = fake.seed.library(count)
  const wallabag = new Wallabag({
    url: fake.url,
    auth: fake.credentials,
    fetch: fake.fetch,
    retry: { limit: 0 },
    ...client,
  })
  /** What was asked since the last time, without signing in and what is asked once per client. */
  const asked = () => {
    const once = new Set(['/oauth/v2/token', '/api/user', '/api/info'])
    const lines = fake.requests
      .filter(({ path }) => !once.has(path))
      .map(({ method, path }) => `${method} ${path}`)
    fake.requests.clear()
    return lines
  }
  return { fake, ids, wallabag, asked }
}
