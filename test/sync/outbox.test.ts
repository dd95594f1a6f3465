import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSync, MassDeletionError, memoryStore } from 'wallabag-sdk/sync'
import type { FakeOptions } from 'wallabag-sdk/testing'
import { library } from './library.js'

async function synced(count: number, options: FakeOptions = {}) {
  const made = library(count, options, { saveSettleTime: 1 })
  const store = memoryStore()
  const sync = createSync(made.wallabag, { store })
  await sync.run()
  made.asked()
  const row = (id: number) => made.fake.state.entries.find((entry) => entry.id === id)
  const [id = 0, other = 0] = made.ids
  return { ...made, store, sync, row, id, other }
}

/** A save whose answer was lost while the server goes on with it. */
async function stillSaving() {
  const made = await synced(1)
  await made.sync.outbox.save('https://a.test/')
  made.fake.fault(
    { method: 'POST', path: '/api/entries', times: 1 },
    { kind: 'timeout-later', seconds: 0.2 },
  )
  expect(await made.sync.run()).toMatchObject({ sent: 0, waiting: 1 })
  return made
}

describe('local changes', () => {
  test('are queued and sent once, whatever a listener throws', async () => {
    const warn = vi.fn()
    const ignore = () => {}
    const logger = { debug: ignore, info: ignore, warn, error: ignore }
    const { ids, fake, wallabag } = library(1, {}, { logger })
    const [id = 0] = ids
    const sync = createSync(wallabag, { store: memoryStore() })
    await sync.run()
    const told: string[] = []
    sync.subscribe(() => {
      throw new Error('of the listener')
    })
    sync.subscribe(({ type }) => told.push(type))
    const archived = !fake.state.entries[0]?.archived
    await sync.outbox.archive(id, archived)
    expect(await sync.run()).toMatchObject({ sent: 1, failures: [] })
    expect(fake.state.entries).toMatchObject([{ archived }])
    expect(told).toContain('queued')
    expect(told).toContain('sent')
    expect(warn).toHaveBeenCalledWith('A listener of the sync threw.')
  })

  test('are shown at once, sent in their order, and then are the server’s', async () => {
    const { fake, id, other, row, sync, asked } = await synced(3)
    const before = row(id)
    await sync.outbox.star(other)
    await sync.outbox.archive(id, !before?.archived)
    await sync.outbox.tag(id, { add: ['Later '], remove: before?.tags })
    expect(await sync.get(id)).toMatchObject({
      archived: !before?.archived,
      tags: [{ id: null, label: 'later', slug: null }],
      pending: true,
    })
    expect(asked()).toEqual([])
    expect(await sync.run()).toMatchObject({ sent: 2, waiting: 0 })
    const order = fake.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)
    expect(order[0]).toBe(`/api/entries/${other}`)
    expect(row(id)).toMatchObject({ archived: !before?.archived, tags: ['later'] })
    expect(await sync.get(id)).toMatchObject({
      tags: [{ id: expect.any(Number), label: 'later', slug: 't:later' }],
      pending: false,
    })
    expect(await sync.outbox.list()).toEqual([])
  })

  test('survive a restart', async () => {
    const { id, row, store, wallabag, sync } = await synced(3)
    await sync.outbox.tag(id, { add: ['kept'] })
    await sync.outbox.save('https://kept.test/', { tags: ['kept'] })
    const restarted = createSync(wallabag, { store })
    expect(await restarted.outbox.list()).toMatchObject([{ type: 'update' }, { type: 'save' }])
    expect(await restarted.run()).toMatchObject({ sent: 2, added: 1 })
    expect(row(id)?.tags).toContain('kept')
  })

  test('of one entry become one change, and nothing where they undo each other', async () => {
    const { id, row, sync, asked } = await synced(3)
    const archived = row(id)?.archived ?? false
    await sync.outbox.archive(id, !archived)
    await sync.outbox.tag(id, { add: ['a', 'b'] })
    await sync.outbox.tag(id, { remove: ['b'] })
    await sync.outbox.archive(id, archived)
    expect(await sync.outbox.list()).toMatchObject([
      { type: 'update', archived: null, add: ['a'], remove: [] },
    ])
    await sync.outbox.tag(id, { remove: ['a'] })
    expect(await sync.outbox.list()).toEqual([])
    await sync.run()
    expect(asked()).toHaveLength(2)
  })

  test('of an entry that is deleted locally are dropped, and it is no longer shown', async () => {
    const { id, sync, row } = await synced(3)
    await sync.outbox.tag(id, { add: ['a'] })
    await sync.outbox.annotate(id, { quote: 'a', text: 'b' })
    await sync.outbox.delete(id)
    await sync.outbox.delete(id)
    expect(await sync.outbox.list()).toMatchObject([{ type: 'delete', id }])
    expect(await sync.get(id)).toBeNull()
    const shown: number[] = []
    for await (const entry of sync.entries()) shown.push(entry.id)
    expect(shown).not.toContain(id)
    await expect(sync.outbox.archive(id)).rejects.toThrow('is to be deleted')
    expect(await sync.run()).toMatchObject({ sent: 1, deleted: 1 })
    expect(row(id)).toBeUndefined()
  })

  test('that the entry has already are not sent again: a flag would be stamped anew', async () => {
    const { id, row, sync, wallabag, asked } = await synced(3)
    await sync.outbox.archive(id, !row(id)?.archived)
    await sync.outbox.tag(id, { add: ['same'] })
    await wallabag.entries.update(id, { archived: !row(id)?.archived })
    await wallabag.entries.addTags(id, ['same'])
    asked()
    expect(await sync.run()).toMatchObject({ sent: 1, changed: 1 })
    expect(asked().every((line) => line.startsWith('GET'))).toBe(true)
  })

  test('and the changes of others are both kept: flags by field, tags by label', async () => {
    const { id, row, sync, wallabag } = await synced(3)
    const [starred, tags] = [row(id)?.starred ?? false, row(id)?.tags ?? []]
    await sync.outbox.archive(id, !row(id)?.archived)
    await sync.outbox.tag(id, { add: ['mine'], remove: tags.slice(0, 1) })
    await wallabag.entries.update(id, { starred: !starred, title: 'Theirs' })
    await wallabag.entries.addTags(id, ['theirs'])
    const archived = !row(id)?.archived
    await sync.run()
    expect(row(id)).toMatchObject({ archived, starred: !starred, title: 'Theirs' })
    expect(row(id)?.tags.sort()).toEqual([...tags.slice(1), 'mine', 'theirs'].sort())
  })

  test('of an entry that is gone are dropped, and that is not fatal', async () => {
    const { fake, id, other, sync } = await synced(3)
    await sync.outbox.tag(id, { add: ['a'] })
    await sync.outbox.annotate(id, { quote: 'a', text: 'b' })
    await sync.outbox.delete(other)
    fake.behind.remove(id)
    fake.behind.remove(other)
    const summary = await sync.run()
    expect(summary).toMatchObject({ sent: 1, dropped: 2, waiting: 0, deleted: 2, complete: true })
    expect(summary.failures).toMatchObject([{ id, code: 'not_found_entry' }, { id }])
    expect(await sync.outbox.list()).toEqual([])
  })

  test('do not get the deletion of their entries past the guard, and are kept while it holds', async () => {
    const { fake, ids, sync } = await synced(60)
    const lost = ids.slice(0, 25)
    for (const id of lost.slice(0, 22)) await sync.outbox.tag(id, { add: ['mine'] })
    const asked = ids.slice(30, 55)
    for (const id of asked) await sync.outbox.delete(id)
    for (const id of lost) fake.behind.remove(id)
    const error = await sync.run().catch((caught: unknown) => caught)
    if (!(error instanceof MassDeletionError)) expect.unreachable()
    expect(error.entries.map(({ id }) => id)).toEqual(lost)
    expect(await sync.outbox.list()).toHaveLength(22)
    expect(await sync.run({ allowMassDeletion: true })).toMatchObject({ deleted: 25, dropped: 22 })
    expect(await sync.outbox.list()).toEqual([])
  })

  test('do not get a restored server’s losses past the guard either', async () => {
    const { fake, wallabag, id, sync } = await synced(30)
    const backup = fake.behind.backup()
    const lost = fake.seed.entry({ url: 'https://one.test/' })
    fake.clock.advance(3_600_000)
    await wallabag.entries.update(id, { title: 'Later' })
    await sync.run()
    await sync.outbox.star(lost)
    fake.behind.restore(backup)
    await expect(sync.run()).rejects.toMatchObject({ code: 'mass_deletion', restored: true })
    expect(await sync.get(lost)).toMatchObject({ id: lost, starred: true })
  })

  test('are never made to another entry that has got the number', async () => {
    const { fake, ids, row, sync } = await synced(30)
    const backup = fake.behind.backup()
    const id = fake.seed.entry({ url: 'https://one.test/' })
    await sync.run()
    await sync.outbox.tag(id, { add: ['mine'] })
    await sync.outbox.delete(ids[0] ?? 0)
    fake.behind.restore(backup)
    fake.clock.advance(3_600_000)
    expect(fake.seed.entry({ url: 'https://two.test/' })).toBe(id)
    await sync.run().catch(() => undefined)
    expect(row(id)?.tags).toEqual([])
  })

  test('of an entry are not lost with those of an earlier entry that had its number', async () => {
    const { fake, row, sync } = await synced(3)
    const backup = fake.behind.backup()
    const id = fake.seed.entry({ url: 'https://one.test/' })
    await sync.run()
    await sync.outbox.tag(id, { add: ['old'] })
    fake.behind.restore(backup)
    fake.clock.advance(3_600_000)
    fake.seed.entry({ url: 'https://two.test/' })
    const path = `/api/entries/${id}`
    fake.fault({ method: 'GET', path, times: 1 }, { kind: 'server-error' })
    expect(await sync.run()).toMatchObject({ waiting: 1 })
    await sync.outbox.tag(id, { add: ['new'] })
    fake.fault({ method: 'GET', path, times: 1 }, { kind: 'server-error' })
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(row(id)?.tags).toEqual(['new'])
  })

  test('are listed and sent in their order, in whatever order the store gives its keys', async () => {
    const { id, store, sync, wallabag } = await synced(1)
    for (const text of ['a', 'b', 'c']) await sync.outbox.annotate(id, { quote: 'q', text })
    const keys = async (prefix: string) => [...(await store.keys(prefix))].toReversed()
    const other = createSync(wallabag, { store: { ...store, keys } })
    expect((await other.outbox.list()).map(({ number }) => number)).toEqual([1, 2, 3])
    await other.run()
    const made = await wallabag.annotations.list(id)
    expect(made.toSorted((a, b) => a.id - b.id).map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  })

  test('that come while a change of the entry is under way are a change of their own', async () => {
    const { fake, id, row, sync } = await synced(3)
    const archived = row(id)?.archived ?? false
    await sync.outbox.archive(id, !archived)
    fake.fault({ method: 'PATCH', times: 1 }, async ({ proceed }) => {
      await sync.outbox.archive(id, archived)
      return proceed()
    })
    expect(await sync.run()).toMatchObject({ sent: 2 })
    expect(row(id)?.archived).toBe(archived)
    expect(await sync.get(id)).toMatchObject({ archived, pending: false })
  })

  test('are made once and none is lost when two syncs use one store: they know of each other, and a second run is refused', async () => {
    const { fake, id, row, store, wallabag, sync } = await synced(3)
    const other = createSync(wallabag, { store })
    const archived = row(id)?.archived ?? false
    await sync.outbox.archive(id, !archived)
    await sync.outbox.annotate(id, { quote: 'a', text: 'b' })
    fake.fault({ method: 'PATCH', times: 1 }, async ({ proceed }) => {
      await other.outbox.archive(id, archived)
      return proceed()
    })
    const runs = await Promise.allSettled([sync.run(), other.run()])
    expect(runs).toMatchObject([
      { status: 'fulfilled', value: { sent: 3 } },
      { status: 'rejected', reason: { code: 'sync_running' } },
    ])
    expect(fake.state.annotations).toHaveLength(1)
    expect(row(id)?.archived).toBe(archived)
    expect(await other.run()).toMatchObject({ sent: 0, complete: true })
  })

  test('can be taken back until they are sent', async () => {
    const { id, sync, asked } = await synced(3)
    await sync.outbox.tag(id, { add: ['a'] })
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(true)
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(false)
    await sync.run()
    expect(asked()).toHaveLength(2)
  })

  test('that make no sense are refused at once', async () => {
    const { id, sync } = await synced(1)
    const { outbox } = sync
    await expect(outbox.archive(99)).rejects.toThrow('not in the store')
    await expect(outbox.tag(id, { add: ['a'], remove: ['A'] })).rejects.toThrow('added and removed')
    await expect(outbox.tag(id, { add: ['a,b'] })).rejects.toThrow('commas')
    await expect(outbox.save('javascript:alert(1)')).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(outbox.save('https://a.test/', { title: '' })).rejects.toThrow('title')
    const more = { language: 'en', tags: ['a'] }
    await expect(outbox.save('https://a.test/', more)).rejects.toThrow(
      'language: there is no such field; known are title, content',
    )
    await expect(outbox.annotate(id, { quote: '', text: '' })).rejects.toThrow('quote')
    await expect(outbox.star(id, JSON.parse('1'))).rejects.toThrow('true or false')
    expect(await outbox.list()).toEqual([])
  })
})

