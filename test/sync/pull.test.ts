import { describe, expect, test, vi } from 'vitest'
import { isWallabagError, Wallabag } from 'wallabag-sdk'
import {
  createSync,
  MassDeletionError,
  memoryStore,
  type RunOptions,
  type Sync,
  type SyncEvent,
  type SyncStore,
} from 'wallabag-sdk/sync'
import type { FakeOptions } from 'wallabag-sdk/testing'
import { library } from './library.js'

const hour = 3_600_000

/** A library that was synced once. */
async function synced(count: number, options: FakeOptions = {}) {
  const made = library(count, options)
  const store = memoryStore()
  const sync = createSync(made.wallabag, { store })
  await sync.run()
  made.asked()
  return { ...made, store, sync }
}

async function eventsOf(sync: Sync, options?: RunOptions): Promise<SyncEvent[]> {
  const events: SyncEvent[] = []
  for await (const event of sync.run(options)) events.push(event)
  return events
}

const shown = (events: readonly SyncEvent[]) => events.map(({ type, entry }) => [type, entry.id])

describe('events', () => {
  test('say what was added, what changed in which fields, and what is gone', async () => {
    const { fake, ids, wallabag, sync } = await synced(5)
    const [first = 0, second = 0, third = 0] = ids
    await wallabag.entries.update(first, { title: 'Other' })
    await wallabag.entries.addTags(second, ['fresh'])
    await wallabag.entries.delete(third)
    const added = fake.seed.entry({ url: 'https://new.test/' })
    const events = await eventsOf(sync)
    expect(shown(events).sort()).toEqual(
      [
        ['changed', first],
        ['changed', second],
        ['deleted', third],
        ['added', added],
      ].sort(),
    )
    const fields = events.flatMap((event) => (event.type === 'changed' ? [event.fields] : []))
    expect(fields).toEqual([
      ['title', 'updatedAt'],
      ['updatedAt', 'tags'],
    ])
    expect(await eventsOf(sync)).toEqual([])
  })

  test('take no negative time when the clock is set back meanwhile', async () => {
    const { fake, sync } = await synced(3)
    const now = Date.now()
    fake.fault({ path: '/api/entries', times: 1 }, ({ proceed }) => {
      vi.spyOn(Date, 'now').mockReturnValue(now - hour)
      return proceed()
    })
    try {
      const { duration } = await sync.run()
      expect(duration).toBeGreaterThanOrEqual(0)
    } finally {
      vi.restoreAllMocks()
    }
  })

  test('are counted in the summary, which is a promise beside them', async () => {
    const { fake, sync } = await synced(5)
    fake.seed.entry({ url: 'https://new.test/' })
    const run = sync.run()
    for await (const _ of run) {
      // Only the summary is of interest.
    }
    expect(await run).toMatchObject({
      added: 1,
      changed: 0,
      deleted: 0,
      failures: [],
      complete: true,
    })
    expect(await run.finally(() => {})).toBe(await run)
  })

  test('come before the store has them, so that a process that ends there tells them again', async () => {
    const { fake, sync } = await synced(3)
    const id = fake.seed.entry({ url: 'https://new.test/' })
    for await (const { entry } of sync.run()) {
      expect(entry.id).toBe(id)
      expect(await sync.get(id)).toBeNull()
      break
    }
    expect(shown(await eventsOf(sync))).toEqual([['added', id]])
    expect(await sync.get(id)).toMatchObject({ id, pending: false })
  })

  test('of a run that was left are told by a run that is not complete', async () => {
    const { fake, sync } = await synced(3)
    fake.seed.entry({ url: 'https://new.test/' })
    const run = sync.run()
    for await (const _ of run) break
    expect(await run).toMatchObject({ complete: false })
  })

  test('have one consumer, and runs come one at a time', async () => {
    const { fake, sync } = await synced(3)
    fake.seed.entry({ url: 'https://new.test/' })
    const run = sync.run()
    for await (const _ of run) {
      await expect(sync.run()).rejects.toMatchObject({ code: 'sync_running', retryable: true })
      await expect(eventsOf(sync)).rejects.toMatchObject({ code: 'sync_running' })
    }
    await expect(
      (async () => {
        for await (const _ of run) expect.unreachable()
      })(),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    await sync.run()
  })
})

describe('the watermark', () => {
  test('reads nine minutes again, so that a row that became visible late is found', async () => {
    const { fake, ids, sync } = await synced(300)
    const newest = Math.max(...fake.state.entries.map(({ updatedAt }) => updatedAt))
    fake.behind.change(ids[70] ?? 0, { title: 'Late', updatedAt: newest - 540 })
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[70]]])
  })

  test('reads 69 minutes again on a server that is not in UTC', async () => {
    const { fake, ids, sync } = await synced(300, { timeZone: 'Europe/Paris' })
    const newest = Math.max(...fake.state.entries.map(({ updatedAt }) => updatedAt))
    await sync.run()
    fake.behind.change(ids[170] ?? 0, { title: 'Late', updatedAt: newest - 69 * 60 })
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[170]]])
  })

  test('is not drawn into the future by a server clock that was wrong', async () => {
    const { fake, ids, sync } = await synced(300)
    const right = fake.clock.now()
    fake.behind.change(ids[70] ?? 0, { title: 'Far', updatedAt: Math.floor(right / 1000) + 86_400 })
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[70]]])
    fake.clock.advance(1000)
    const now = Math.floor(fake.clock.now() / 1000)
    fake.behind.change(ids[290] ?? 0, { title: 'Now', updatedAt: now })
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[290]]])
  })

  test('is not drawn past what changed on pages that were read already, even where no clock can be read', async () => {
    const { fake, ids } = library(1500)
    const fetch: typeof fake.fetch = async (input, init) => {
      const response = await fake.fetch(input, init)
      response.headers.delete('date')
      return response
    }
    const wallabag = new Wallabag({ url: fake.url, auth: fake.credentials, fetch })
    const sync = createSync(wallabag, { store: memoryStore() })
    await sync.run()
    fake.clock.advance(hour)
    const change = (id = 0, title: string) =>
      fake.behind.change(id, { title, updatedAt: Math.floor(fake.clock.now() / 1000) })
    for (const id of ids) change(id, 'All')
    let events = 0
    for await (const _ of sync.run()) {
      events += 1
      if (events > 1) continue
      change(ids[400], 'Behind')
      fake.clock.advance(hour / 3)
      change(ids[1400], 'Ahead')
    }
    expect(events).toBeGreaterThanOrEqual(1500)
    await sync.run()
    expect((await sync.get(ids[400] ?? 0))?.title).toBe('Behind')
  })

  test('is not trusted when the server’s clock was set back: everything is compared', async () => {
    const { fake, ids, wallabag, sync } = await synced(300)
    await wallabag.entries.update(ids[1] ?? 0, { title: 'Before' })
    await sync.run()
    fake.clock.advance(-3 * hour)
    await wallabag.entries.update(ids[170] ?? 0, { title: 'After' })
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[170]]])
  })

  test('is not trusted when the entry that was changed last is not there any more, though totals are equal', async () => {
    const { fake, ids, wallabag, sync } = await synced(120)
    const backup = fake.behind.backup()
    fake.clock.advance(hour / 2)
    await wallabag.entries.update(ids[115] ?? 0, { title: 'Lost again' })
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[115]]])
    fake.behind.restore(backup)
    expect(shown(await eventsOf(sync))).toEqual([['changed', ids[115]]])
  })

  test('cannot show everything: each run reads another page again, and finds the rest in time', async () => {
    const { fake, ids, sync } = await synced(120)
    fake.behind.change(ids[115] ?? 0, { title: 'Unstamped' })
    const found: SyncEvent[] = []
    for (let run = 0; run < 3; run += 1) found.push(...(await eventsOf(sync)))
    expect(shown(found)).toEqual([['changed', ids[115]]])
  })
})

