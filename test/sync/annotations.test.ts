import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSync, type LocalAnnotation, memoryStore, type Sync } from 'wallabag-sdk/sync'
import { library } from './library.js'

afterEach(() => {
  vi.useRealTimers()
})

/** A synced library whose first entry has a note that the server knows. */
async function annotated() {
  const made = library(3, {}, { saveSettleTime: 1 })
  const [id = 0] = made.ids
  await made.wallabag.annotations.create(id, { quote: 'q', text: 'first' })
  const store = memoryStore()
  const sync = createSync(made.wallabag, { store })
  await sync.run()
  made.asked()
  const there = () => made.fake.state.annotations.map(({ text }) => text)
  return { ...made, id, store, sync, there }
}

async function notesOf(sync: Sync, id: number): Promise<readonly LocalAnnotation[]> {
  return (await sync.get(id))?.annotations ?? []
}

async function noteOf(sync: Sync, id: number, text = 'first'): Promise<LocalAnnotation> {
  const found = (await notesOf(sync, id)).find((note) => note.text === text)
  return found ?? expect.unreachable(`no note ${text}`)
}

const textsOf = async (sync: Sync, id: number) => (await notesOf(sync, id)).map(({ text }) => text)

describe('annotations offline', () => {
  test('are made, changed and deleted here at once, and with the next run on the server', async () => {
    const { id, sync, asked, there } = await annotated()
    const number = await sync.outbox.annotate(id, { quote: 'r', text: 'second' })
    const fresh = await noteOf(sync, id, 'second')
    expect(fresh).toMatchObject({ id: null, change: number, quote: 'r' })
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id), 'changed')
    expect(await textsOf(sync, id)).toEqual(['changed', 'second'])
    expect(asked()).toEqual([])
    expect(await sync.run()).toMatchObject({ sent: 2, failures: [] })
    expect(there()).toEqual(['changed', 'second'])
    expect(await notesOf(sync, id)).toMatchObject([
      { text: 'changed', id: expect.any(Number), change: null },
      { text: 'second', id: expect.any(Number), change: null },
    ])
    await sync.outbox.deleteAnnotation(id, await noteOf(sync, id, 'changed'))
    expect(await textsOf(sync, id)).toEqual(['second'])
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(there()).toEqual(['second'])
    expect(await textsOf(sync, id)).toEqual(['second'])
  })

  test('that wait to be made are one change with what becomes of them, or none', async () => {
    const { id, sync, there } = await annotated()
    await sync.outbox.annotate(id, { quote: 'r', text: 'a' })
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id, 'a'), 'b')
    expect(await sync.outbox.list()).toMatchObject([{ type: 'annotate', text: 'b' }])
    await sync.outbox.annotate(id, { quote: 's', text: 'gone' })
    await sync.outbox.deleteAnnotation(id, await noteOf(sync, id, 'gone'))
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(there()).toEqual(['first', 'b'])
  })

  test('that are the same to the letter are as many here as they will be on the server', async () => {
    const { id, sync, there } = await annotated()
    for (const _ of [1, 2]) await sync.outbox.annotate(id, { quote: 'r', text: 'twice' })
    expect(await textsOf(sync, id)).toEqual(['first', 'twice', 'twice'])
    await sync.run()
    expect(there()).toEqual(['first', 'twice', 'twice'])
    expect(await textsOf(sync, id)).toEqual(['first', 'twice', 'twice'])
  })

  test('several changes of one note are one, the last; back to what it was is none; deleting replaces them', async () => {
    const { id, sync, there } = await annotated()
    for (const text of ['a', 'b']) {
      await sync.outbox.updateAnnotation(
        id,
        (await notesOf(sync, id))[0] ?? expect.unreachable(),
        text,
      )
    }
    expect(await sync.outbox.list()).toMatchObject([{ type: 'update-annotation', text: 'b' }])
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id, 'b'), 'first')
    expect(await sync.outbox.list()).toEqual([])
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id), 'c')
    await sync.outbox.deleteAnnotation(id, await noteOf(sync, id, 'c'))
    expect(await sync.outbox.list()).toMatchObject([{ type: 'delete-annotation' }])
    await sync.run()
    expect(there()).toEqual([])
  })

  test('that are just being made take what comes meanwhile as a change of their own', async () => {
    const { fake, id, sync, there } = await annotated()
    await sync.outbox.annotate(id, { quote: 'r', text: 'a' })
    await sync.outbox.annotate(id, { quote: 's', text: 'x' })
    const [a, x] = [await noteOf(sync, id, 'a'), await noteOf(sync, id, 'x')]
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, async ({ proceed }) => {
      await sync.outbox.updateAnnotation(id, a, 'b')
      return proceed()
    })
    fake.fault({ method: 'POST', path: '/api/annotations/*', nth: 2 }, async ({ proceed }) => {
      await sync.outbox.deleteAnnotation(id, x)
      return proceed()
    })
    expect(await sync.run()).toMatchObject({ sent: 4, failures: [] })
    expect(there()).toEqual(['first', 'b'])
    expect(await textsOf(sync, id)).toEqual(['first', 'b'])
  })

  test('whose making has no known end are changed after it, and made once', async () => {
    const { fake, id, sync, there } = await annotated()
    await sync.outbox.annotate(id, { quote: 'r', text: 'a' })
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, 'reset-before')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id, 'a'), 'b')
    expect(await textsOf(sync, id)).toEqual(['first', 'b'])
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 2 })
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 61_000)
    expect(await sync.run()).toMatchObject({ sent: 2, waiting: 0 })
    expect(there()).toEqual(['first', 'b'])
  })

  test('whose change has no known end are not changed twice', async () => {
    const { fake, id, sync, there } = await annotated()
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id), 'b')
    fake.fault({ method: 'PUT', times: 1 }, 'unanswered')
    await expect(sync.run()).rejects.toMatchObject({ code: 'network' })
    fake.requests.clear()
    expect(await sync.run()).toMatchObject({ sent: 1 })
    expect(fake.requests.filter(({ method }) => method === 'PUT')).toEqual([])
    expect(there()).toEqual(['b'])
  })
})