describe('a change that fails', () => {
  test('because the server cannot be reached waits, and so do those after it', async () => {
    const { fake, id, other, sync } = await synced(3)
    await sync.outbox.tag(id, { add: ['a'] })
    await sync.outbox.tag(other, { add: ['b'] })
    const fault = fake.fault({ method: 'POST', path: '/api/entries/*/tags' }, 'refused')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    expect(await sync.outbox.list()).toMatchObject([
      { id, failure: { code: 'network' } },
      { id: other, failure: null },
    ])
    await fault.remove()
    expect(await sync.run()).toMatchObject({ sent: 2, changed: 2 })
  })

  test('by itself waits, and holds up neither the others nor the run', async () => {
    const { fake, id, other, sync } = await synced(3)
    await sync.outbox.tag(id, { add: ['a'] })
    await sync.outbox.tag(other, { add: ['b'] })
    fake.fault({ method: 'POST', path: `/api/entries/${id}/tags` }, 'server-error')
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 1, complete: true })
    expect(await sync.get(id)).toMatchObject({
      pending: true,
      tags: expect.arrayContaining([{ id: null, label: 'a', slug: null }]),
    })
    await fake.clearFaults()
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 0 })
  })

  test('does not undo in the next run what came while it was sent', async () => {
    const { fake, id, row, sync } = await synced(3)
    const archived = row(id)?.archived ?? false
    await sync.outbox.archive(id, !archived)
    fake.fault({ method: 'PATCH', times: 1 }, async () => {
      await sync.outbox.archive(id, archived)
      await sync.outbox.tag(id, { add: ['late'] })
      return new Response('<h1>Bad Gateway</h1>', { status: 502 })
    })
    await sync.run()
    await sync.run()
    expect(row(id)).toMatchObject({ archived, tags: expect.arrayContaining(['late']) })
    expect(await sync.outbox.list()).toEqual([])
  })

  test('after it was made is not made twice', async () => {
    const { fake, id, row, sync } = await synced(3)
    await sync.outbox.annotate(id, { quote: 'a', text: ' b ' })
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, 'unanswered')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(fake.state.annotations).toHaveLength(1)
    expect(await sync.get(id)).toMatchObject({ annotations: [{ text: 'b' }] })
    await sync.outbox.delete(id)
    fake.fault({ method: 'DELETE', times: 1 }, 'unanswered')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    expect(await sync.run()).toMatchObject({ sent: 1, deleted: 1, failures: [] })
    expect(row(id)).toBeUndefined()
  })
})

