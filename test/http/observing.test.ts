import diagnosticsChannel from 'node:diagnostics_channel'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RequestEvent, ResponseEvent, RetryEvent, Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { clientWith, failureOf, json } from './canned.js'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A server that is down for the first request, and then says what is secret in the list. */
function wakingUp(): () => Response {
  let asked = 0
  return () => (++asked === 1 ? new Response('<html>', { status: 503 }) : json([]))
}

describe('hooks', () => {
  test('are told of every attempt by frozen descriptions without secrets', async () => {
    const seen: [string, RequestEvent | ResponseEvent | RetryEvent][] = []
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const wallabag = clientWith(wakingUp(), {
      onRequest: (event) => seen.push(['request', event]),
      onResponse: (event) => seen.push(['response', event]),
      onRetry: (event) => seen.push(['retry', event]),
    })
    await wallabag.request('GET', 'api/tags', { query: { private: 'word' } })
    const { callId, partOf } = Object(seen[0]?.[1])
    const operation = 'customRead'
    const base = { callId, partOf, operation, method: 'GET', path: '/api/tags' }
    const duration = expect.any(Number)
    expect(seen).toEqual([
      ['request', { ...base, attempt: 1 }],
      ['response', { ...base, attempt: 1, status: 503, duration }],
      ['retry', { ...base, attempt: 1, code: 'server_error', delay: 0 }],
      ['request', { ...base, attempt: 2 }],
      ['response', { ...base, attempt: 2, status: 200, duration }],
    ])
    for (const [, event] of seen) expect(Object.isFrozen(event)).toBe(true)
    expect(JSON.stringify(seen)).not.toMatch(/TOKEN|word/)
  })

  test('are told the status of an answer that breaks off, as the error is', async () => {
    const seen: (number | null)[] = []
    const lines: string[] = []
    const broken = () =>
      new ReadableStream({ start: (sink) => sink.error(new Error('the connection is gone')) })
    const line = (message: string) => void lines.push(message)
    const wallabag = clientWith(() => new Response(broken(), { status: 201 }), {
      retry: { limit: 0 },
      onResponse: ({ status }) => seen.push(status),
      logger: { debug: line, info: line, warn: line, error: line },
    })
    expect(await failureOf(wallabag.tags.list())).toMatchObject({ code: 'network', status: 201 })
    expect(seen).toEqual([201])
    expect(lines.at(-1)).toMatch(/^← GET \/api\/tags 201 in /)
  })

  test('that throw, at once or later, and loggers that throw do not end the call', async () => {
    const fail = () => {
      throw new Error('the hook’s own')
    }
    const warned: string[] = []
    const wallabag = clientWith(() => json([]), {
      onRequest: fail,
      onResponse: async () => fail(),
      logger: {
        debug: fail,
        info: fail,
        error: fail,
        warn: (message) => void warned.push(message),
      },
    })
    expect(await wallabag.tags.list()).toEqual([])
    expect(warned.map((line) => line.replace(/call \S+\)/, 'call ID)'))).toEqual(
      Array(2).fill('A hook threw; the call continues (listTags, attempt 1, call ID).'),
    )
  })
})

test('the logger gets a line for each attempt and pause, none with a query or a secret', async () => {
  const lines: string[] = []
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (text: string) => lines.push(`${level} ${text}`),
    ]),
  )
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const { debug, info, warn, error } = {
    debug: noop,
    info: noop,
    warn: noop,
    error: noop,
    ...logger,
  }
  const wallabag = clientWith(wakingUp(), { logger: { debug, info, warn, error } })
  await wallabag.request('GET', 'api/tags', { query: { private: 'word' } })
  const [, callId] = /call (\w+\.\d+\.\d+)\)$/.exec(lines[0] ?? '') ?? []
  const which = (attempt: number) => `(customRead, attempt ${attempt}, call ${callId})`
  expect(lines.map((line) => line.replace(/in \d+ ms/, 'in N ms'))).toEqual([
    `debug → GET /api/tags ${which(1)}`,
    `debug ← GET /api/tags 503 in N ms ${which(1)}`,
    `info GET /api/tags: server_error, next attempt in N ms ${which(1)}`,
    `debug → GET /api/tags ${which(2)}`,
    `debug ← GET /api/tags 200 in N ms ${which(2)}`,
  ])
})

