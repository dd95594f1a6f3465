import { expect, expectTypeOf, test } from 'vitest'
import {
  type Entry,
  type EntryRecord,
  type EntrySummary,
  type EntrySummaryRecord,
  fromRecord,
  toRecord,
} from 'wallabag-sdk'
import { connect, versions } from '../support/connect.js'

test.each(versions)('an entry of %s survives JSON as a record', async (version) => {
  const { wallabag } = connect({ version })
  const saved = await wallabag.entries.save('http://blog.test/1', {
    archived: true,
    starred: true,
    public: true,
    tags: ['a', 'b'],
  })
  await wallabag.annotations.create(saved.entry.id, { quote: 'Plain words', text: 'hm' })
  const entry = await wallabag.entries.get(saved.entry.id)
  expect(entry.annotations).toHaveLength(1)

  const record = toRecord(entry)
  const text = JSON.stringify(record)
  expect(JSON.parse(text)).toEqual(record)
  expect(structuredClone(record)).toEqual(record)
  const back = fromRecord(JSON.parse(text))
  expect({ ...back }).toEqual({ ...entry })
  expect(back.createdAt).toBeInstanceOf(Date)
  expect(Object.keys(back).sort()).toEqual(Object.keys(entry).sort())
  expect(back.raw).toBeNull()
  expect(entry.raw).toMatchObject({ id: entry.id, is_archived: 1 })
})

test('a record of a summary has no content, and its types say so', async () => {
  const { wallabag } = connect()
  await wallabag.entries.save('http://blog.test/1')
  const [summary] = await wallabag.entries.list().toArray({ limit: 1 })
  if (!summary) throw new Error('nothing was listed')
  const record = toRecord(summary)
  expect(record).not.toHaveProperty('content')
  expect({ ...fromRecord(record) }).toEqual({ ...summary })
  expectTypeOf(toRecord).toBeCallableWith(summary)
  expectTypeOf(record).toEqualTypeOf<EntrySummaryRecord>()
  expectTypeOf(fromRecord(record)).toEqualTypeOf<EntrySummary>()
  expectTypeOf<EntryRecord['createdAt']>().toEqualTypeOf<string>()
  expectTypeOf<ReturnType<typeof fromRecord>>().toExtend<EntrySummary>()
  expectTypeOf<EntryRecord>().toHaveProperty('content')
  expectTypeOf<Entry>().toHaveProperty('content')
})

test.each([null, {}, { id: 1, annotations: [] }, { id: 'x' }])(
  '%j is refused, being no record',
  (given) => {
    const read: (record: never) => unknown = fromRecord
    expect(() => Reflect.apply(read, undefined, [given])).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    )
  },
)