describe('a change of which nobody knows whether it was made', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is no less unknown when the next try does not even reach the server: a note is not made twice', async () => {
    const { fake, id, sync } = await synced(3)
    await sync.outbox.annotate(id, { quote: 'a', text: 'b' })
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, 'unanswered')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    fake.fault({ method: 'GET', path: `/api/entries/${id}`, times: 1 }, 'refused')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(false)
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(fake.state.annotations).toHaveLength(1)
  })

  test('may be under way still: a note is not made a second time before a minute is over', async () => {
    const { fake, id, sync } = await synced(3)
    await sync.outbox.annotate(id, { quote: 'a', text: 'b' })
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, ({ proceed }) => {
        arrive = () => void proceed().then(() => resolve())
        return new Response('<html>Gateway Timeout</html>', { status: 504 })
      })
    })
    await sync.run().catch(() => undefined)
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 1 })
    arrive()
    await arrived
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 0 })
    expect(fake.state.annotations).toHaveLength(1)
  })

  test('is made again when it never was: a note comes after a minute', async () => {
    const { fake, id, sync } = await synced(3)
    await sync.outbox.annotate(id, { quote: 'a', text: 'b' })
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, 'html-error')
    await sync.run().catch(() => undefined)
    expect(await sync.run()).toMatchObject({ waiting: 1 })
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 61_000)
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 0 })
    expect(fake.state.annotations).toHaveLength(1)
  })

  test('is no less unknown when the next try is refused before its end: it cannot be discarded, and the wish can be taken back', async () => {
    const { fake, id, row, sync } = await synced(3)
    const archived = row(id)?.archived ?? false
    await sync.outbox.archive(id, !archived)
    await sync.outbox.tag(id, { add: ['new'] })
    fake.fault({ method: 'PATCH', times: 1 }, 'unanswered')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    fake.fault({ method: 'POST', path: '/api/entries/*/tags', times: 1 }, 'refused')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(false)
    await sync.outbox.archive(id, archived)
    await sync.run()
    expect(row(id)).toMatchObject({ archived, tags: expect.arrayContaining(['new']) })
  })

  test.each(['unanswered', 'half made'] as const)(
    'does not vanish when the wish is taken back, since the store may be behind: %s',
    async (how) => {
      const { fake, id, row, sync } = await synced(3)
      const archived = row(id)?.archived ?? false
      await sync.outbox.archive(id, !archived)
      if (how === 'half made') await sync.outbox.tag(id, { add: ['new'] })
      if (how === 'unanswered') fake.fault({ method: 'PATCH', times: 1 }, 'unanswered')
      else fake.fault({ method: 'POST', path: '/api/entries/*/tags' }, 'refused')
      fake.fault({ method: 'GET', path: '/api/entries' }, 'refused')
      await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
      fake.fault({ method: 'GET', path: '/api/entries/*' }, 'refused')
      await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
      await fake.clearFaults()
      expect(row(id)?.archived).toBe(!archived)
      await sync.outbox.archive(id, archived)
      await sync.outbox.tag(id, { remove: ['new'] })
      await sync.run()
      expect(row(id)?.archived).toBe(archived)
      expect(await sync.get(id)).toMatchObject({ archived, pending: false })
    },
  )

  test.each(['update', 'delete'] as const)(
    'is known as such after the process ended while it was under way: %s',
    async (type) => {
      const { fake, id, row, store, wallabag, sync } = await synced(3)
      const archived = row(id)?.archived ?? false
      if (type === 'update') await sync.outbox.archive(id, !archived)
      else await sync.outbox.delete(id)
      const [change] = await sync.outbox.list()
      const write = store.write.bind(store)
      fake.fault({ method: type === 'update' ? 'PATCH' : 'DELETE', times: 1 }, ({ proceed }) => {
        store.write = () => {
          throw new Error('the process ended')
        }
        return proceed()
      })
      await expect(sync.run()).rejects.toThrow('the process ended')
      store.write = write
      const { outbox } = createSync(wallabag, { store })
      expect(await outbox.discard(change?.number ?? 0)).toBe(false)
    },
  )

  test('can be taken back once it was certainly refused', async () => {
    const { fake, id, sync } = await synced(3)
    await sync.outbox.star(id, !(await sync.get(id))?.starred)
    fake.fault({ method: 'PATCH', times: 1 }, 'reset-before')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(false)
    fake.fault({ method: 'PATCH', times: 1 }, 'refused')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(true)
  })
})

