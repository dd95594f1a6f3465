import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { bundle } from '../support/bundle.js'
import { clientOf } from '../support/library.js'
import { clientWith, failureOf, json } from './canned.js'

const never = () => new Promise<never>(() => {})
const quick = { timeout: 30, retry: { limit: 0 } }

/** Milliseconds that a test has let pass. */
let passed = 0

beforeEach(() => {
  passed = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets time pass. */
async function pass(milliseconds: number): Promise<void> {
  passed += milliseconds
  await vi.advanceTimersByTimeAsync(milliseconds)
}

/** What a call fails with, when time passes until it does. */
async function failureInTime(call: PromiseLike<unknown>): Promise<unknown> {
  let ended = false
  const failure = failureOf(call).finally(() => {
    ended = true
  })
  while (!ended && passed < 100_000) await pass(10)
  return failure
}

/** A body that begins and never goes on, and listens to nobody. */
function stuckBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (sink) => sink.enqueue(new TextEncoder().encode('[')) })
}

describe('the time for one attempt', () => {
  test('ends a fetch that listens to no signal', async () => {
    const error = await failureInTime(clientWith(never, quick).tags.list())
    expect(error).toMatchObject({ code: 'timeout', outcome: 'refused', attempts: 1 })
    expect(String(error)).toContain('no answer within 30 ms')
    expect(passed).toBe(30)
  })

  test('covers the body', async () => {
    const stuck = () =>
      new Response(stuckBody(), { headers: { 'content-type': 'application/json' } })
    const error = await failureInTime(clientWith(stuck, quick).tags.list())
    expect(error).toMatchObject({ code: 'timeout', status: 200 })
    expect(String(error)).toContain('no end of the answer within 30 ms')
  })

  test('covers the body of an error', async () => {
    const stuck = () => new Response(stuckBody(), { status: 404 })
    const error = await failureInTime(clientWith(stuck, quick).tags.list())
    expect(error).toMatchObject({ code: 'timeout', status: 404 })
  })

  test('is its own for each attempt, so a server that wakes up is met', async () => {
    let asked = 0
    const wakes = () => (++asked < 3 ? never() : json([]))
    const tags = clientWith(wakes, { timeout: 30 }).tags.list()
    await pass(10_000)
    expect(await tags).toEqual([])
    expect(asked).toBe(3)
  })

  test('is four times as long where the server fetches a page', async () => {
    const wallabag = clientWith(never, quick)
    expect(await failureInTime(wallabag.entries.reload(1))).toMatchObject({ code: 'timeout' })
    expect(passed).toBe(120)
  })

  test('may be endless', async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 3_600_000))
      return json([])
    }
    const endless = { timeout: Number.POSITIVE_INFINITY, totalTimeout: Number.POSITIVE_INFINITY }
    const tags = clientWith(slow, endless).tags.list()
    await pass(3_600_000)
    expect(await tags).toEqual([])
  })
})

