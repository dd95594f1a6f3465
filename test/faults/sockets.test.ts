import { describe, expect, test } from 'vitest'
import { operations } from './operations.js'
import { faultCases } from './oracle.js'
import { table, withoutPauses } from './table.js'
import { clientIn, createWorld } from './world.js'

/** One of each class; the others are struck over sockets in sockets.long.test.ts, and by the other faults. */
const classes = [
  'entries.list',
  'entries.export',
  'entries.update',
  'entries.delete',
  'annotations.create',
  'entries.save',
]

/** What only a socket shows as it is, and one of each sight. */
const faults = [
  'reset before the answer, nothing done',
  'reset instead of the answer, all done',
  'reset in the answer',
  'reset after the answer',
  'a kept-alive socket closed',
  'a slow body',
  'damaged gzip',
  'truncated JSON',
  'HTML 502',
  '429 with seconds',
  '401',
  'a redirect to a sign-in page',
  'a 404 of railway',
  "PHP's text before the answer",
]

withoutPauses()

describe('over real connections', () => {
  const chosen = operations.filter(({ name }) => classes.includes(name))
  const possible = faultCases.filter(({ name }) => faults.includes(name))
  const quick = possible.filter(({ timeout }) => timeout === undefined)
  const slow = possible.filter(({ timeout }) => timeout !== undefined)
  describe.concurrent.each(quick)('$name', (fault) => table(fault, chosen, 'sockets'))
  // One after another: a busy machine must not look like a slow server.
  describe.each(slow)('$name', (fault) => table(fault, chosen, 'sockets'))
})

describe('a server that is not there', () => {
  test('nothing was sent, whatever was asked', async () => {
    const world = await createWorld()
    const listener = await world.fake.listen()
    await listener.close()
    const wallabag = clientIn(world, { url: listener.url, fetch: globalThis.fetch })
    const failures = operations.map(async ({ run }) => run(wallabag))
    for (const { status, ...settled } of await Promise.allSettled(failures)) {
      expect(status).toBe('rejected')
      expect(settled).toMatchObject({ reason: { code: 'network', outcome: 'not-sent' } })
    }
  })

  test('a restart in the middle costs nothing', async () => {
    const world = await createWorld()
    const listener = await world.fake.listen()
    const wallabag = clientIn(world, {
      url: listener.url,
      fetch: globalThis.fetch,
      retry: { limit: 9 },
    })
    await wallabag.auth.signIn()
    const down = world.fake.fault({}, 'refused')
    const call = wallabag.annotations.create(1, {
      quote: 'old',
      text: 'after the restart',
      ranges: [],
    })
    call.catch(() => undefined)
    await down.remove()
    expect((await call).text).toBe('after the restart')
    expect(world.fake.state.annotations).toHaveLength(2)
    await listener.close()
  })
})
