import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { folderStore, sqliteStore } from 'wallabag-sdk/node'
import { createSync, memoryStore, type SyncRecord, type SyncStore } from 'wallabag-sdk/sync'
import { library } from './library.js'
import { sharedMemory } from './several/places.js'

const root = mkdtempSync(join(tmpdir(), 'wallabag-shared-'))
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => {
  vi.useRealTimers()
})

const memoryOfBoth = () => sharedMemory().store

let made = 0
/** For each kind of store, what makes objects on the same place. */
const places: Record<string, () => () => SyncStore> = {
  'the same memory': memoryOfBoth,
  'one folder': () => {
    const folder = join(root, `folder-${++made}`)
    return () => folderStore(folder)
  },
  ...(isBuiltin('node:sqlite') && {
    'one database': () => {
      const path = join(root, `${++made}.db`)
      return () => {
        const store = sqliteStore(path)
        afterAll(() => store.close())
        return store
      }
    },
  }),
}

/** A synced library, and two syncs with stores of their own on one place. */
async function twoOn(place: () => () => SyncStore, count = 45) {
  const made = library(count)
  const storeOn = place()
  const [one, two] = [0, 1].map(() => createSync(made.wallabag, { store: storeOn() }))
  if (!one || !two) return expect.unreachable()
  await one.run()
  made.asked()
  const row = (id: number) => made.fake.state.entries.find((entry) => entry.id === id)
  return { ...made, one, two, row, storeOn }
}

describe.each(Object.entries(places))('two store objects on %s', (_, place) => {
  test('lose nothing that is queued through both at once', async () => {
    const { fake, ids, one, two } = await twoOn(place)
    const wished = new Map(fake.state.entries.map(({ id, archived }) => [id, !archived]))
    await Promise.all(
      ids.slice(0, 40).map((id, index) => {
        const { outbox } = index % 2 ? one : two
        return outbox.archive(id, wished.get(id))
      }),
    )
    const queued = await one.outbox.list()
    expect(queued).toHaveLength(40)
    expect(new Set(queued.map(({ number }) => number)).size).toBe(40)
    expect(await two.run()).toMatchObject({ sent: 40, waiting: 0, complete: true })
    for (const id of ids.slice(0, 40)) {
      expect(fake.state.entries.find((entry) => entry.id === id)?.archived).toBe(wished.get(id))
    }
    expect(await one.outbox.list()).toEqual([])
  })

  test('run one at a time: the second is refused with the reason, or waits, and a note is made once', async () => {
    const { fake, ids, one, two } = await twoOn(place, 3)
    const [id = 0] = ids
    await one.outbox.annotate(id, { quote: 'a', text: 'b' })
    const results: unknown[] = []
    fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, async ({ proceed }) => {
      results.push(await two.run().catch((error: unknown) => error))
      expect(await two.status()).toMatchObject({ running: true, waiting: 1 })
      return proceed()
    })
    const first = one.run()
    expect(await first).toMatchObject({ sent: 1 })
    expect(results).toMatchObject([{ code: 'sync_running', retryable: true, outcome: 'not-sent' }])
    const [third, fourth] = await Promise.all([one.run({ wait: true }), two.run({ wait: true })])
    expect([third, fourth]).toMatchObject([{ complete: true }, { complete: true }])
    expect(fake.state.annotations).toHaveLength(1)
    expect(await two.status()).toMatchObject({ running: false, waiting: 0 })
  })

  test('change nothing that the other is sending: what comes meanwhile is sent after it', async () => {
    const { fake, ids, one, two, row } = await twoOn(place, 3)
    const [id = 0] = ids
    const archived = row(id)?.archived ?? false
    await one.outbox.archive(id, !archived)
    const [change] = await one.outbox.list()
    const kept: boolean[] = []
    fake.fault({ method: 'PATCH', times: 1 }, async ({ proceed }) => {
      await two.outbox.archive(id, archived)
      await two.outbox.tag(id, { add: ['late'] })
      for (const way of ['discard', 'drop'] as const) {
        kept.push(await two.outbox[way](change?.number ?? 0))
      }
      return proceed()
    })
    expect(await one.run()).toMatchObject({ sent: 2, waiting: 0 })
    expect(kept).toEqual([false, false])
    expect(row(id)).toMatchObject({ archived, tags: expect.arrayContaining(['late']) })
    expect(await two.get(id)).toMatchObject({ archived, pending: false })
  })

  test('end their waiting with the signal', async () => {
    const { fake, one, two } = await twoOn(place, 3)
    const controller = new AbortController()
    let refused: unknown
    fake.fault({ path: '/api/entries', times: 1 }, async ({ proceed }) => {
      const waiting = two.run({ wait: true, signal: controller.signal })
      const ended = waiting.catch((error: unknown) => error)
      await new Promise((resolve) => setTimeout(resolve, 5))
      controller.abort(new Error('enough'))
      refused = await ended
      return proceed()
    })
    await one.run()
    expect(refused).toMatchObject({ name: 'AbortError', cause: { message: 'enough' } })
    expect(await two.run()).toMatchObject({ complete: true })
  })
})

