import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isWallabagError, PartialError, type Wallabag } from 'wallabag-sdk'
import { versions } from '../support/connect.js'
import { isFull } from '../support/size.js'
import { newUrl } from './operations.js'
import { withoutPauses } from './table.js'
import { clientIn, contents, createWorld, faces, reach } from './world.js'

const fields = { title: 'Given', authors: ['A. Writer'], archived: true, tags: ['one', 'new'] }

const composites: [string, (wallabag: Wallabag) => PromiseLike<unknown>][] = [
  ['save of a new address', (w) => w.entries.save(newUrl, fields)],
  ['save of a saved address', (w) => w.entries.save('https://example.org/a', fields)],
  ['removeTags by label', (w) => w.entries.removeTags(1, ['one', 'two'])],
  ['clearTags', (w) => w.entries.clearTags(1)],
  ['tags.rename', (w) => w.tags.rename('one', 'uno')],
  ['tags.merge', (w) => w.tags.merge(['one', 'two'], 'many')],
]

withoutPauses()

/** What a step can meet for good, by what the server does of it and what is seen. */
const failures = {
  'a dead proxy': 'html-error',
  'a proxy that gives up on what is done': 'timeout-done',
  'a connection that breaks before the answer': 'unanswered',
} as const

describe.each(composites)('%s', (_, run) => {
  const promise =
    'whichever request fails for good, the error says what was done, and a second call ends it or finds it done'

  const all = versions.flatMap((version) =>
    faces.flatMap((face) =>
      Object.entries(failures).map(([failure, fault]) => ({ version, face, failure, fault })),
    ),
  )
  // Over sockets each of them is struck by itself in sockets.test.ts; here that is for the long run,
  // and each of the failures for one of the two lines.
  const cases = all.filter(
    ({ version, face, failure }) =>
      isFull || (face === 'memory' && (version === '2.6.14') === (failure === 'a dead proxy')),
  )
  test.each(cases)(`${promise} ($version, $face, $failure)`, async ({ version, face, fault }) => {
    const healthy = await createWorld(version)
    const untouched = contents(healthy)
    await run(clientIn(healthy))
    const steps = [...healthy.fake.requests].filter(({ path }) => !path.startsWith('/oauth'))
    expect(steps.length).toBeGreaterThan(1)

    for (let step = 1; step <= steps.length; step++) {
      const world = await createWorld(version)
      const way = await reach(world, face)
      onTestFinished(way.close)
      const wallabag = clientIn(world, { saveSettleTime: 1, ...way.options })
      const nth = Array.from({ length: 100 }, (_, index) => step + index)
      world.fake.fault({ path: /\/api\//, nth }, fault)
      const error = await Promise.resolve(run(wallabag)).then(
        () => null,
        (reason: unknown) => reason,
      )
      const at = `step ${step}, ${steps[step - 1]?.method} ${steps[step - 1]?.path}`
      if (!isWallabagError(error)) throw new Error(`${at}: ${String(error)}`)
      const touched = contents(world) !== untouched
      if (touched) expect(error.outcome, at).toMatch(/^(?:partial|unknown)$/)
      if (error instanceof PartialError) {
        expect(error.done, at).not.toEqual([])
        const ids = world.fake.state.entries.map(({ id }) => id)
        if (error.entryId !== null) expect(ids).toContain(error.entryId)
      }
      await world.fake.clearFaults()
      await endOrFindDone(run(clientIn(world, way.options)))
      expect(contents(world), at).toBe(contents(healthy))
    }
  })
})

/** When all was done before, the tags that were to go are not there any more. */
async function endOrFindDone(call: PromiseLike<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isWallabagError(error) || error.code !== 'not_found_tag') throw error
  }
}

describe('a 504 while the server goes on', () => {
  test('and the entry appears five seconds later: it is saved once', async () => {
    const world = await createWorld()
    const wallabag = clientIn(world, { saveSettleTime: 60_000 })
    await wallabag.auth.signIn()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
    world.fake.fault(
      { method: 'POST', path: '/api/entries', nth: 1 },
      { kind: 'timeout-later', seconds: 5 },
    )
    const saved = wallabag.entries.save(newUrl, { tags: ['late'] })
    await vi.advanceTimersByTimeAsync(20_000)
    vi.useRealTimers()
    const { entry, created } = await saved
    expect({ created, url: entry.url, tags: entry.tags.map(({ label }) => label) }).toEqual({
      created: true,
      url: newUrl,
      tags: ['late'],
    })
    expect(world.fake.state.entries.filter(({ url }) => url === newUrl)).toHaveLength(1)
  })

  test('and it never appears: the call ends with its time, and says how to find out', async () => {
    const world = await createWorld()
    const wallabag = clientIn(world, { saveSettleTime: 30_000 })
    await wallabag.auth.signIn()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
    world.fake.fault({ method: 'POST', path: '/api/entries' }, { kind: 'html-error', status: 504 })
    const failed = expect(wallabag.entries.save(newUrl)).rejects.toMatchObject({
      code: 'ambiguous',
      outcome: 'unknown',
      status: 504,
      hint: expect.stringContaining('idOf'),
    })
    await vi.advanceTimersByTimeAsync(60_000)
    vi.useRealTimers()
    await failed
  })
})
