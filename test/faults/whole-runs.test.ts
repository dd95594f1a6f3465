import { describe, expect, test } from 'vitest'
import type { Wallabag } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import type { FakeWallabag, Fault } from 'wallabag-sdk/testing'
import { clientOf, libraryOf } from '../support/library.js'
import { isFull } from '../support/size.js'

// Whatever answers in the place of a server, what reads all of a library ends by itself, and takes
// nothing for gone that is there.

const size = 45
/** A hundred times what the longest of them takes without a fault would be no bound. */
const most = 400

const faults: [string, Fault][] = [
  ...(['wallabag', 'railway', 'fastapi', 'spring', 'kong', 'traefik', 'nginx'] as const).map(
    (form): [string, Fault] => [`a 404 of a gateway, ${form}`, { kind: 'gateway-404', form }],
  ),
  ['pages that are capped', { kind: 'caps-pages', max: 7 }],
  ['pages of one entry', { kind: 'caps-pages', max: 1 }],
  ['a lost query', 'loses-query'],
  ['a lost page', { kind: 'loses-query', names: ['page'] }],
  ['a lost order', { kind: 'loses-query', names: ['sort', 'order'] }],
  ['a lost filter', { kind: 'loses-query', names: ['since', 'tags', 'archive'] }],
  ...(['text', 'html', 'xdebug'] as const).flatMap((form) =>
    (['before', 'after'] as const).map((at): [string, Fault] => [
      `PHP's ${form} ${at} the answer`,
      { kind: 'php-warning', form, at },
    ]),
  ),
  ['PHP that has sent the head', { kind: 'php-warning', isBuffered: false }],
  ['another entry', 'other-entry'],
  ['a mass call that is answered in part', 'short-batch'],
  ['an entry that cannot be given', { kind: 'unreadable-entry', id: 20, field: 'title' }],
  ...(['2.3.8', '2.2.3', '2.0.8'] as const).map((version): [string, Fault] => [
    `a server of ${version}`,
    { kind: 'old-version', version },
  ]),
]

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

/** One of each kind. */
const some = [
  'a 404 of a gateway, wallabag',
  'pages that are capped',
  'a lost page',
  "PHP's text before the answer",
  'another entry',
  'an entry that cannot be given',
  'a server of 2.3.8',
]

describe.each(faults.filter(([name]) => isFull || some.includes(name)))('with %s', (_, fault) => {
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