describe('a deletion', () => {
  test.each(['server-error', 'unanswered', 'truncated-json', 'wrong-shape'] as const)(
    'is never concluded from an answer that failed: %s',
    async (kind) => {
      const { fake, ids, sync } = await synced(60)
      fake.behind.remove(ids[20] ?? 0)
      for (const path of ['', '/exists', `/${ids[20]}`].map((end) => `/api/entries${end}`)) {
        const fault = fake.fault({ path }, kind)
        await expect(sync.run()).rejects.toSatisfy(isWallabagError)
        await fault.remove()
        expect(await sync.get(ids[20] ?? 0)).not.toBeNull()
      }
      expect(shown(await eventsOf(sync))).toEqual([['deleted', ids[20]]])
    },
  )

  test('is not concluded from an empty list, nor from an answer about nothing', async () => {
    const { fake, sync } = await synced(30)
    fake.fault({ path: '/api/entries' }, async ({ proceed }) => {
      const page: object = await (await proceed()).json()
      return Response.json({ ...page, pages: 1, total: 0, _embedded: { items: [] } })
    })
    expect((await sync.run()).deleted).toBe(0)
    fake.fault({ path: '/api/entries/exists' }, { kind: 'wrong-shape', json: {} })
    await sync.run()
    await fake.clearFaults()
    expect(await eventsOf(sync)).toEqual([])
  })

  test('of one of two entries with the same address is of that one', async () => {
    const { fake, sync } = await synced(30)
    const first = fake.seed.entry({ url: 'https://same.test/' })
    const second = fake.seed.entry({ url: 'https://same.test/' })
    await sync.run()
    fake.behind.remove(first)
    expect(shown(await eventsOf(sync))).toEqual([['deleted', first]])
    const third = fake.seed.entry({ url: 'https://same.test/' })
    await sync.run()
    fake.behind.remove(third)
    expect(shown(await eventsOf(sync))).toEqual([['deleted', third]])
    expect(await sync.get(second)).not.toBeNull()
  })

  test('is not concluded for an entry that makes no sense any more; the store keeps what it had', async () => {
    const { fake, ids, sync } = await synced(30)
    const broken = ids[4] ?? 0
    fake.fault(
      { path: '/api/entries' },
      {
        kind: 'odd-entry',
        index: 4,
        change: (entry) => (entry['id'] === broken ? { ...entry, tags: 'none' } : entry),
      },
    )
    const summary = await sync.run()
    expect(summary.deleted).toBe(0)
    expect(summary.failures).toMatchObject([{ id: broken, code: 'unexpected_shape' }])
    expect(await sync.get(broken)).not.toBeNull()
  })

  test('is not concluded either where such an entry has to be asked for by its number, and the run goes on', async () => {
    const { fake, ids, sync } = await synced(30)
    const [, broken = 0, gone = 0] = ids
    const url = fake.state.entries.find(({ id }) => id === broken)?.url ?? ''
    // The newer of two with the same address is the one that its hash finds.
    fake.seed.entry({ url, title: 'The same again' })
    await sync.run()
    fake.behind.remove(gone)
    const odd = (entry: object) => ({ ...entry, tags: 'none' })
    fake.fault({ path: '/api/entries' }, { kind: 'odd-entry', index: 1, change: odd })
    fake.fault({ path: `/api/entries/${broken}` }, async ({ proceed }) =>
      Response.json(odd(await (await proceed()).json())),
    )
    const summary = await sync.run()
    expect(summary).toMatchObject({ deleted: 1, complete: true })
    expect(summary.failures).toContainEqual(
      expect.objectContaining({ id: broken, code: 'unexpected_shape' }),
    )
    expect(await sync.get(broken)).not.toBeNull()
    expect(await sync.get(gone)).toBeNull()
  })

  test('is not concluded from a page with an item that does not say which entry it is', async () => {
    const { fake, ids, sync } = await synced(30)
    fake.behind.remove(ids[29] ?? 0)
    fake.fault({ path: '/api/entries' }, { kind: 'odd-entry', index: 0 })
    expect((await sync.run()).deleted).toBe(0)
  })

  test('is not asked for by the hash where an old row has none', async () => {
    const { fake, ids, wallabag } = library(30)
    const nameless = new Set(ids.slice(0, 2))
    fake.fault({ path: '/api/entries' }, async ({ proceed }) => {
      const page = await (await proceed()).json()
      for (const item of page._embedded.items) if (nameless.has(item.id)) item.hashed_url = null
      return Response.json(page)
    })
    const sync = createSync(wallabag, { store: memoryStore() })
    await sync.run()
    fake.behind.remove(ids[0] ?? 0)
    expect(shown(await eventsOf(sync))).toEqual([['deleted', ids[0]]])
  })
})