describe('when both sides changed an annotation', () => {
  test('the note of this side wins', async () => {
    const { fake, id, sync, wallabag, there } = await annotated()
    const [note] = fake.state.annotations
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id), 'here')
    await wallabag.annotations.update(note?.id ?? 0, 'there')
    await sync.run()
    expect(there()).toEqual(['here'])
  })

  test('one that others deleted stays deleted: the change is dropped, and said', async () => {
    const { fake, id, sync, wallabag, there } = await annotated()
    const [note] = fake.state.annotations
    const told: unknown[] = []
    sync.subscribe((event) => event.type !== 'stored' && told.push(event))
    await sync.outbox.updateAnnotation(id, await noteOf(sync, id), 'here')
    await wallabag.annotations.delete(note?.id ?? 0)
    expect(await sync.run()).toMatchObject({
      sent: 0,
      dropped: 1,
      failures: [{ id, code: 'not_found_annotation' }],
    })
    expect(there()).toEqual([])
    expect(await notesOf(sync, id)).toEqual([])
    expect(told).toMatchObject([
      { type: 'queued', before: null, after: { text: 'here' } },
      { type: 'dropped', before: { text: 'here' }, after: null },
    ])
  })

  test('one that both deleted is done with, and one that others changed is deleted', async () => {
    const { fake, id, sync, wallabag, there } = await annotated()
    const second = await wallabag.annotations.create(id, { quote: 'r', text: 'second' })
    await sync.run({ annotations: true })
    for (const note of await notesOf(sync, id)) await sync.outbox.deleteAnnotation(id, note)
    await wallabag.annotations.delete(fake.state.annotations[0]?.id ?? 0)
    await wallabag.annotations.update(second.id, 'changed')
    expect(await sync.run()).toMatchObject({ sent: 2, dropped: 0, failures: [] })
    expect(there()).toEqual([])
  })

  test('what is not there, and what is to be deleted, is refused at once', async () => {
    const { id, ids, sync } = await annotated()
    const note = await noteOf(sync, id)
    await expect(sync.outbox.updateAnnotation(ids[1] ?? 0, note, 'x')).rejects.toThrow(
      `annotation: it is not in the store, or not of entry ${ids[1]}`,
    )
    await sync.outbox.deleteAnnotation(id, note)
    await expect(sync.outbox.updateAnnotation(id, note, 'x')).rejects.toThrow('to be deleted')
    await expect(sync.outbox.updateAnnotation(id, note, JSON.parse('1'))).rejects.toThrow('text')
    await sync.outbox.delete(id)
    await expect(sync.outbox.deleteAnnotation(id, note)).rejects.toThrow('to be deleted')
  })
})

