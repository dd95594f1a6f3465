import { describe, expect, test, vi } from 'vitest'
import { isWallabagError, PartialError, type Wallabag } from 'wallabag-sdk'
import { versions } from '../support/connect.js'
import { newUrl } from './operations.js'
import { withoutPauses } from './table.js'
import { clientOf, contents, createWorld, type World } from './world.js'

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
const failures: Record<string, (request: () => Promise<Response>) => Promise<Response>> = {
  'a dead proxy': async () => new Response('<html>', { status: 502 }),
  'a proxy that gives up on what is done': async (request) => {
    await request()
    return new Response('<html>', { status: 504 })
  },
  'a connection that breaks before the answer': async (request) => {
    await request()
    throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
  },
}

describe.each(composites)('%s', (_, run) => {
  const promise =
    'whichever request fails for good, the error says what was done, and a second call ends it or finds it done'

  const cases = versions.flatMap((version) =>
    Object.entries(failures).map(([failure, fail]) => ({ version, failure, fail })),
  )
  test.each(cases)(`${promise} ($version, $failure)`, async ({ version, fail }) => {
    const healthy = await createWorld(version)
    const untouched = contents(healthy)
    await run(clientOf(healthy))
    const steps = [...healthy.fake.requests].filter(({ path }) => !path.startsWith('/oauth'))
    expect(steps.length).toBeGreaterThan(1)

    for (let step = 1; step <= steps.length; step++) {
      const world = await createWorld(version)
      const wallabag = clientOf(world, { fetch: failingFrom(world, step, fail), saveSettleTime: 1 })
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
        expect(world.fake.state.entries.map(({ id }) => id)).toContain(error.entryId)
      }
      await endOrFindDone(run(clientOf(world)))
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

/** A fetch that meets nothing bad until the given request, and from then on the same failure. */
function failingFrom(
  { fake }: World,
  step: number,
  fail: (request: () => Promise<Response>) => Promise<Response>,
): typeof fetch {
  let count = 0
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const isApi = !pathname.startsWith('/oauth')
    if (isApi) count += 1
    const request = () => fake.fetch(input, init)
    return isApi && count >= step ? fail(request) : request()
  }
}

describe('a 504 while the server goes on', () => {
  test('and the entry appears five seconds later: it is saved once', async () => {
    const world = await createWorld()
    const wallabag = clientOf(world, { saveSettleTime: 60_000 })
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
    const wallabag = clientOf(world, { saveSettleTime: 30_000 })
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
