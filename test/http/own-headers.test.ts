import { inspect } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { clientOf, libraryOf } from '../support/library.js'
import { clientWith, failureOf, json } from './canned.js'

test('headers that a function gives are asked for anew with each request, the sign-in included', async () => {
  const fake = libraryOf(1)
  let asked = 0
  const wallabag = clientOf(fake, { headers: () => ({ 'x-proxy-key': `key ${++asked}` }) })
  await wallabag.tags.list()
  await wallabag.tags.list()
  const keys = fake.requests.map(({ path, headers }) => [path, headers['x-proxy-key']])
  expect(keys).toEqual([
    ['/oauth/v2/token', 'key 1'],
    ['/api/tags', 'key 2'],
    ['/api/tags', 'key 3'],
  ])
})

test.each([
  ['a function that throws', () => throwing(), 'headers: the function threw.'],
  ['a value that is no text', () => JSON.parse('{ "x-key": 7 }'), 'headers.x-key'],
  ['a value that no header holds', () => ({ 'x-key': 'SECRET\nnext' }), 'headers.x-key'],
  ['no object at all', () => JSON.parse('"SECRET"'), 'headers'],
  ['a promise', async () => ({ 'x-key': 'SECRET' }), 'headers: expected a plain object'],
  ['a promise that is rejected', async () => throwing(), 'headers: expected a plain object'],
  ['a Headers object', () => new Headers({ 'x-key': 'SECRET' }), 'a plain object of texts'],
])('%s is told without what it held, and nothing is sent', async (_, headers, told) => {
  const fake = libraryOf(1)
  const options: object = { headers }
  const call = clientOf(fake, options).tags.list()
  const error: unknown = await call.catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'invalid_option', message: expect.stringContaining(told) })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('SECRET')
  expect(fake.requests).toHaveLength(0)
})

test('what holds its texts out of sight is refused at once: they would be sent, and kept secret by nobody', () => {
  const options: object = { headers: new Headers({ 'x-key': 'SECRET' }) }
  expect(() => clientWith(() => json([]), options)).toThrow(/expected a plain object of texts/)
})

test('a function that throws for a repeat leaves it said what the first attempt may have done', async () => {
  let asked = 0
  const seen: string[] = []
  const wallabag = clientWith(() => new Response('', { status: 503 }), {
    headers: () => (++asked > 1 ? throwing() : {}),
    onRequest: ({ attempt }) => seen.push(`request ${attempt}`),
    onResponse: ({ attempt }) => seen.push(`response ${attempt}`),
  })
  expect(await failureOf(wallabag.entries.delete(1))).toMatchObject({
    code: 'invalid_option',
    message: 'DELETE /api/entries/1: it cannot be sent once more: headers: the function threw.',
    outcome: 'unknown',
    attempts: 1,
    method: 'DELETE',
    path: '/api/entries/1',
  })
  expect(seen).toEqual(['request 1', 'response 1'])
})

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['a page', { document: {} }],
  [
    'a worker of a browser',
    { navigator: { userAgent: 'Mozilla/5.0 (X11; rv:140.0) Firefox/140.0' } },
  ],
])('in %s no agent is named, which the server’s CORS rules would refuse', async (_, globals) => {
  const agents = async () => {
    const fake = libraryOf(1)
    await clientOf(fake, { userAgent: 'reader/1' }).tags.list()
    return fake.requests.map(({ headers }) => headers['user-agent'])
  }
  const sent = expect.stringMatching(/^reader\/1 wallabag-sdk\//)
  expect(await agents()).toEqual([sent, sent])
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  expect(await agents()).toEqual([undefined, undefined])
})

function throwing(): Record<string, string> {
  throw new Error('SECRET')
}

test('a header that was read with its line break is not shown when a server echoes it', async () => {
  const wallabag = clientWith(
    ({ headers }) => json({ code: 400, message: `no ${headers.get('x-key')}` }, { status: 400 }),
    { headers: { 'x-key': 'SECRET-of-the-proxy\n' } },
  )
  expect(await failureOf(wallabag.tags.list())).toMatchObject({ serverMessage: 'no [secret]' })
})