test('clearTags takes off what the entry has here, also what waits to be added, and leaves what others add', async () => {
  const { fake, id, sync, wallabag } = await annotated()
  await sync.outbox.tag(id, { add: ['mine'] })
  await sync.outbox.clearTags(id)
  expect(await sync.get(id)).toMatchObject({ tags: [] })
  await wallabag.entries.addTags(id, ['theirs'])
  await sync.run()
  expect(fake.state.entries.find((entry) => entry.id === id)?.tags).toEqual(['theirs'])
})

test('a save with a content keeps it, and the later content wins', async () => {
  const { fake, sync } = await annotated()
  await sync.outbox.save('https://a.test/', { title: 'Mine', content: '<p>one</p>' })
  await sync.outbox.save('https://a.test/', { content: '<p>two</p>' })
  expect(await sync.run()).toMatchObject({ sent: 1, added: 1 })
  expect(fake.state.entries.at(-1)).toMatchObject({ title: 'Mine', content: '<p>two</p>' })
})

describe('a single change', () => {
  test('is sent by itself, and its entry is read by the next run', async () => {
    const { fake, id, ids, sync } = await annotated()
    await sync.outbox.tag(ids[1] ?? 0, { add: ['later'] })
    await sync.outbox.tag(id, { add: ['now'] })
    fake.fault({ method: 'POST', path: `/api/entries/${id}/tags`, times: 1 }, 'server-error')
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 1 })
    const { failed, since } = await sync.status()
    expect(failed).toMatchObject([{ id, failure: { code: 'server_error' } }])
    expect(since?.getTime()).toBeLessThanOrEqual(Date.now())
    await sync.outbox.star(ids[2] ?? 0, !(await sync.get(ids[2] ?? 0))?.starred)
    expect(await sync.outbox.retry(failed[0]?.number ?? 0)).toBe(true)
    expect(fake.state.entries.find((entry) => entry.id === id)?.tags).toContain('now')
    expect(await sync.outbox.list()).toMatchObject([{ id: ids[2] }])
    expect(await sync.outbox.retry(999)).toBe(false)
    expect(await sync.run()).toMatchObject({ sent: 1, waiting: 0 })
    expect(await sync.get(id)).toMatchObject({ pending: false })
  })

  test('of an entry that is gone says so, and is dropped by the next run', async () => {
    const { fake, ids, sync } = await annotated()
    await sync.outbox.tag(ids[1] ?? 0, { add: ['later'] })
    fake.behind.remove(ids[1] ?? 0)
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.retry(change?.number ?? 0)).toBe(false)
    expect(await sync.outbox.list()).toMatchObject([{ failure: { code: 'not_found_entry' } }])
    expect(await sync.run()).toMatchObject({ dropped: 1, waiting: 0 })
    expect(await sync.outbox.list()).toEqual([])
  })

  test('is given up though it may have been made, where discard refuses it', async () => {
    const { fake, id, sync } = await annotated()
    await sync.outbox.annotate(id, { quote: 'r', text: 'never' })
    fake.fault({ method: 'POST', path: '/api/annotations/*' }, 'server-error')
    await sync.run()
    const [change] = await sync.outbox.list()
    expect(await sync.outbox.discard(change?.number ?? 0)).toBe(false)
    expect(await sync.outbox.drop(change?.number ?? 0)).toBe(true)
    expect(await sync.outbox.drop(change?.number ?? 0)).toBe(false)
    expect(await sync.run()).toMatchObject({ sent: 0, waiting: 0 })
  })
})

