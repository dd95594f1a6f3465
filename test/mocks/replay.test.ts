import { beforeAll, describe, expect, it } from 'vitest'
import { createFakeWallabag, type Exchange, replay } from 'wallabag-sdk/testing'
import { chapters, faces, known, pages, recording, unequal } from './recordings.js'

it('there are 650 exchanges in the known files, and 1468 in the chapters', () => {
  const count = (files: typeof known) =>
    files.reduce((sum, { name }) => sum + recording(name).length, 0)
  expect([count(known), count(chapters)]).toEqual([650, 1468])
})

describe.each(known)('$name', (file) => {
  // Over msw and sockets one line each; both in replay.long.test.ts, and the chapters too.
  const other = file.version === '2.6.14' ? 'sockets' : 'msw'
  it.each(['fetch', other] as const)('replays equal: %s', async (face) => {
    const exchanges = recording(file.name)
    const results = await faces[face](file, exchanges)
    expect(results).toHaveLength(exchanges.length)
    expect(unequal(results)).toEqual([])
  })
})

describe('a chapter replays equal', () => {
  it.each(chapters)('$name', async (file) => {
    const exchanges = recording(file.name)
    const results = await faces.fetch(file, exchanges)
    expect(results).toHaveLength(exchanges.length)
    expect(unequal(results)).toEqual([])
  })
})

describe('a replay notices', () => {
  const changes: [string, string, (response: Exchange['response']) => void, string][] = [
    ['a status', 'entries.get', (it) => Object.assign(it, { status: 201 }), 'status: expected 201'],
    ['a header', 'auth.invalid', (it) => delete it.headers['www-authenticate'], 'www-authenticate'],
    [
      'a type',
      'version.noext',
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
    [
      'a uid',
      'entries.get.noext',
      (it) => Object.assign(it.json ?? {}, { uid: 'short' }),
      'body.uid',
    ],
    [
      'a token',
      // The last of them: without a token nothing that follows would be answered.
      'second.token by e-mail',
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
  ]

  const differences = new Map<string, string>()

  beforeAll(async () => {
    const exchanges = recording('wallabag-2.6.14.jsonl')
    const places = changes.map(([, name]) => exchanges.findIndex((one) => one.name === name))
    for (const [index, [, , change]] of changes.entries()) {
      const changed = exchanges[places[index] ?? -1]
      if (changed) change(changed.response)
    }
    const replayed = exchanges.slice(0, Math.max(...places) + 1)
    const results = await replay(createFakeWallabag({ pages }), replayed)
    for (const { name, differences: found } of unequal(results)) differences.set(name, found.join())
  })

  it.each(changes)('%s', (_, name, __, text) => {
    expect(differences.get(name)).toContain(text)
  })

  it('nothing else', () => {
    expect(differences.size).toBe(changes.length)
  })
})