describe('ids', () => {
  /** What a client tells of its requests while something is done with it, but for its sign-in. */
  async function watching(run: (wallabag: Wallabag, fake: FakeWallabag) => Promise<unknown>) {
    const fake = createFakeWallabag()
    const seen: RequestEvent[] = []
    const onRequest = (event: RequestEvent) => seen.push(event)
    const wallabag = clientOf(fake, { onRequest })
    await wallabag.user.get()
    seen.length = 0
    await run(wallabag, fake)
    expect(new Set(seen.map(({ callId }) => callId)).size).toBe(seen.length)
    for (const { callId, partOf } of seen) expect(callId.startsWith(`${partOf}.`)).toBe(true)
    return seen
  }

  const parts = (seen: readonly RequestEvent[]) => [...new Set(seen.map(({ partOf }) => partOf))]
  const above = (id: string) => id.slice(0, id.lastIndexOf('.'))

  test('the requests of a save carry one, those of two saves two', async () => {
    const seen = await watching(async (wallabag) => {
      await wallabag.entries.save('https://a.test/1', { tags: ['one'] })
      await wallabag.entries.save('https://a.test/2')
    })
    const operations = seen.map(({ operation }) => operation)
    expect(operations).toContain('entriesExist')
    expect(operations).toContain('createEntry')
    const creates = seen.filter(({ operation }) => operation === 'createEntry')
    expect(parts(creates)).toHaveLength(2)
    expect(parts(seen)).toEqual(parts(creates))
  })

  test.each<[string, (wallabag: Wallabag) => Promise<unknown>]>([
    ['a job', async ({ entries }) => entries.tagMany({ all: true }, { add: ['one', 'two'] })],
    [
      'a job that saves',
      async ({ entries }) => entries.saveMany(['https://b.test/', 'https://c.test/']),
    ],
    ['a list', ({ entries }) => entries.list({ perPage: 10 }).toArray({ limit: 20 })],
    ['a merge of tags', ({ tags }) => tags.merge(['old'], 'new')],
    ['a run of a sync', async (wallabag) => createSync(wallabag, { store: memoryStore() }).run()],
  ])('those of %s begin with its own', async (_, run) => {
    const seen = await watching(async (wallabag, fake) => {
      for (let n = 0; n < 15; n++) fake.seed.entry({ url: `https://a.test/${n}`, tags: ['old'] })
      await wallabag.tags.list()
      await run(wallabag)
    })
    const [before, ...rest] = parts(seen)
    expect(rest.length).toBeGreaterThan(1)
    const whole = new Set(rest.map(above))
    expect(whole.size).toBe(1)
    expect(whole).not.toContain(above(before ?? ''))
  })

  test('two processes give no id twice', async () => {
    const one = await idOfAnotherProcess()
    const two = await idOfAnotherProcess()
    expect([one, two]).toEqual(Array(2).fill(expect.stringMatching(/^\w+\.1$/)))
    expect(two).not.toBe(one)
  })
})

describe('diagnostics_channel', () => {
  test('carries the same frozen descriptions', async () => {
    const seen: unknown[] = []
    const listen = (message: unknown, name: string | symbol) => {
      expect(Object.isFrozen(message)).toBe(true)
      seen.push([name, message])
    }
    const names = ['start', 'end', 'retry'].map((name) => `wallabag:request:${name}`)
    for (const name of names) diagnosticsChannel.subscribe(name, listen)
    vi.spyOn(Math, 'random').mockReturnValue(0)
    await clientWith(wakingUp()).tags.list()
    for (const name of names) diagnosticsChannel.unsubscribe(name, listen)
    expect(seen).toMatchObject([
      [
        'wallabag:request:start',
        {
          callId: expect.any(String),
          partOf: expect.any(String),
          operation: 'listTags',
          attempt: 1,
        },
      ],
      ['wallabag:request:end', { status: 503 }],
      ['wallabag:request:retry', { code: 'server_error' }],
      ['wallabag:request:start', { attempt: 2 }],
      ['wallabag:request:end', { status: 200 }],
    ])
    expect(JSON.stringify(seen)).not.toContain('TOKEN')
  })

  test('costs nothing unheard: no description is even made', async () => {
    const freeze = vi.spyOn(Object, 'freeze')
    await clientWith(() => json([])).tags.list()
    const descriptions = freeze.mock.calls.filter(([value]) => 'attempt' in Object(value))
    expect(descriptions).toEqual([])
  })
})

/** The id of the first call of a process that has just loaded the SDK. */
async function idOfAnotherProcess(): Promise<string> {
  vi.resetModules()
  const { newId } = await import('../../src/http/observer.js')
  return newId()
}

function noop(): void {}