describe('a mass deletion', () => {
  test('of 21 entries stops, lists them, and deletes none; told to, it deletes', async () => {
    const { fake, ids, sync } = await synced(100)
    for (const id of ids.slice(10, 31)) fake.behind.remove(id)
    for (let time = 0; time < 2; time += 1) {
      const error = await sync.run().catch((caught: unknown) => caught)
      if (!(error instanceof MassDeletionError)) expect.unreachable()
      expect(error).toMatchObject({
        code: 'mass_deletion',
        restored: false,
        name: 'MassDeletionError',
      })
      expect(error.entries.map(({ id }) => id)).toEqual(ids.slice(10, 31))
      expect(JSON.stringify(error)).not.toContain('https://')
    }
    expect((await sync.run({ allowMassDeletion: true })).deleted).toBe(21)
  })

  test.each([
    [100, 20],
    [400, 40],
  ])(
    'is what more than a tenth of the entries, and at least 20: of %d, %d may go',
    async (count, gone) => {
      const { fake, ids, sync } = await synced(count)
      for (const id of ids.slice(10, 10 + gone)) fake.behind.remove(id)
      expect((await sync.run()).deleted).toBe(gone)
    },
  )

  test('is also any deletion by a server that was restored from a backup', async () => {
    const { fake, ids, wallabag, sync } = await synced(100)
    const backup = fake.behind.backup()
    fake.clock.advance(hour)
    await wallabag.entries.update(ids[3] ?? 0, { title: 'Edited' })
    fake.seed.entry({ url: 'https://new.test/' })
    await sync.run()
    fake.behind.restore(backup)
    for (let time = 0; time < 2; time += 1) {
      await expect(sync.run()).rejects.toMatchObject({ code: 'mass_deletion', restored: true })
    }
    expect((await sync.run({ allowMassDeletion: true })).deleted).toBe(1)
    expect((await sync.get(ids[3] ?? 0))?.title).not.toBe('Edited')
    expect(await sync.run()).toMatchObject({ added: 0, changed: 0, deleted: 0 })
  })

  test('is not what the user asked for himself, nor the entry that was changed last', async () => {
    const { fake, ids, sync } = await synced(60)
    for (const id of ids.slice(0, 30)) await sync.outbox.delete(id)
    expect((await sync.run()).deleted).toBe(30)
    fake.behind.remove(ids.at(-1) ?? 0)
    expect((await sync.run()).deleted).toBe(1)
  })
})