describe('a run that gave no sign of life', () => {
  /** A run that stands still at its first request after the queue was sent, and what lets it go on. */
  async function frozen() {
    const made = await twoOn(memoryOfBoth, 30)
    vi.useFakeTimers({ toFake: ['Date'] })
    let wake = () => {}
    const asleep = new Promise<void>((resolve) => {
      made.fake.fault({ path: '/api/entries', times: 1 }, ({ proceed }) => {
        resolve()
        return new Promise<Response>((answer) => {
          wake = () => void proceed().then(answer)
        })
      })
    })
    const run = made.one.run().catch((error: unknown) => error)
    await asleep
    return { ...made, run, wake: () => wake() }
  }

  test('is respected for half a minute', async () => {
    const { two, run, wake } = await frozen()
    vi.setSystemTime(Date.now() + 29_000)
    await expect(two.run()).rejects.toMatchObject({ code: 'sync_running' })
    wake()
    expect(await run).toMatchObject({ complete: true })
  })

  test('and wakes while another has run writes nothing, and says so', async () => {
    const { fake, ids, two, run, wake, storeOn } = await frozen()
    vi.setSystemTime(Date.now() + 31_000)
    fake.behind.remove(ids[3] ?? 0)
    fake.seed.entry({ url: 'https://new.test/' })
    expect(await two.run()).toMatchObject({ added: 1, deleted: 1 })
    const store = storeOn()
    const dump = async () => store.get([...(await store.keys(''))].sort())
    const before = await dump()
    wake()
    expect(await run).toMatchObject({ code: 'sync_running' })
    expect(await dump()).toEqual(before)
  })

  test('and wakes in the middle of another run writes nothing either', async () => {
    const { fake, two, run, wake } = await frozen()
    vi.setSystemTime(Date.now() + 31_000)
    fake.seed.entry({ url: 'https://new.test/' })
    let woken: unknown
    fake.fault({ path: '/api/entries', times: 1 }, async ({ proceed }) => {
      wake()
      woken = await run
      return proceed()
    })
    expect(await two.run()).toMatchObject({ added: 1, complete: true })
    expect(woken).toMatchObject({ code: 'sync_running' })
  })

  test('counts as ended when its last sign lies in the future, as after a clock was set back', async () => {
    const { two, run, wake } = await frozen()
    vi.setSystemTime(Date.now() - 60_000)
    expect(await two.run()).toMatchObject({ complete: true })
    wake()
    expect(await run).toMatchObject({ code: 'sync_running' })
  })

  test('does not undo what became of the change that it was sending', async () => {
    const { fake, ids, one, two, row } = await twoOn(memoryOfBoth, 3)
    const [id = 0] = ids
    await one.outbox.tag(id, { add: ['first'] })
    vi.useFakeTimers({ toFake: ['Date'] })
    fake.fault({ method: 'POST', path: '/api/entries/*/tags', times: 1 }, async ({ proceed }) => {
      vi.setSystemTime(Date.now() + 31_000)
      await two.outbox.tag(id, { add: ['second'] })
      return proceed()
    })
    await one.run()
    await two.run()
    expect(row(id)?.tags).toEqual(expect.arrayContaining(['first', 'second']))
    expect(await two.outbox.list()).toEqual([])
  })
})

