import { describe, expect, onTestFinished, test } from 'vitest'
import { isWallabagError } from 'wallabag-sdk'
import type { Fault } from 'wallabag-sdk/testing'
import { expectNoSecret } from './strike.js'
import { withoutPauses } from './table.js'
import { clientIn, contents, createWorld, faces, reach } from './world.js'

withoutPauses()

/** What becomes of a call whose sign-in is struck: once, and always. */
const cases: [string, Fault, string | null, string][] = [
  ['refused', 'refused', null, 'network'],
  ['reset before the answer', 'reset-before', null, 'network'],
  ['reset instead of the answer', 'unanswered', null, 'network'],
  ['reset in the answer', 'reset-in-answer', null, 'network'],
  ['reset after the answer', 'reset-after', null, ''],
  ['HTML 502', 'html-error', null, 'server_error'],
  ['504 although it was done', 'timeout-done', null, 'server_error'],
  ['500', 'server-error', null, 'server_error'],
  ['429', { kind: 'busy', retryAfter: 0.01 }, null, 'rate_limited'],
  ['damaged gzip', 'damaged-gzip', null, 'network'],
  ['a redirect to a sign-in page', 'redirect', 'redirected', 'redirected'],
  ['a 307 to another server', { kind: 'redirect', status: 307 }, 'redirected', 'redirected'],
  ['a body of a wrong shape', 'wrong-shape', 'not_wallabag', 'not_wallabag'],
  ['truncated JSON', 'truncated-json', 'not_wallabag', 'not_wallabag'],
]

describe.each(cases)('a sign-in that meets: %s', (_, fault, once, always) => {
  // A server cannot refuse a connection by what will be asked on it.
  const possible = faces.filter((face) => fault !== 'refused' || face === 'memory')
  const runs = possible.flatMap((face) => [
    { face, how: 'once', code: once },
    { face, how: 'always', code: always || null },
  ])
  test.each(runs)('$how ($face)', async ({ face, how, code }) => {
    const world = await createWorld()
    const way = await reach(world, face)
    onTestFinished(way.close)
    const before = contents(world)
    const rule = { path: '/oauth/v2/token' }
    world.fake.fault(how === 'once' ? { ...rule, nth: 1 } : rule, fault)
    // A write, of which nothing may be sent before the sign-in has succeeded.
    const error = await clientIn(world, way.options)
      .entries.update(1, { title: 'New' })
      .then(
        () => null,
        (reason: unknown) => reason,
      )
    if (code === null) {
      expect(error).toBeNull()
      return
    }
    if (!isWallabagError(error)) throw error
    expect(error.code).toBe(code)
    expect(['not-sent', 'refused']).toContain(error.outcome)
    expect(contents(world)).toBe(before)
    expectNoSecret(error, world)
    expect([...world.fake.requests].every(({ path }) => path === '/oauth/v2/token')).toBe(true)
  })
})