describe('an identity', () => {
  test('is the number and the moment of saving: a number that was given away again is another entry', async () => {
    const { fake, sync } = await synced(100)
    const backup = fake.behind.backup()
    const before = fake.seed.entry({ url: 'https://one.test/' })
    await sync.run({ content: 'new' })
    fake.behind.restore(backup)
    fake.clock.advance(hour)
    expect(fake.seed.entry({ url: 'https://two.test/', content: '<p>two</p>' })).toBe(before)
    expect(shown(await eventsOf(sync))).toEqual([
      ['deleted', before],
      ['added', before],
    ])
    expect(await sync.content(before)).toBe('<p>two</p>')
  })

  test('is of a store as well: one server and one user', async () => {
    const { fake, store, wallabag } = await synced(3, {
      users: [{ username: 'other', password: 'other-password' }],
    })
    const auth = { ...fake.credentials, username: 'other', password: 'other-password' }
    const other = new Wallabag({ url: fake.url, auth, fetch: fake.fetch })
    const refused = { code: 'store_of_another_account' }
    await expect(createSync(other, { store }).run()).rejects.toMatchObject(refused)
    const elsewhere = library(0, { url: 'https://elsewhere.test' })
    await expect(createSync(elsewhere.wallabag, { store }).run()).rejects.toMatchObject(refused)
    await createSync(wallabag, { store }).run()
  })

  test('is not taken from the store of a later version, which is left as it is', async () => {
    const { store, sync } = await synced(3)
    const [state] = await store.get(['state'])
    const later = JSON.parse(JSON.stringify({ ...state, version: 3, watermark: { at: 'else' } }))
    await store.write(new Map([['state', later]]))
    const refused = { code: 'unsupported', message: expect.stringContaining('later version') }
    await expect(sync.run()).rejects.toMatchObject(refused)
    expect(await store.get(['state'])).toEqual([later])
  })

  test('is of a store also when somebody else signs in with the same client: nothing is deleted, nothing sent', async () => {
    const { fake, wallabag, store, sync } = await synced(3, {
      users: [{ username: 'other', password: 'other-password' }],
    })
    const { username, password } = fake.credentials
    const before = await store.keys('entry/')
    await sync.outbox.save('https://mine.test/')
    await wallabag.auth.signIn({ username: 'other', password: 'other-password' })
    await expect(sync.run()).rejects.toMatchObject({ code: 'store_of_another_account' })
    expect(await store.keys('entry/')).toEqual(before)
    expect(fake.state.entries).toHaveLength(3)
    await wallabag.auth.signIn({ username, password })
    expect(await sync.run()).toMatchObject({ sent: 1, added: 1, deleted: 0 })
    fake.requests.clear()
    await sync.run()
    expect(fake.requests.filter(({ path }) => path === '/api/user')).toEqual([])
  })
})