describe('runs of one sync', () => {
  test('join the one that is awaited: everything is asked for once', async () => {
    const { asked, one } = await twoOn(() => () => memoryStore(), 3)
    const [first, second] = await Promise.all([one.run(), one.run()])
    expect(asked()).toHaveLength(2)
    expect(second).toMatchObject({ ...first, duration: expect.any(Number) })
  })

  test('go on by themselves when something was queued meanwhile, or they are asked for more', async () => {
    const { fake, ids, one } = await twoOn(() => () => memoryStore(), 3)
    const [id = 0] = ids
    let later: Promise<unknown> = Promise.resolve()
    fake.fault({ path: '/api/entries', times: 1 }, async ({ proceed }) => {
      await one.outbox.tag(id, { add: ['late'] })
      later = one.run().then((summary) => summary)
      return proceed()
    })
    expect(await one.run()).toMatchObject({ sent: 0 })
    expect(await later).toMatchObject({ sent: 1 })
    const [, full] = await Promise.all([one.run(), one.run({ content: 'all' })])
    expect(full.changed).toBe(3)
  })

  test('do not take the failure of another for their own', async () => {
    const { fake, one } = await twoOn(() => () => memoryStore(), 3)
    fake.fault({ path: '/api/entries', times: 1 }, 'refused')
    const [first, second] = await Promise.allSettled([one.run(), one.run()])
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'network' } })
    expect(second).toMatchObject({ status: 'fulfilled', value: { complete: true } })
  })
})

describe('a queued change that cannot be read', () => {
  test('is named by each run and in the status, is kept, and holds up no others, until it is given up', async () => {
    const folder = join(root, 'cut-off')
    const { fake, ids, wallabag } = library(3)
    const sync = createSync(wallabag, { store: folderStore(folder) })
    await sync.run()
    for (const id of ids) await sync.outbox.tag(id, { add: ['kept'] })
    const [name = ''] = readdirSync(join(folder, 'change')).sort()
    writeFileSync(join(folder, 'change', name), '{"kind":"change","num')
    const key = `change/${name.replace('.json', '')}`
    const again = createSync(wallabag, { store: folderStore(folder) })
    for (const sent of [2, 0]) {
      expect(await again.run()).toMatchObject({
        sent,
        failures: [{ id: null, code: 'damaged_record', message: expect.stringContaining(key) }],
      })
    }
    expect(fake.state.entries.filter(({ tags }) => tags.includes('kept'))).toHaveLength(2)
    expect(await again.status()).toMatchObject({ damaged: [key], waiting: 0 })
    expect(await again.outbox.drop(Number(name.replace('.json', '')))).toBe(true)
    expect(await again.run()).toMatchObject({ failures: [] })
  })

  test('of an entry or a content is named, and read again', async () => {
    const folder = join(root, 'cut-off-entry')
    const { fake, ids, wallabag } = library(3)
    await createSync(wallabag, { store: folderStore(folder) }).run({ content: 'all' })
    const [id = 0] = ids
    writeFileSync(join(folder, 'entry', `${id}.json`), '{"kind":"entry","ent')
    writeFileSync(join(folder, 'content', `${id}.json`), '')
    fake.behind.change(id, { title: 'Else' })
    const sync = createSync(wallabag, { store: folderStore(folder) })
    const { failures } = await sync.run({ content: 'new' })
    expect(failures.map(({ id, code }) => ({ id, code }))).toEqual([
      { id, code: 'damaged_record' },
      { id, code: 'damaged_record' },
    ])
    expect(await sync.get(id)).toMatchObject({ title: 'Else' })
    expect(await sync.run()).toMatchObject({ failures: [] })
    expect(await sync.content(id)).toBe(fake.state.entries[0]?.content)
  })
})

