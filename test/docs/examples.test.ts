import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { describe, expect, test } from 'vitest'
import * as sdk from 'wallabag-sdk'
import * as annotations from 'wallabag-sdk/annotations'
import * as node from 'wallabag-sdk/node'
import * as schemas from 'wallabag-sdk/schemas'
import * as synced from 'wallabag-sdk/sync'
import * as testing from 'wallabag-sdk/testing'
import * as text from 'wallabag-sdk/text'
import { publicApi } from '../support/public-api.js'
import { runSnippet, snippetScope } from '../support/snippets.js'

/** What every promise and error has; an example would say nothing. */
const plumbing = /\.(then|catch|finally|toJSON)$/

const api = publicApi()

test('every public class, function and method shows how it is used', () => {
  const callable = api.filter(({ name, isCallable }) => isCallable && !plumbing.test(name))
  expect(callable.length).toBeGreaterThan(30)
  const silent = callable.filter(({ examples }) => examples.length === 0)
  expect(silent.map(({ name }) => name)).toEqual([])
})

describe('the example of', () => {
  const examples = api.flatMap(({ name, examples }) => examples.map((code) => ({ name, code })))
  test.each(examples)('$name runs', async ({ code }) => {
    const surroundings = snippetScope()
    const { fake, scope } = surroundings
    const url = 'https://example.org/a'
    const quote = 'wakes early'
    const content = `<p>Every day, the old town ${quote}.</p>`
    const id = fake.seed.entry({ url, content, tags: ['later', 'read'] })
    const ranges = await annotations.rangesOf(content, quote)
    await scope.wallabag.annotations.create(id, { quote, text: 'Mine', ranges })
    fake.seed.library(5, { seed: 8 })
    const store = synced.memoryStore()
    const sync = synced.createSync(scope.wallabag, { store })
    if (code.includes('sync.')) await sync.run()
    const extra = {
      ...{ ...sdk, ...annotations, ...node, ...schemas, ...synced, ...testing, ...text },
      ...surroundings.packages['wallabag-sdk'],
      ...{ fake, url, id, quote, http, HttpResponse, setupServer },
      entry: await scope.wallabag.entries.get(id),
      signal: AbortSignal.timeout(10_000),
      failure: new Error('what went wrong'),
      error: new sdk.WallabagError('timeout', 'GET /api/entries took too long.'),
      auth: fake.credentials,
      store,
      sync,
      localStorage: webStorage(),
      // The tests in test/redis use a real one.
      redis: { call: () => {}, duplicate: () => {}, once: () => {} },
      exchanges: [],
      pages: {},
    }
    // Watching has no end: what it shows has happened by then.
    const atMost = code.includes('sync.watch(') ? 500 : undefined
    await runSnippet(code, { ...surroundings, scope: { ...extra, ...scope }, atMost })
  })
})

/** What a browser has under that name, as far as token stores need it. */
function webStorage() {
  const values = new Map<string, string>()
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
}
