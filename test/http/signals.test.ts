import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { clientWith, failureOf, json } from './canned.js'

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

test('a hundred calls at once put one listener on their signal, or Node would warn of a leak', async () => {
  const { signal } = new AbortController()
  const wallabag = clientWith(() => json([]), { signal })
  const calls = Array.from({ length: 100 }, () => wallabag.tags.list())
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(listeners(signal)).toBeLessThanOrEqual(1)
  await Promise.all(calls)
  expect(listeners(signal)).toBe(0)
})

test('calls that wait, pause, renew, settle or are aborted leave nothing on a signal', async () => {
  const fake = createFakeWallabag({ entries: [{ url: 'https://example.org/a' }], latency: 1 })
  const { signal } = new AbortController()
  const options = { signal, limits: { concurrency: 2, requestsPerSecond: 200 } }
  const wallabag = clientOf(fake, options)
  fake.fault({ path: '/api/tags', probability: 0.3 }, 'server-error')
  fake.fault({ path: '/api/entries/1', probability: 0.2 }, 'unauthorized')
  fake.fault({ path: '/api/entries', method: 'POST', nth: 1 }, 'timeout-done')
  const own = new AbortController()
  const calls = [
    ...Array.from({ length: 20 }, () => wallabag.tags.list()),
    ...Array.from({ length: 20 }, () => wallabag.entries.get(1)),
    wallabag.entries.save('https://example.org/new'),
    wallabag.entries.get(1, { signal: own.signal }),
  ]
  const settled = Promise.allSettled(calls)
  own.abort()
  await settled
  for await (const _ of wallabag.entries.list()) break
  await wallabag.close()
  expect([listeners(signal), listeners(own.signal)]).toEqual([0, 0])
})

test.each([
  ['before anything is sent', 0, 'not-sent'],
  ['while the answer is awaited', 20, 'unknown'],
])('an abort %s ends a write at once and says what became of it', async (_, after, outcome) => {
  const controller = new AbortController()
  const wallabag = clientWith(() => new Promise(() => {}))
  if (after === 0) controller.abort('enough')
  const call = wallabag.entries.update(1, { title: 'New' }, { signal: controller.signal })
  setTimeout(() => controller.abort('enough'), after)
  const error = await failureOf(call)
  expect(error).toMatchObject({ name: 'AbortError', code: 'aborted', cause: 'enough', outcome })
})

test('an abort in the pause after an attempt that may have worked says so', async () => {
  const controller = new AbortController()
  const answer = () => new Response('<html>', { status: 502 })
  const onRetry = () => controller.abort('enough')
  const call = clientWith(answer, { onRetry }).entries.update(
    1,
    { title: 'New' },
    { signal: controller.signal },
  )
  const error = await failureOf(call)
  expect(error).toMatchObject({ name: 'AbortError', outcome: 'unknown', attempts: 1 })
})

test('an abort while a file is read ends the file', async () => {
  const controller = new AbortController()
  const body = new ReadableStream({ pull: (sink) => sink.enqueue(new Uint8Array(4)) })
  const wallabag = clientWith(() => new Response(body))
  const file = await wallabag.entries.export(1, 'txt', { signal: controller.signal })
  const reader = file.stream.getReader()
  await reader.read()
  controller.abort('enough')
  expect(await failureOf(reader.read())).toMatchObject({ name: 'AbortError', cause: 'enough' })
})

test.each(['onRequest', 'onResponse', 'onRetry'] as const)(
  'an abort that %s makes ends the call, and leaves no listener behind',
  async (hook) => {
    const controller = new AbortController()
    const { signal } = controller
    const wallabag = clientWith(() => new Response('', { status: 503 }), {
      [hook]: () => controller.abort('enough'),
    })
    expect(await failureOf(wallabag.tags.list({ signal }))).toMatchObject({
      name: 'AbortError',
      cause: 'enough',
      attempts: 1,
    })
    expect(listeners(signal)).toBe(0)
  },
)

test('an abort in the middle of an answer says which answer that was', async () => {
  const controller = new AbortController()
  const pull = () => controller.abort('enough')
  const body = () => new ReadableStream({ pull }, { highWaterMark: 0 })
  const headers = { 'content-type': 'application/json' }
  const wallabag = clientWith(() => new Response(body(), { headers }))
  expect(await failureOf(wallabag.entries.delete(1, { signal: controller.signal }))).toMatchObject({
    name: 'AbortError',
    outcome: 'applied',
    status: 200,
  })
})

test('a page that breaks off does not show that anything was done, whatever its status says', async () => {
  const pull = () => Promise.reject(new Error('cut off'))
  const body = () => new ReadableStream({ pull }, { highWaterMark: 0 })
  const headers = { 'content-type': 'text/html' }
  const wallabag = clientWith(() => new Response(body(), { headers }), { retry: { limit: 0 } })
  expect(await failureOf(wallabag.entries.delete(1))).toMatchObject({
    code: 'network',
    outcome: 'unknown',
    status: 200,
  })
})

test('a signal that cannot be let go of is refused', async () => {
  const options: object = { signal: { addEventListener() {} } }
  const wallabag = clientWith(() => json([]))
  expect(await failureOf(wallabag.tags.list(options))).toMatchObject({
    code: 'invalid_option',
    message: expect.stringContaining('signal: expected an AbortSignal'),
  })
})
