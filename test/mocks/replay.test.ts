import { describe, expect, it, vi } from 'vitest'
import { createFakeWallabag, type Exchange, replay } from 'wallabag-sdk/testing'
import { chapters, faces, known, pages, recording, unequal } from './recordings.js'

// Hundreds of requests each; the default is short for a busy machine.
vi.setConfig({ testTimeout: 30_000 })

it('there are 650 exchanges in the known files, and 1468 in the chapters', () => {
  const count = (files: typeof known) =>
    files.reduce((sum, { name }) => sum + recording(name).length, 0)
  expect([count(known), count(chapters)]).toEqual([650, 1468])
})

describe.each(known)('$name', (file) => {
  it.each(['fetch', 'msw', 'sockets'] as const)('replays equal: %s', async (face) => {
    const exchanges = recording(file.name)
    const results = await faces[face](file, exchanges)
    expect(results).toHaveLength(exchanges.length)
    expect(unequal(results)).toEqual([])
  })
})

// The other ways to the fake are tried in replay.long.test.ts.
describe('a chapter replays equal', () => {
  it.each(chapters)('$name', async (file) => {
    const exchanges = recording(file.name)
    const results = await faces.fetch(file, exchanges)
    expect(results).toHaveLength(exchanges.length)
    expect(unequal(results)).toEqual([])
  })
})

describe('a replay notices', () => {
  const exchanges = recording('wallabag-2.6.14.jsonl')

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