describe('a run that cannot sign in', () => {
  test('ends with an error of its own that says that nothing was sent, as any call does', async () => {
    const { fake, wallabag } = library(0)
    const client = new Wallabag({
      url: fake.url,
      auth: { ...fake.credentials, password: 'wrong' },
      fetch: fake.fetch,
    })
    const run = () => createSync(client, { store: memoryStore() }).run()
    const failures = await Promise.allSettled([client.user.get(), run(), run()])
    const reasons = failures.map((one) => (one.status === 'rejected' ? one.reason : null))
    expect(reasons[0]).toMatchObject({ code: 'bad_credentials', outcome: 'not-sent' })
    expect(reasons.map(String)).toEqual(Array.from(reasons, () => String(reasons[0])))
    expect(reasons.map(({ outcome }) => outcome)).toEqual(['not-sent', 'not-sent', 'not-sent'])
    expect(new Set(reasons).size).toBe(3)
    const signal = AbortSignal.abort('enough')
    await expect(
      createSync(wallabag, { store: memoryStore() }).run({ signal }),
    ).rejects.toMatchObject({ name: 'AbortError', path: '/api/user', cause: 'enough' })
  })
})

describe('an interrupted run', () => {
  test('goes on where it was: the first one does not read again what it has', async () => {
    const { fake, wallabag, asked } = library(3200)
    const store = memoryStore()
    fake.fault({ path: '/api/entries', nth: 4 }, 'unanswered')
    await expect(createSync(wallabag, { store }).run()).rejects.toMatchObject({ code: 'network' })
    await fake.clearFaults()
    asked()
    const summary = await createSync(wallabag, { store }).run()
    expect(summary.added).toBe(3200 - 1998)
    expect(asked()).toHaveLength(2)
    expect(await eventsOf(createSync(wallabag, { store }))).toEqual([])
  })

  test('finds what was deleted and changed while it was interrupted', async () => {
    const { fake, ids, wallabag } = library(3200)
    const store = memoryStore()
    fake.fault({ path: '/api/entries', nth: 4 }, 'unanswered')
    await expect(createSync(wallabag, { store }).run()).rejects.toMatchObject({ code: 'network' })
    await fake.clearFaults()
    await wallabag.entries.update(ids[5] ?? 0, { title: 'Meanwhile' })
    await wallabag.entries.delete(ids[6] ?? 0)
    const sync = createSync(wallabag, { store })
    await sync.run()
    await sync.run()
    expect((await sync.get(ids[5] ?? 0))?.title).toBe('Meanwhile')
    expect(await sync.get(ids[6] ?? 0)).toBeNull()
  })

  test.each(['none', 'new'] as const)(
    'leaves no content of an earlier time behind, wherever it cut a write off (%s)',
    async (content) => {
      for (let records = 0; records < 5; records += 1) {
        const { fake, ids, wallabag } = library(3)
        const id = ids[1] ?? 0
        let left = Number.POSITIVE_INFINITY
        const whole = memoryStore()
        const store: SyncStore = {
          ...whole,
          write(changes) {
            for (const change of changes) {
              left -= 1
              if (left < 0) throw new Error('the process ended')
              whole.write(new Map([change]))
            }
          },
        }
        await createSync(wallabag, { store }).run({ content: 'new' })
        fake.clock.advance(1000)
        const updatedAt = Math.floor(fake.clock.now() / 1000)
        fake.behind.change(id, { content: '<p>Other</p>', title: 'Other', updatedAt })
        left = records
        await createSync(wallabag, { store })
          .run({ content })
          .catch(() => null)
        left = Number.POSITIVE_INFINITY
        await createSync(wallabag, { store }).run({ content: 'new' })
        const found = await store.get([`entry/${id}`, `content/${id}`])
        expect(found).toMatchObject([{ entry: { title: 'Other' } }, { html: '<p>Other</p>' }])
      }
    },
  )

  test('by its signal is an abort, and stops at once', async () => {
    const { wallabag } = library(2500, { latency: 5 })
    const controller = new AbortController()
    const sync = createSync(wallabag, { store: memoryStore() })
    const run = sync.run({ signal: controller.signal })
    const reason = new Error('enough')
    const failure = (async () => {
      for await (const _ of run) controller.abort(reason)
    })()
    await expect(failure).rejects.toMatchObject({ name: 'AbortError', cause: reason })
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    await sync.run()
  })
})