test('what happens in a store is told with before and after, until nobody listens', async () => {
  const { fake, id, sync, wallabag, store } = await annotated()
  const told: unknown[] = []
  const other = createSync(wallabag, { store })
  const stop = other.subscribe((event) => told.push(event))
  await sync.outbox.tag(id, { add: ['a'] })
  await sync.outbox.tag(id, { add: ['b'] })
  fake.fault({ method: 'POST', path: '/api/entries/*/tags', times: 1 }, 'server-error')
  await sync.run()
  await sync.run()
  expect(told).toMatchObject([
    { type: 'queued', before: null, after: { add: ['a'] } },
    { type: 'queued', before: { add: ['a'] }, after: { add: ['a', 'b'] } },
    { type: 'failed', before: { failure: null }, after: { failure: { code: 'server_error' } } },
    { type: 'sent', before: { add: ['a', 'b'] }, after: null },
    { type: 'stored', ids: [id] },
  ])
  stop()
  await sync.outbox.tag(id, { add: ['c'] })
  expect(told).toHaveLength(5)
})

describe('contents for offline', () => {
  test('are those of unread entries, of a filter’s, and no others; also when an entry becomes one', async () => {
    const { fake, ids, wallabag } = library(12)
    const of = (wanted: (entry: (typeof fake.state.entries)[number]) => boolean) =>
      fake.state.entries.filter(wanted).map(({ id }) => `content/${id}`)
    const store = memoryStore()
    const sync = createSync(wallabag, { store })
    const kept = async () => [...(await store.keys('content/'))].sort()
    await sync.run()
    await sync.run({ content: 'unread' })
    expect(await kept()).toEqual(of(({ archived }) => !archived).sort())
    expect(await kept()).not.toHaveLength(12)
    const archived = fake.state.entries.find((entry) => entry.archived)?.id ?? 0
    await wallabag.entries.update(archived, { archived: false })
    await sync.run({ content: 'unread' })
    expect(await kept()).toContain(`content/${archived}`)

    const other = memoryStore()
    const [first = 0, second = 0] = ids
    for (const id of [first, second]) await wallabag.entries.addTags(id, ['offline'])
    const filtered = createSync(wallabag, { store: other })
    await filtered.run({ content: { tags: ['Offline'] } })
    expect([...(await other.keys('content/'))].sort()).toEqual(
      [first, second].map((id) => `content/${id}`).sort(),
    )
    expect(await filtered.run({ content: { starred: true } })).toMatchObject({ complete: true })
    expect((await other.keys('content/')).length).toBe(
      of((entry) => entry.starred || entry.id === first || entry.id === second).length,
    )
  })

  test('cannot be chosen by what an entry does not show', async () => {
    const { wallabag } = library(1)
    const sync = createSync(wallabag, { store: memoryStore() })
    const run = (content: unknown) => sync.run(JSON.parse(JSON.stringify({ content })))
    expect(() => run({ parsed: true })).toThrow(
      'parsed: there is no such filter; known are archived',
    )
    expect(() => run({ perPage: 3 })).toThrow(
      'perPage: there is no such filter; known are archived',
    )
    expect(() => run({ tagged: true })).toThrow('tagged: there is no such filter')
    expect(() => run('some')).toThrow(
      'content: expected “none”, “new”, “all” or “unread”, or a filter',
    )
  })
})
