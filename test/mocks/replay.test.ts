import { readFileSync } from 'node:fs'
import { http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { describe, expect, it } from 'vitest'
import {
  createFakeWallabag,
  type Exchange,
  type Pages,
  type ReplayResult,
  replay,
} from 'wallabag-sdk/testing'

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

  it('has 325 exchanges, all of which are replayed', async () => {
    const results = await replay(createFakeWallabag({ version, pages }), exchanges)
    expect(results).toHaveLength(325)
  })

  it('replays equal through fetch', async () => {
    const fake = createFakeWallabag({ version, pages })
    expect(unequal(await replay(fake, exchanges))).toEqual([])
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