describe('contents', () => {
  test('are of what is new, or of everything, and are fetched again when the entry changed', async () => {
    const { ids, wallabag, asked, sync } = await synced(10)
    const [first = 0, second = 0] = ids
    await wallabag.entries.update(first, { content: '<p>one</p>' })
    const events = await eventsOf(sync, { content: 'new' })
    expect(events).toMatchObject([{ type: 'changed', content: '<p>one</p>' }])
    expect(events[0]).toMatchObject({ fields: expect.arrayContaining(['content']) })
    expect(await eventsOf(sync, { content: 'all' })).toHaveLength(9)
    await wallabag.entries.update(second, { content: '<p>two</p>' })
    await sync.run()
    asked()
    expect(await eventsOf(sync, { content: 'new' })).toMatchObject([
      { type: 'changed', fields: ['content'], content: '<p>two</p>' },
    ])
    expect(asked()).toContain(`GET /api/entries/${second}`)
    expect(await eventsOf(sync, { content: 'all' })).toEqual([])
  })

  test('that cannot be had now are owed to the next run', async () => {
    const { fake, ids, sync } = await synced(3)
    const fault = fake.fault({ path: '/api/entries/*' }, 'server-error')
    const summary = await sync.run({ content: 'all' })
    expect(summary.failures.map(({ code }) => code)).toEqual(ids.map(() => 'server_error'))
    await fault.remove()
    expect(await eventsOf(sync, { content: 'new' })).toHaveLength(3)
  })

  test('are fetched on demand, and then kept', async () => {
    const { fake, ids, asked, sync } = await synced(3)
    const [id = 0] = ids
    const content = fake.state.entries[0]?.content
    expect(await sync.content(id)).toBe(content)
    asked()
    expect(await sync.content(id)).toBe(content)
    expect(asked()).toEqual([])
    await expect(sync.content(99)).rejects.toMatchObject({ code: 'not_found_entry' })
  })

  test('of an entry that the store does not have yet are not kept, since nothing would tell that they changed', async () => {
    const { fake, store, sync } = await synced(3)
    const id = fake.seed.entry({ url: 'https://new.test/', content: '<p>Before</p>' })
    expect(await sync.content(id)).toBe('<p>Before</p>')
    expect(await store.keys('content/')).toEqual([])
    fake.behind.change(id, { content: '<p>After</p>' })
    await sync.run()
    expect(await sync.content(id)).toBe('<p>After</p>')
  })

  test('that are fetched on demand replace none that a run fetched meanwhile, and stay for no entry that it deleted', async () => {
    const { fake, ids, store, wallabag, sync } = await synced(3)
    const [changed = 0, gone = 0] = ids
    const meanwhile = (id: number, what: () => unknown) =>
      fake.fault({ path: `/api/entries/${id}`, times: 1 }, async ({ proceed }) => {
        const answer = await proceed()
        await what()
        await sync.run({ content: 'new' })
        return answer
      })
    fake.clock.advance(5000)
    meanwhile(changed, () => wallabag.entries.update(changed, { content: '<p>New</p>' }))
    await sync.content(changed)
    expect(await sync.content(changed)).toBe('<p>New</p>')
    meanwhile(gone, () => fake.behind.remove(gone))
    await sync.content(gone)
    expect(await store.keys('content/')).toEqual([`content/${changed}`])
  })

  test('take no longer than the call may', async () => {
    const { fake, ids, sync } = await synced(3)
    fake.fault({ path: '/api/entries/*' }, { kind: 'slow-headers', ms: 500 })
    const late = sync.content(ids[0] ?? 0, { timeout: 20 })
    await expect(late).rejects.toMatchObject({ code: 'timeout' })
  })
})

