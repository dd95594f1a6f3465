import type { Wallabag, WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from './library.js'

/** The two server versions. */
export const versions = ['2.6.14', '2.7.0-dev'] as const

/** A fake server with a client. */
export interface Connected {
  readonly fake: FakeWallabag
  readonly wallabag: Wallabag
  /**
   * Returns the API calls since the last time, as `POST /api/entries 200`, without token requests.
   */
  calls(): string[]
  /** Returns how often the server has fetched a page since the last time. */
  fetches(): number
}

/** Starts a fake in memory that counts how often it fetches pages, and a client for it. */
export function connect(
  fakeOptions: FakeOptions = {},
  options: Partial<WallabagOptions> = {},
): Connected {
  let fetched = 0
  const source = fakeOptions.pages
  const pages = async (url: string) => {
    fetched += 1
    if (source === undefined) return articlePage(url)
    return typeof source === 'function' ? source(url) : source[url]
  }
  const fake = createFakeWallabag({ ...fakeOptions, pages })
  const wallabag = clientOf(fake, { retry: { limit: 0 }, ...options })
  return {
    fake,
    wallabag,
    calls() {
      const seen = fake.requests
        .filter(({ path }) => !path.startsWith('/oauth'))
        .map(({ method, path, status }) => `${method} ${path} ${status}`)
      fake.requests.clear()
      return seen
    },
    fetches() {
      const count = fetched
      fetched = 0
      return count
    },
  }
}

/** A page with all information that the server reads from a page. */
export function articlePage(url: string) {
  const words = 'Plain words, gathered in a row, make a paragraph that reads like one. '
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html lang="en"><head><title>Fetched title</title>
<meta property="og:title" content="Fetched title">
<meta property="og:image" content="${new URL('/fetched.png', url).href}">
<meta name="author" content="Fetched Author">
<meta property="article:published_time" content="2025-03-15T08:30:00+02:00">
</head><body><article><h1>Fetched title</h1>
<p>${words.repeat(5)}</p><p>${words.repeat(5)}</p></article></body></html>`,
  }
}
