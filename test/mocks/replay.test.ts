import { readFileSync } from 'node:fs'
import { http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  createFakeWallabag,
  type Exchange,
  type Pages,
  type ReplayResult,
  replay,
} from 'wallabag-sdk/testing'

// Hundreds of requests each; the default is short for a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const folder = new URL('../recordings/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const pages: Pages = JSON.parse(read('pages.json'))

function recording(version: string): Exchange[] {
  const lines = read(`wallabag-${version}.jsonl`).trim().split('\n')
  return lines.map((line): Exchange => JSON.parse(line))
}

function unequal(results: ReplayResult[]) {
  return results.filter(({ equal }) => !equal)
}

describe.each(['2.6.14', '2.7.0-dev'] as const)('the recording of %s', (version) => {
  const exchanges = recording(version)
  let results: ReplayResult[] = []

  beforeAll(async () => {
    results = await replay(createFakeWallabag({ version, pages }), exchanges)
  })

  it('has 325 exchanges, all of which are replayed', () => {
    expect(results).toHaveLength(325)
  })

  it('replays equal through fetch', () => {
    expect(unequal(results)).toEqual([])
  })

  it('replays equal through msw', async () => {
    const fake = createFakeWallabag({ version, pages })
    const server = setupServer(
      ...fake.handlers(http),
      http.all('*', () => passthrough()),
    )
    server.listen({ onUnhandledRequest: 'error' })
    try {
      expect(unequal(await replay(fake, exchanges, { fetch: globalThis.fetch }))).toEqual([])
    } finally {
      server.close()
    }
  })

  it('replays equal over a socket', async () => {
    const fake = createFakeWallabag({ version, pages })
    const { url, close } = await fake.listen()
    try {
      expect(unequal(await replay(fake, exchanges, { fetch: globalThis.fetch, url }))).toEqual([])
    } finally {
      await close()
    }
  })
})

describe('a replay notices', () => {
  const exchanges = recording('2.6.14')

  /** The differences that a recording shows after one of its answers was changed. */
  async function found(name: string, change: (response: Exchange['response']) => void) {
    const at = exchanges.findIndex((one) => one.name === name)
    const changed = structuredClone(exchanges.slice(0, at + 1))
    for (const { response } of changed.slice(at)) change(response)
    const results = await replay(createFakeWallabag({ pages }), changed)
    return unequal(results).map(({ name: one, differences }) => [one, ...differences])
  }

  it.each<[string, string, (response: Exchange['response']) => void, string]>([
    ['a status', 'entries.get', (it) => Object.assign(it, { status: 201 }), 'status: expected 201'],
    ['a header', 'auth.invalid', (it) => delete it.headers['www-authenticate'], 'www-authenticate'],
    [
      'a type',
      'version',
      (it) => Object.assign(it.headers, { 'content-type': 'text/html' }),
      'content-type',
    ],
    ['Vary', 'cors.preflight', (it) => Object.assign(it.headers, { vary: 'Accept' }), 'vary'],
    [
      'a value',
      'version',
      (it) => Object.assign(it, { json: '2.6.13' }),
      'body: expected "2.6.13"',
    ],
    [
      'a key',
      'user.get',
      (it) => Object.assign(it, { json: { id: 1 } }),
      'body.username: not expected',
    ],
    ['a list', 'tags.list', (it) => Object.assign(it, { json: [] }), 'body[0]: not expected'],
    ['a uid', 'entries.get', (it) => Object.assign(it.json ?? {}, { uid: 'short' }), 'body.uid'],
    [
      'a token',
      'oauth.password.ok',
      (it) => Object.assign(it.json ?? {}, { access_token: null }),
      'body.access_token',
    ],
    ['a file', 'export.csv', (it) => Object.assign(it, { text: 'a;b' }), 'body: expected'],
    [
      'a text',
      'export.txt',
      (it) => Object.assign(it, { text: 'words that are missing' }),
      'body: lacks',
    ],
    [
      'a kind',
      'export.pdf',
      (it) => Object.assign(it, { base64Head: 'UEsDBA==' }),
      'body: expected a file',
    ],
  ])('%s', async (_, name, change, text) => {
    const [[at = '', ...differences] = []] = await found(name, change)
    expect([at, differences.join()]).toEqual([name, expect.stringContaining(text)])
  })
})