describe('annotations', () => {
  test('are found only when they are asked for, and also when the last one is gone', async () => {
    const { ids, wallabag, sync } = await synced(120)
    const id = ids[110] ?? 0
    const note = await wallabag.annotations.create(id, { quote: 'a', text: 'b' })
    expect(await eventsOf(sync)).toEqual([])
    const added = await eventsOf(sync, { annotations: true })
    expect(added).toMatchObject([{ type: 'changed', fields: ['annotations'] }])
    await wallabag.annotations.delete(note.id)
    const removed = await eventsOf(sync, { annotations: true })
    expect(removed).toMatchObject([{ type: 'changed', entry: { id, annotations: [] } }])
  })
})

test('progress tells what a run does, and how far it is', async () => {
  const { wallabag } = library(2500)
  const sync = createSync(wallabag, { store: memoryStore() })
  const phases: string[] = []
  const onProgress: RunOptions['onProgress'] = ({ phase, done, total }) =>
    phases.push(`${phase} ${done}/${total}`)
  await sync.run({ onProgress })
  expect(phases).toEqual([
    'sending 0/0',
    'filling 1000/2500',
    'filling 1998/2500',
    'filling 2500/2500',
  ])
  phases.length = 0
  await sync.run({ onProgress })
  expect(phases).toEqual(['sending 0/0', 'reading 1/1', 'checking 50/2500'])
})

test('options that are none are refused at once', () => {
  const sync = createSync(library(0).wallabag, { store: memoryStore() })
  const wrong = [{ content: 'some' }, { concurrency: 0 }, { onProgress: 1 }, { annotations: 'yes' }]
  for (const options of wrong) {
    expect(() => sync.run(JSON.parse(JSON.stringify(options)))).toThrow(/expected/)
  }
  expect(() => createSync(JSON.parse('{}'), { store: memoryStore() })).toThrow('wallabag: expected')
})
