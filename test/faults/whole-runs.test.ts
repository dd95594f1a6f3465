import { describe, expect, test } from 'vitest'
import type { Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { clientOf, libraryOf } from '../support/library.js'
import { most, size, wrongServers } from './wrong-servers.js'

// Whatever answers in the place of a server, what reads all of a library ends by itself, and takes
// nothing for gone that is there.

/** What reads a whole library, or acts on all that it finds. */
const runs: Record<string, (wallabag: Wallabag) => PromiseLike<unknown>> = {
  'a walk': ({ entries }) => entries.list().toArray({ limit: Infinity }),
  'a walk by change': ({ entries }) => entries.list({ sort: 'updated' }).toArray({ limit: 99 }),
  'what a backup reads': async ({ entries }) => {
    await entries.count()
    await entries.list({ order: 'asc', detail: 'full' }).toArray({ limit: Infinity })
  },
  'a job by filter': ({ entries }) => entries.tagMany({ archived: false }, { add: ['new'] }),
  'a job by address': ({ entries }) => entries.tagMany(['https://a.test/3'], { add: ['new'] }),
}

describe.each(wrongServers)('with %s', (_, fault) => {
  const library = () => {
    const fake = libraryOf(size)
    return { fake, wallabag: clientOf(fake, { retry: { limit: 1 }, saveSettleTime: 1 }) }
  }
  const strike = async (fake: FakeWallabag, run: () => PromiseLike<unknown>) => {
    const before = fake.state.entries.map(({ id }) => id)
    fake.requests.clear()
    const handle = fake.fault({ path: /^\/api\// }, fault)
    await Promise.resolve(run()).catch(() => undefined)
    expect(fake.requests.length).toBeLessThan(most)
    expect(fake.state.entries.map(({ id }) => id)).toEqual(before)
    await handle.remove()
  }

  test.each(Object.entries(runs))('%s ends', async (_, run) => {
    const { fake, wallabag } = library()
    await wallabag.auth.signIn()
    await strike(fake, () => run(wallabag))
  })

  test('a sync ends, and keeps what is on the server', async () => {
    const { fake, wallabag } = library()
    const sync = createSync(wallabag, { store: memoryStore() })
    await sync.run()
    await sync.outbox.star(5)
    fake.behind.change(9, { title: 'changed' })
    for (let run = 0; run < 2; run += 1) {
      await strike(fake, () => sync.run({ content: 'new', annotations: true }))
      const kept: number[] = []
      for await (const { id } of sync.entries()) kept.push(id)
      expect(kept.toSorted((a, b) => a - b)).toEqual(fake.state.entries.map(({ id }) => id))
    }
    await sync.run()
    expect(fake.state.entries.find(({ id }) => id === 5)?.starred).toBe(true)
    expect((await sync.get(9))?.title).toBe('changed')
  })
})
