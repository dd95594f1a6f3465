import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { bundle } from '../support/bundle.js'
import { clientWith, failureOf, json } from './canned.js'

const never = () => new Promise<never>(() => {})
const quick = { timeout: 30, retry: { limit: 0 } }

/** A body that begins and never goes on, and listens to nobody. */
function stuckBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (sink) => sink.enqueue(new TextEncoder().encode('[')) })
}

describe('the time for one attempt', () => {
  test('ends a fetch that listens to no signal', async () => {
    const error = await failureOf(clientWith(never, quick).tags.list())
    expect(error).toMatchObject({ code: 'timeout', outcome: 'refused', attempts: 1 })
    expect(String(error)).toContain('no answer within 30 ms')
  })

  test('covers the body', async () => {
    const stuck = () =>
      new Response(stuckBody(), { headers: { 'content-type': 'application/json' } })
    const error = await failureOf(clientWith(stuck, quick).tags.list())
    expect(error).toMatchObject({ code: 'timeout', status: 200 })
    expect(String(error)).toContain('no end of the answer within 30 ms')
  })

  test('covers the body of an error', async () => {
    const stuck = () => new Response(stuckBody(), { status: 404 })
    const error = await failureOf(clientWith(stuck, quick).tags.list())
    expect(error).toMatchObject({ code: 'timeout', status: 404 })
  })

  test('is its own for each attempt, so a server that wakes up is met', async () => {
    let asked = 0
    const wakes = () => (++asked < 3 ? never() : json([]))
    const wallabag = clientWith(wakes, { timeout: 30 })
    expect(await wallabag.tags.list()).toEqual([])
    expect(asked).toBe(3)
  })

  test('is four times as long where the server fetches a page', async () => {
    const started = performance.now()
    const wallabag = clientWith(never, quick)
    await failureOf(wallabag.entries.reload(1))
    expect(performance.now() - started).toBeGreaterThanOrEqual(119)
  })

  test('may be endless', async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return json([])
    }
    const endless = { timeout: Number.POSITIVE_INFINITY, totalTimeout: Number.POSITIVE_INFINITY }
    expect(await clientWith(slow, endless).tags.list()).toEqual([])
  })
})