describe('the time for a whole call', () => {
  test('ends repeats, and says why they were made', async () => {
    const down = () => new Response('<html>', { status: 503, headers: { 'retry-after': '9' } })
    const error = await failureInTime(clientWith(down, { totalTimeout: 200 }).tags.list())
    expect(error).toMatchObject({ code: 'server_error', status: 503, retryAfter: 9 })
    expect(passed).toBeLessThanOrEqual(200)
  })

  test('cuts an attempt short', async () => {
    const error = await failureInTime(clientWith(never, { totalTimeout: 40 }).tags.list())
    expect(error).toMatchObject({ code: 'timeout', attempts: 1 })
    expect(passed).toBe(40)
  })

  test('covers the wait for another save of the same address', async () => {
    const wallabag = clientWith(never)
    const first = wallabag.entries.save('https://example.org/a', {}, { totalTimeout: 1000 })
    const second = wallabag.entries.save('https://example.org/a', {}, { totalTimeout: 40 })
    const failures = [failureOf(first), failureInTime(second)]
    expect(await failures[1]).toMatchObject({ code: 'timeout', outcome: 'not-sent' })
    expect(passed).toBe(40)
    await pass(960)
    expect(await failures[0]).toMatchObject({ code: 'timeout' })
  })

  test('is for a sign-in as for any other call what `with` says', async () => {
    const fake = createFakeWallabag({ latency: 5000 })
    const hurried = clientOf(fake).with({ totalTimeout: 40 })
    expect(await failureInTime(hurried.auth.signIn())).toMatchObject({ code: 'timeout' })
    expect(passed).toBe(40)
  })

  test('stays the client’s own where `with` and a call leave it open', async () => {
    const open = { signal: undefined, timeout: undefined, totalTimeout: undefined }
    const { signal } = new AbortController()
    const wallabag = clientWith(never, { totalTimeout: 40, signal })
    const error = await failureInTime(wallabag.with(open).tags.list(open))
    expect(error).toMatchObject({ code: 'timeout', attempts: 1 })
    expect(passed).toBe(40)
  })

  test('ends a file that arrives without end', async () => {
    const drip = new ReadableStream({
      pull: async (sink) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        sink.enqueue(new Uint8Array(8))
      },
    })
    const wallabag = clientWith(() => new Response(drip), { totalTimeout: 100 })
    const file = await wallabag.entries.export(1, 'txt')
    const error = await failureInTime(file.bytes())
    expect(error).toMatchObject({ code: 'timeout', outcome: 'refused' })
    expect(passed).toBe(100)
  })
})

describe('a file', () => {
  test('that falls silent is given up', async () => {
    const wallabag = clientWith(() => new Response(stuckBody()), { timeout: 10 })
    const file = await wallabag.entries.export(1, 'txt')
    const error = await failureInTime(file.bytes())
    expect(error).toMatchObject({ code: 'timeout', path: '/api/entries/1/export.txt' })
  })

  test('whose reader comes when the time for the call is over is given up with these words', async () => {
    const body = new ReadableStream({ pull: (sink) => sink.enqueue(new Uint8Array(8)) })
    const wallabag = clientWith(() => new Response(body), { totalTimeout: 100 })
    const reader = (await wallabag.entries.export(1, 'txt')).stream.getReader()
    await reader.read()
    await pass(150)
    expect(await failureOf(reader.read())).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('no end of the answer in the total time for the call.'),
    })
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
      await pass(60)
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
    let begun = () => {}
    const observed: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      begun()
      return response
    }
    const wallabag = new Wallabag({ url, auth, ...quick, fetch: observed })
    for (let call = 0; call < 6; call++) {
      const begins = new Promise<void>((resolve) => {
        begun = resolve
      })
      const failure = failureOf(wallabag.tags.list())
      await begins
      await pass(30)
      expect(await failure).toMatchObject({ code: 'timeout', status: 200 })
    }
    vi.useRealTimers()
    // Node 20 lets go of a connection only when it needs the next.
    await expect.poll(() => connections(server), { timeout: 60_000 }).toBeLessThanOrEqual(2)
    server.closeAllConnections()
    server.close()
  })

  test('a program that is done ends: no timer and no connection holds it', async () => {
    const fake = createFakeWallabag({ entries: [{ url: 'https://example.org/a' }] })
    const listener = await fake.listen()
    const script = await bundle(fileURLToPath(new URL('one-call.ts', import.meta.url)))
    const words = [listener.url, ...Object.values(fake.credentials)]
    // Idle connections are kept for four seconds by the platform; a timer would hold for ten minutes.
    const options = { timeout: 110_000 }
    const { stdout } = await promisify(execFile)(process.execPath, [script.file, ...words], options)
    expect(stdout).toBe('1\n')
    await listener.close()
    script.remove()
  })
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
  const started = process.cpuUsage()
  expect(await failureOf(wallabag.tags.list())).toMatchObject({ code: 'not_wallabag' })
  // By the letter it is no second; by the square of the letters it is a minute.
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10)
})
