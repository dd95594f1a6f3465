import { channel } from 'node:diagnostics_channel'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'

const open: Server[] = []

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A server that does something else than https with those who come; the address of it. */
async function listening(greet: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    greet(socket)
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `127.0.0.1:${address.port}`
}

function clientAt(url: string, fetch?: typeof globalThis.fetch): Wallabag {
  const auth = { getAccessToken: () => 'token' }
  return new Wallabag({ url, auth, retry: { limit: 0 }, ...(fetch ? { fetch } : {}) })
}

const alert = (kind: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, kind])

/** What can go wrong in a handshake, once the first message has come. */
const handshakes: [string, (socket: Socket) => void, RegExp][] = [
  ['a reset', (socket) => socket.resetAndDestroy(), /closed before it was established/],
  ['an end', (socket) => socket.end(), /closed before it was established/],
  ['an alert', (socket) => socket.end(alert(40)), /TLS handshake failed/],
  ['an alert about the name', (socket) => socket.end(alert(112)), /TLS handshake failed/],
  [
    'an answer in plain http',
    (socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'),
    /not speak https/,
  ],
]

describe('a write is not sent', () => {
  test.each(handshakes)('where the handshake of https meets %s', async (_, meet, hint) => {
    const host = await listening((socket) => socket.once('data', () => meet(socket)))
    await expect(clientAt(`https://${host}`).entries.delete(1)).rejects.toMatchObject({
      code: 'network',
      outcome: 'not-sent',
      hint: expect.stringMatching(hint),
    })
  })

  test('to a port that fetch refuses, which is asked for once', async () => {
    const auth = { getAccessToken: () => 'token' }
    const wallabag = new Wallabag({ url: 'http://127.0.0.1:6000', auth })
    await expect(wallabag.entries.delete(1)).rejects.toMatchObject({
      code: 'network',
      outcome: 'not-sent',
      attempts: 1,
      retryable: false,
      hint: expect.stringContaining('port'),
    })
  })

  test.each([407, 403, 502])('through a proxy that answers CONNECT with %d', async (status) => {
    const failing = async () => {
      const cause = Object.assign(
        new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`),
        { code: 'UND_ERR_ABORTED' },
      )
      // What undici tells of every connection that it could not make.
      channel('undici:client:connectError').publish({ error: cause })
      throw new TypeError('fetch failed', { cause })
    }
    await expect(clientAt('https://a.test', failing).entries.delete(1)).rejects.toMatchObject({
      outcome: 'not-sent',
      hint: expect.stringContaining('proxy'),
    })
  })
})

test.each([
  ['connect', 'EHOSTUNREACH'],
  ['connect', 'ENETUNREACH'],
  [undefined, 'UND_ERR_CONNECT_TIMEOUT'],
])(
  'a server that cannot be reached (`%s %s`) is not said to close connections',
  async (syscall, code) => {
    const failing = async () => {
      const cause = Object.assign(new Error(`${syscall} ${code}`), { syscall, code })
      channel('undici:client:connectError').publish({ error: cause })
      throw new TypeError('fetch failed', { cause })
    }
    await expect(clientAt('https://a.test', failing).entries.delete(1)).rejects.toMatchObject({
      outcome: 'not-sent',
      hint: expect.stringContaining('Is the server reachable from here?'),
    })
  },
)

/** What the operating system says, and during what. */
const said: [string, string, 'not-sent' | 'unknown'][] = [
  ['getaddrinfo', 'EAI_FAIL', 'not-sent'],
  ['getaddrinfo', 'EAI_AGAIN', 'not-sent'],
  ['getaddrinfo', 'ETIMEOUT', 'not-sent'],
  ['getaddrinfo', 'ENOTFOUND', 'not-sent'],
  ['queryA', 'ESERVFAIL', 'not-sent'],
  ['queryAaaa', 'ETIMEOUT', 'not-sent'],
  ['connect', 'EHOSTUNREACH', 'not-sent'],
  ['connect', 'ENETUNREACH', 'not-sent'],
  ['connect', 'ECONNRESET', 'not-sent'],
  ['connect', 'ETIMEDOUT', 'not-sent'],
  ['read', 'EHOSTUNREACH', 'unknown'],
  ['read', 'ECONNRESET', 'unknown'],
  ['read', 'ETIMEDOUT', 'unknown'],
  ['write', 'ENETUNREACH', 'unknown'],
  ['write', 'EPROTO', 'unknown'],
  ['write', 'EPIPE', 'unknown'],
]

test.each(said)('after `%s %s` the outcome of a write is `%s`', async (syscall, code, outcome) => {
  const failing = async () => {
    const cause = Object.assign(new Error(`${syscall} ${code}`), { syscall, code })
    throw new TypeError('fetch failed', { cause })
  }
  const { entries } = clientAt('https://a.test', failing)
  await expect(entries.delete(1)).rejects.toMatchObject({ code: 'network', outcome })
})

test('a write whose connection was reset after it stood is unknown', async () => {
  const host = await listening((socket) => socket.once('data', () => socket.resetAndDestroy()))
  await expect(clientAt(`http://${host}`).entries.delete(1)).rejects.toMatchObject({
    code: 'network',
    outcome: 'unknown',
  })
})

test('what was never sent is repeated, a save too', async () => {
  let calls = 0
  const failing = async () => {
    calls += 1
    const cause = Object.assign(new Error('x'), { syscall: 'getaddrinfo', code: 'EAI_FAIL' })
    throw new TypeError('fetch failed', { cause })
  }
  const auth = { getAccessToken: () => 'token' }
  const retry = { limit: 1 }
  const wallabag = new Wallabag({ url: 'https://a.test', auth, retry, fetch: failing })
  await expect(wallabag.entries.batch.create(['https://a.test/1'])).rejects.toMatchObject({
    attempts: 2,
    outcome: 'not-sent',
  })
  expect(calls).toBe(2)
})