describe('the time for a whole call', () => {
  test('ends repeats, and says why they were made', async () => {
    const down = () => new Response('<html>', { status: 503, headers: { 'retry-after': '9' } })
    const started = performance.now()
    const error = await failureOf(clientWith(down, { totalTimeout: 200 }).tags.list())
    expect(error).toMatchObject({ code: 'server_error', status: 503, retryAfter: 9 })
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('cuts an attempt short', async () => {
    const error = await failureOf(clientWith(never, { totalTimeout: 40 }).tags.list())
    expect(error).toMatchObject({ code: 'timeout', attempts: 1 })
  })

  test('covers the wait for another save of the same address', async () => {
    const wallabag = clientWith(never)
    const first = wallabag.entries.save('https://example.org/a', {}, { totalTimeout: 1000 })
    const second = wallabag.entries.save('https://example.org/a', {}, { totalTimeout: 40 })
    const started = performance.now()
    expect(await failureOf(second)).toMatchObject({ code: 'timeout', outcome: 'not-sent' })
    expect(performance.now() - started).toBeLessThan(800)
    await failureOf(first)
  })

  test('is for a sign-in as for any other call what `with` says', async () => {
    const fake = createFakeWallabag({ latency: 5000 })
    const options = { url: fake.url, auth: fake.credentials, fetch: fake.fetch }
    const hurried = new Wallabag(options).with({ totalTimeout: 40 })
    const started = performance.now()
    expect(await failureOf(hurried.auth.signIn())).toMatchObject({ code: 'timeout' })
    expect(performance.now() - started).toBeLessThan(2000)
  })

  test('stays the client’s own where `with` and a call leave it open', async () => {
    const open = { signal: undefined, timeout: undefined, totalTimeout: undefined }
    const wallabag = clientWith(never, { totalTimeout: 40, signal: AbortSignal.timeout(5000) })
    const error = await failureOf(wallabag.with(open).tags.list(open))
    expect(error).toMatchObject({ code: 'timeout', attempts: 1 })
  }, 3000)

  test('ends a file that arrives without end', async () => {
    const drip = new ReadableStream({
      pull: async (sink) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        sink.enqueue(new Uint8Array(8))
      },
    })
    const wallabag = clientWith(() => new Response(drip), { totalTimeout: 100 })
    const file = await wallabag.entries.export(1, 'txt')
    expect(await failureOf(file.bytes())).toMatchObject({ code: 'timeout', outcome: 'refused' })
  })
})

describe('a file', () => {
  test('that falls silent is given up', async () => {
    const wallabag = clientWith(() => new Response(stuckBody()), { timeout: 10 })
    const file = await wallabag.entries.export(1, 'txt')
    const error = await failureOf(file.bytes())
    expect(error).toMatchObject({ code: 'timeout', path: '/api/entries/1/export.txt' })
  })

  test('that is read slowly is not', async () => {
    const chunks = ['a', 'b', 'c'].map((text) => new TextEncoder().encode(text))
    const body = new ReadableStream({
      pull: (sink) => {
        const next = chunks.shift()
        if (next) sink.enqueue(next)
        else sink.close()
      },
    })
    const file = await clientWith(() => new Response(body), { timeout: 10 }).entries.export(
      1,
      'txt',
    )
    let text = ''
    for await (const chunk of file.stream) {
      text += new TextDecoder().decode(chunk)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    expect(text).toBe('abc')
  })

  test('is let go of when its reader cancels', async () => {
    let cancelled: unknown
    const body = new ReadableStream({
      pull: (sink) => sink.enqueue(new Uint8Array(8)),
      cancel: (reason) => {
        cancelled = reason ?? 'cancelled'
      },
    })
    const file = await clientWith(() => new Response(body)).entries.export(1, 'txt')
    await file.cancel()
    expect(cancelled).toBe('cancelled')
  })
})

describe('on real connections', () => {
  test('an answer that trickles in is ended in time, and connections do not pile up', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(timer))
    })
    const url = await listening(server)
    const auth = { getAccessToken: () => 'token' }
    const wallabag = new Wallabag({ url, auth, ...quick, timeout: 250 })
    for (let call = 0; call < 6; call++) {
      expect(await failureOf(wallabag.tags.list())).toMatchObject({ code: 'timeout', status: 200 })
    }
    // Node 20 lets go of a connection only when it needs the next.
    await expect.poll(() => connections(server), { timeout: 4000 }).toBeLessThanOrEqual(2)
    server.closeAllConnections()
    server.close()
  }, 20_000)

  test('a program that is done ends: no timer and no connection holds it', async () => {
    const fake = createFakeWallabag({ entries: [{ url: 'https://example.org/a' }] })
    const listener = await fake.listen()
    const script = await bundle(fileURLToPath(new URL('one-call.ts', import.meta.url)))
    const words = [listener.url, ...Object.values(fake.credentials)]
    const started = performance.now()
    const { stdout } = await promisify(execFile)(process.execPath, [script.file, ...words])
    expect(stdout).toBe('1\n')
    // Idle connections are kept for four seconds by the platform; a timer would hold for minutes.
    expect(performance.now() - started).toBeLessThan(15_000)
    await listener.close()
    script.remove()
  }, 30_000)
})

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}

test('an error page that is made to be searched for long is not', async () => {
  const page = '<title'.repeat(80_000)
  const wallabag = clientWith(() => new Response(page, { status: 404 }))
  const started = performance.now()
  expect(await failureOf(wallabag.tags.list())).toMatchObject({ code: 'not_wallabag' })
  // By the letter it is no second; by the square of the letters it is a minute.
  expect(performance.now() - started).toBeLessThan(10_000)
})