describe('a record that is JSON but lacks what it should have', () => {
  /** A store with a record of each kind. */
  async function everything() {
    const { fake, ids, wallabag } = library(4)
    const [a = 0, b = 0, c = 0, d = 0] = ids
    const range = { start: '/p', startOffset: 0, end: '/p', endOffset: 1 }
    const note = { quote: 'q', text: 'a note', ranges: [range] }
    for (const text of ['first', 'second']) {
      await wallabag.annotations.create(a, { ...note, text })
    }
    const store = memoryStore()
    const sync = createSync(wallabag, { store })
    await sync.run({ content: 'all' })
    const [first, second] = (await sync.get(a))?.annotations ?? []
    if (!first || !second) expect.unreachable()
    await sync.outbox.save('https://new.test/')
    await sync.outbox.star(b)
    await sync.outbox.annotate(b, note)
    await sync.outbox.updateAnnotation(a, first, 'changed')
    await sync.outbox.deleteAnnotation(a, second)
    await sync.outbox.delete(c)
    return { fake, a, d, store, sync }
  }

  /** Each copy of a value of which one field, at any depth, is missing. */
  function* copiesWithout(value: unknown): Generator<{ name: string; copy: unknown }> {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      const { [name]: _, ...rest }: Record<string, unknown> = { ...value }
      if (!Array.isArray(value)) yield { name, copy: rest }
      for (const within of copiesWithout(inner)) {
        const copy = Array.isArray(value) ? [within.copy] : { ...rest, [name]: within.copy }
        yield { name: `${name}.${within.name}`, copy }
      }
    }
  }

  test('is named if a sync relies on what is missing, and shown to nobody', async () => {
    const { store, sync, a } = await everything()
    const keys = (await store.keys('change/')).toSorted()
    expect(keys).toHaveLength(6)
    // What only programs read, or what a store of version 0.1 lacks.
    const free = /^queuedAt$|^content$|^ranges|^kind$/
    for (const key of keys) {
      const [record] = await store.get([key])
      for (const { name, copy } of copiesWithout(record)) {
        if (free.test(name)) continue
        await store.write(new Map([[key, JSON.parse(JSON.stringify(copy))]]))
        expect(await sync.status(), `${key} without ${name}`).toMatchObject({ damaged: [key] })
      }
      await store.write(new Map([[key, record ?? null]]))
    }
    const [record] = await store.get([`entry/${a}`])
    const used = /\.(id|tags|tags\..*label|annotations|\w+At|.*text|.*quote|archived|starred)$/
    for (const { name, copy } of copiesWithout(record)) {
      if (!used.test(name) || /user/.test(name)) continue
      await store.write(new Map([[`entry/${a}`, JSON.parse(JSON.stringify(copy))]]))
      expect(await sync.get(a), `an entry without ${name}`).toBeNull()
    }
  })

  test('ends no run: changes are kept, everything else is read again, and the rest is sent', async () => {
    const { fake, a, d, store, sync } = await everything()
    const [entry] = await store.get([`entry/${a}`])
    const [first = '', second = ''] = (await store.keys('change/')).toSorted()
    const records: [string, unknown][] = [
      ['state', { kind: 'state', version: 2 }],
      ['queue', { kind: 'queue' }],
      [`entry/${a}`, { kind: 'entry' }],
      // A copy of the file of another entry.
      [`entry/${d}`, entry],
      [`content/${a}`, { kind: 'content' }],
      [first, { kind: 'change', number: 1, type: 'save' }],
      [second, { kind: 'change', number: 2, type: 'update', id: 2 }],
    ]
    await store.write(new Map(JSON.parse(JSON.stringify(records))))
    const { sent, failures } = await sync.run({ content: 'all' })
    expect(sent).toBe(4)
    const named = failures.map(({ id, message }) => [id, message.match(/\w+\/\d+/)?.[0] ?? null])
    expect(new Set(named.map(String))).toEqual(
      new Set(
        [
          [null, first],
          [null, second],
          [null, null],
          [a, `entry/${a}`],
          [d, `entry/${d}`],
          [a, `content/${a}`],
        ].map(String),
      ),
    )
    expect(await sync.status()).toMatchObject({ damaged: [first, second], waiting: 0 })
    expect((await store.keys('entry/')).toSorted()).toEqual(
      fake.state.entries.map(({ id }) => `entry/${id}`),
    )
    for (const { id, title } of fake.state.entries) {
      expect(await sync.get(id)).toMatchObject({ id, title })
    }
    for (const number of [1, 2]) expect(await sync.outbox.drop(number)).toBe(true)
    expect(await sync.run()).toMatchObject({ failures: [] })
  })
})

