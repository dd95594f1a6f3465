import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { clientWith, failureOf } from './canned.js'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function clientOf(server: Server): Promise<Wallabag> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const auth = { getAccessToken: () => 'some-access-token' }
  return new Wallabag({ url: `http://127.0.0.1:${address.port}`, auth, retry: { limit: 0 } })
}

const damaged = /^The answer is damaged or not HTTP: is the port right/

/** What a server says, and what the platform makes of it that no fake can show. */
const answers: [string, string, RegExp][] = [
  ['an answer of another service', 'SSH-2.0-OpenSSH_9.6\r\n', damaged],
  ['headers without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, damaged],
  ['a 407', 'HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n', /^A proxy refused the connection/],
]

test.each(answers)('the hint about %s names it', async (_, said, hint) => {
  const wallabag = await clientOf(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(said))
    }),
  )
  expect(await failureOf(wallabag.tags.list())).toMatchObject({
    code: 'network',
    outcome: 'refused',
    hint: expect.stringMatching(hint),
  })
})

// By the codes alone: Node 20 sometimes never tells that it could not decompress a body.
test.each(['Z_DATA_ERROR', 'ERR__ERROR_FORMAT_PADDING_2', 'ZSTD_error_prefix_unknown'])(
  'a body that cannot be decompressed (`%s`) is said to be damaged',
  async (code) => {
    const cause = Object.assign(new Error('x'), { code })
    const error = new TypeError('terminated', { cause })
    const wallabag = clientWith(
      () => new Response(new ReadableStream({ start: (sink) => sink.error(error) })),
      { retry: { limit: 0 } },
    )
    expect(await failureOf(wallabag.tags.list())).toMatchObject({
      code: 'network',
      hint: expect.stringMatching(damaged),
    })
  },
)

test('a `fetch` of the caller that throws without words is not said to be behind a proxy', async () => {
  const wallabag = clientWith(
    () => {
      throw new Error('')
    },
    { retry: { limit: 0 } },
  )
  expect(await failureOf(wallabag.tags.list())).toMatchObject({
    code: 'network',
    hint: expect.stringContaining('Is the server reachable from here?'),
  })
})

test('an answer that does not begin within the time of the platform is not said to be damaged', async () => {
  const cause = Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' })
  const wallabag = clientWith(
    () => {
      throw new TypeError('fetch failed', { cause })
    },
    { retry: { limit: 0 } },
  )
  expect(await failureOf(wallabag.tags.list())).toMatchObject({
    code: 'network',
    hint: expect.stringContaining('Is the server reachable from here?'),
  })
})

describe('an exported file', () => {
  test('is not cut short where a server compresses and breaks off', async () => {
    const whole = 'an article of some length. '.repeat(999)
    const wallabag = await clientOf(
      createHttpServer(({ headers }, response) => {
        const isGzip = headers['accept-encoding']?.includes('gzip')
        if (isGzip) response.setHeader('content-encoding', 'gzip')
        response.end(isGzip ? gzipSync(whole).subarray(0, 50) : whole)
      }),
    )
    expect(await (await wallabag.entries.export(1, 'txt')).text()).toBe(whole)
  })

  test.each([
    ['epub', 'text/html', 'not_wallabag', 'received an HTML page'],
    ['epub', 'application/json', 'not_json', 'received application/json'],
    ['json', 'text/html', 'not_wallabag', 'received an HTML page'],
  ] as const)('as %s is not what a server calls %s', async (format, type, code, received) => {
    const headers = { 'content-type': type }
    const wallabag = clientWith(() => new Response('{"status":"maintenance"}', { headers }))
    expect(await failureOf(wallabag.entries.export(1, format))).toMatchObject({
      code,
      message: expect.stringContaining(`expected a file, ${received}.`),
    })
  })
})