describe('a save', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('of an address that is waiting adds to it, however it is written', async () => {
    const { sync, fake } = await synced(1)
    await sync.outbox.save('https://a.test/x%20y', { tags: ['a'], archived: true })
    await sync.outbox.save('https://a.test/x+y', { tags: ['b'], title: 'T' })
    expect(await sync.outbox.list()).toMatchObject([
      { type: 'save', url: 'https://a.test/x%20y', tags: ['a', 'b'], archived: true, title: 'T' },
    ])
    expect(await sync.run()).toMatchObject({ sent: 1, added: 1 })
    expect(fake.state.entries.at(-1)).toMatchObject({
      title: 'T',
      archived: true,
      tags: ['a', 'b'],
    })
  })

  test('of an address whose entry was deleted after a former save comes after that deletion', async () => {
    const { sync, fake, id, row } = await synced(3)
    const url = row(id)?.url ?? ''
    await sync.outbox.save(url, { tags: ['first'] })
    await sync.outbox.delete(id)
    await sync.outbox.save(url, { tags: ['second'] })
    await sync.run()
    expect(row(id)).toBeUndefined()
    expect(fake.state.entries.filter((entry) => entry.url === url)).toMatchObject([
      { tags: ['second'] },
    ])
    expect(await sync.outbox.list()).toEqual([])
  })

  test('of an address that somebody saved meanwhile finds that entry', async () => {
    const { sync, fake, wallabag } = await synced(1)
    await sync.outbox.save('https://a.test/', { tags: ['mine'] })
    await wallabag.entries.save('https://a.test/', { tags: ['theirs'] })
    await sync.run()
    const found = fake.state.entries.filter(({ url }) => url === 'https://a.test/')
    expect(found.map(({ tags }) => tags.sort())).toEqual([['mine', 'theirs']])
  })

  test('whose end is not known is not made again before it must have ended', async () => {
    const { sync, fake } = await stillSaving()
    expect(await sync.outbox.list()).toMatchObject([{ failure: { code: 'ambiguous' } }])
    expect(await sync.outbox.discard((await sync.outbox.list())[0]?.number ?? 0)).toBe(false)
    await sync.run()
    await fake.idle()
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 0 })
    expect(fake.state.entries.filter(({ url }) => url === 'https://a.test/')).toHaveLength(1)
  })

  test('is not made again either after a look that did not reach the server', async () => {
    const { sync, fake } = await stillSaving()
    fake.fault({ path: '/api/entries/exists', times: 1 }, 'refused')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 1 })
    await fake.idle()
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 0 })
    expect(fake.state.entries.filter(({ url }) => url === 'https://a.test/')).toHaveLength(1)
  })

  test('that was made cannot be taken back, though what comes after it was refused', async () => {
    const { sync, fake } = await synced(1)
    await sync.outbox.save('https://a.test/', { title: 'Mine' })
    fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, 'unanswered')
    fake.fault({ method: 'PATCH', path: '/api/entries/*' }, 'refused')
    await sync.run().catch(() => undefined)
    await sync.run().catch(() => undefined)
    expect(fake.state.entries.at(-1)?.url).toBe('https://a.test/')
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(false)
  })

  test('whose answer was lost gets the content back that the server loses', async () => {
    const { sync, fake } = await synced(1, { version: '2.7.0-dev' })
    await sync.outbox.save('https://a.test/')
    fake.fault(
      { method: 'POST', path: '/api/entries', times: 1 },
      { kind: 'timeout-later', seconds: 0.2 },
    )
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 1 })
    await fake.idle()
    expect(fake.state.entries.at(-1)?.content).toContain('wallabag can')
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(fake.state.entries.at(-1)?.content).not.toContain('wallabag can')
  })

  test('that never appeared is made again after a minute', async () => {
    const { sync, fake } = await synced(1)
    await sync.outbox.save('https://a.test/')
    fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, 'reset-before')
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 1 })
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 1 })
    vi.setSystemTime(Date.now() + 61_000)
    expect(await sync.run()).toMatchObject({ sent: 1, added: 1 })
  })
})