describe('a store that never answers', () => {
  const calls = ['get', 'keys', 'write', 'queue', 'run'] as const
  test.each(calls)(
    'to `%s` ends what used it, by name, and the next one asks anew',
    async (name) => {
      vi.useFakeTimers()
      const { wallabag } = library(3)
      const inner = memoryStore()
      let hangs = false
      const asked = <T>(call: string, answer: () => T) =>
        hangs && call === name ? new Promise<never>(() => {}) : answer()
      const store: SyncStore = {
        get: (keys) => asked('get', () => inner.get(keys)),
        keys: (prefix) => asked('keys', () => inner.keys(prefix)),
        write: (changes) => asked('write', () => inner.write(changes)),
        queue: (task) => asked('queue', () => task(store)),
        run: () => asked('run', async () => () => {}),
      }
      const sync = createSync(wallabag, { store })
      await sync.run()
      hangs = true
      const used = name === 'run' ? sync.run() : sync.outbox.save('https://new.test/')
      let ended: unknown = 'it hangs'
      Promise.resolve(used).catch((error: unknown) => {
        ended = error
      })
      await vi.advanceTimersByTimeAsync(900_000)
      expect(ended).toMatchObject({
        code: 'timeout',
        message: expect.stringContaining(`\`${name}\``),
      })
      hangs = false
      expect(await sync.run()).toMatchObject({ complete: true })
      await sync.outbox.save('https://new.test/')
      expect((await sync.status()).waiting).toBe(1)
    },
  )

  test('to `run` ends with the signal where it is waited for', async () => {
    const { wallabag } = library(3)
    const store = { ...memoryStore(), run: () => new Promise<null>(() => {}) }
    const run = createSync(wallabag, { store }).run({ wait: true, signal: AbortSignal.abort('no') })
    await expect(run).rejects.toMatchObject({ code: 'aborted', cause: 'no' })
  })
})

test('a number of a change is never given twice', async () => {
  const { ids, one, two } = await twoOn(memoryOfBoth, 3)
  const [id = 0] = ids
  const first = await one.outbox.annotate(id, { quote: 'a', text: 'b' })
  expect(await one.outbox.discard(first)).toBe(true)
  expect(await two.outbox.annotate(id, { quote: 'a', text: 'b' })).toBe(first + 1)
})

test('a store that version 0.1 wrote is read on, and what waits in it is sent', async () => {
  const { fake, ids, wallabag } = library(3)
  const [id = 0] = ids
  const store = memoryStore()
  await createSync(wallabag, { store }).run()
  const records = new Map(
    (await store.get(['state', `entry/${id}`])).map((record) => [record?.kind, record]),
  )
  const state = JSON.parse(JSON.stringify(records.get('state')))
  const { createdAt } = JSON.parse(JSON.stringify(records.get('entry'))).entry
  const header = { kind: 'change', triedAt: null, sent: false, failure: null }
  const old = JSON.parse(
    JSON.stringify({
      state: { ...state, version: 1 },
      queue: null,
      'change/000000000001': {
        ...header,
        number: 1,
        type: 'update',
        id,
        createdAt,
        archived: null,
        starred: null,
        add: ['old'],
        remove: [],
      },
      'change/000000000002': {
        ...header,
        number: 2,
        type: 'save',
        url: 'https://old.test/',
        title: null,
        tags: ['old'],
        archived: null,
        starred: null,
      },
    }),
  )
  await store.write(new Map<string, SyncRecord | null>(Object.entries(old)))
  const sync = createSync(wallabag, { store })
  expect(await sync.status()).toMatchObject({ waiting: 2, since: null, failed: [] })
  expect(await sync.outbox.list()).toMatchObject([{ queuedAt: null }, { content: null }])
  expect(await sync.run()).toMatchObject({ sent: 2, added: 1, failures: [] })
  expect(fake.state.entries.filter(({ tags }) => tags.includes('old'))).toHaveLength(2)
})
