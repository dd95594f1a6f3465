import { expect, test } from 'vitest'
import { fromRecord, toRecord, where } from 'wallabag-sdk'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { entrySummaryFromWire } from '../../src/entries/entry.js'
import { recordFromWire } from '../../src/entries/entry-record.js'
import { library } from './library.js'

test.each([undefined, 'Europe/Paris'])(
  'a record straight from the wire is what toRecord makes of the model (%s)',
  async (timeZone) => {
    const { fake, ids, wallabag } = library(40, { timeZone })
    await wallabag.annotations.create(ids[0] ?? 0, { quote: 'a', text: 'b' })
    await wallabag.entries.update(ids[1] ?? 0, { public: true, publishedAt: new Date(0) })
    await wallabag.entries.save('https://example.org/fetched')
    fake.behind.change(ids[2] ?? 0, { httpStatus: '404', publishedBy: ['', ' A '], headers: {} })
    for (const { raw } of await wallabag.entries.list().toArray({ limit: 100 })) {
      const wire = JSON.parse(JSON.stringify(raw))
      const model = entrySummaryFromWire(wire, fake.url)
      expect(recordFromWire(wire, fake.url)).toEqual(toRecord(model))
    }
  },
)

test('what a store keeps is what fromRecord makes an entry of', async () => {
  const { ids, wallabag } = library(3)
  const store = memoryStore()
  await createSync(wallabag, { store }).run()
  const [record] = await store.get([`entry/${ids[0]}`])
  if (record?.kind !== 'entry') expect.unreachable()
  const { items } = await wallabag.entries.list({ order: 'asc' })
  expect(fromRecord(JSON.parse(JSON.stringify(record.entry)))).toEqual({ ...items[0] })
})

test('a sync speaks of entries as lists do', async () => {
  const { fake, ids, wallabag } = library(3)
  const [id = 0] = ids
  await wallabag.annotations.create(id, { quote: 'a', text: 'b' })
  await wallabag.entries.addTags(id, ['news'])
  const sync = createSync(wallabag, { store: memoryStore() })
  const told = []
  for await (const { entry } of sync.run()) told.push(entry)
  const { items } = await wallabag.entries.list({ order: 'asc' })
  expect(told).toEqual(items.map((item) => ({ ...item })))
  expect(told[0]?.createdAt).toBeInstanceOf(Date)

  const [item] = items
  const annotations = item?.annotations.map((annotation) => ({ ...annotation, change: null }))
  const local = await sync.get(id)
  expect(local).toEqual({ ...item, annotations, pending: false })
  expect(local && where.untagged()(local)).toBe(false)
  expect(local && where.anyTag(['news'])(local)).toBe(true)
  expect(local && where.createdBefore(new Date(0))(local)).toBe(false)

  const some = []
  for await (const entry of sync.entries([ids[2] ?? 0, 4711, id, id])) some.push(entry.id)
  expect(some).toEqual([ids[2], id])
  expect(() => sync.entries([0])).toThrow('id')

  fake.behind.change(id, { title: 'Other' })
  const events = []
  for await (const event of sync.run()) events.push(event)
  expect(events).toMatchObject([{ before: { ...item }, entry: { title: 'Other' } }])
})

test('an odd entry that `validate: off` lets through is stored, shown and changed like any other', async () => {
  const { fake, ids, wallabag } = library(1, {}, { validate: 'off' })
  const [id = 0] = ids
  const note = { quote: 'q', text: 'a note', ranges: [] }
  await wallabag.annotations.create(id, note)
  const tags = [{ id: 'seven', label: 'odd', slug: null }]
  const change = ({ annotations, ...entry }: { annotations?: unknown }) => {
    const [first] = Array.isArray(annotations) ? annotations : []
    return { ...entry, hashed_url: undefined, tags, annotations: [{ ...first, id: 'eight' }] }
  }
  fake.fault({ method: 'GET', path: '/api/entries' }, { kind: 'odd-entry', index: 0, change })
  const sync = createSync(wallabag, { store: memoryStore() })
  expect(await sync.run()).toMatchObject({ added: 1, failures: [] })
  expect(await sync.run()).toMatchObject({ failures: [] })
  const annotations = [{ ...note, id: 'eight' }]
  expect(await sync.get(id)).toMatchObject({ tags, annotations })
  const [seen] = (await sync.get(id))?.annotations ?? []
  if (!seen) expect.unreachable()
  await sync.outbox.updateAnnotation(id, seen, 'another')
  expect(await sync.status()).toMatchObject({ waiting: 1, damaged: [] })
})
