import { describe, expect, test } from 'vitest'
import { fromRecord, toRecord } from 'wallabag-sdk'
import { entrySchema } from '../../src/contract/entry-schemas.js'
import { type Entry, entryFromWire } from '../../src/entries/entry.js'
import { recordFromWire } from '../../src/entries/entry-record.js'
import { dateFromWire } from '../../src/values/ids-and-dates.js'
import { isObject } from './openapi.js'
import { idIn, RecordedServer, recorded } from './recorded-server.js'
import { recordings } from './recordings.js'
import { validate } from './validate.js'

const baseUrl = 'https://wallabag.test'

/** Every entry that a real server ever answered, as it came and as a model. */
function recordedEntries(): { wire: Record<string, unknown>; entry: Entry }[] {
  const found: { wire: Record<string, unknown>; entry: Entry }[] = []
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) collect(item)
    if (!isObject(value)) return
    const result = 'user_email' in value ? validate(entrySchema, value) : null
    if (result?.ok) found.push({ wire: value, entry: entryFromWire(result.value, baseUrl) })
    else for (const inner of Object.values(value)) collect(inner)
  }
  for (const { json } of recordings) collect(json)
  return found
}

const all = recordedEntries()

/** An entry that must be readable. */
function modelOf(wire: object): Entry {
  const result = validate(entrySchema, wire)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return entryFromWire(result.value, baseUrl)
}

describe('every recorded entry as a model', () => {
  test('has values of the promised kinds, and nothing is undefined', () => {
    expect(all.length).toBeGreaterThan(400)
    const odd = all.filter(({ wire, entry }) => {
      const values = Object.values(entry)
      return !(
        !values.includes(undefined) &&
        typeof entry.archived === 'boolean' &&
        entry.archived === (wire['is_archived'] === 1) &&
        entry.public === (wire['uid'] !== null) &&
        entry.createdAt.getTime() === momentOf(wire['created_at']) &&
        (entry.publishedAt?.getTime() ?? null) === momentOf(wire['published_at']) &&
        entry.authors.every((author) => author !== '' && author === author.trim()) &&
        (entry.httpStatus === null || Number.isInteger(entry.httpStatus)) &&
        entry.annotations.every(({ ranges }) => ranges.every((r) => Number.isInteger(r.endOffset)))
      )
    })
    expect(odd).toEqual([])
  })

  test('keeps what the server sent in raw, which is not printed', () => {
    for (const { wire, entry } of all) {
      expect(entry.raw).toBe(wire)
      expect(Object.keys(entry)).not.toContain('raw')
    }
  })

  test('authors that are nobody are none, and do not make an entry unreadable', () => {
    const [{ wire } = { wire: {} }] = all
    for (const nobody of [[''], [null], null]) {
      expect(modelOf({ ...wire, published_by: nobody }).authors).toEqual([])
    }
  })

  test('authors that an old row has in a list of their own are authors, and do not make it unreadable', () => {
    const { published_by, ...wire } = all[0]?.wire ?? {}
    const nested = [['Nathan Heller', ' Jane Doe'], 'Ada', [null, '']]
    const { authors } = modelOf({ ...wire, published_by: nested })
    expect(authors).toEqual(['Nathan Heller', 'Jane Doe', 'Ada'])
  })

  test('a reading time that old rows lack is 0, and does not make an entry unreadable', () => {
    const { reading_time, ...without } = all[0]?.wire ?? {}
    for (const old of [{ ...without, reading_time: null }, without]) {
      expect(modelOf(old).readingTime).toBe(0)
    }
  })

  test('offsets that annotations of 2.1 and 2.2 keep as numbers do not make an entry unreadable', () => {
    const wire = all.find(({ entry }) => entry.annotations.length > 0)?.wire ?? {}
    const range = { start: '/p[1]', startOffset: 3, end: '/p[2]', endOffset: 14 }
    const [annotation] = Array.isArray(wire['annotations']) ? wire['annotations'] : []
    const old = { ...wire, annotations: [{ ...annotation, ranges: [range] }] }
    expect(modelOf(old).annotations[0]?.ranges).toEqual([range])
  })

  test.each([
    ['-0001-11-30T00:00:00-0600', '-000001-11-30T06:00:00.000Z'],
    ['-0001-11-30T00:00:00+0000', '-000001-11-30T00:00:00.000Z'],
    ['0000-01-01T00:00:00+0000', '0000-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00+0000', '0001-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00+0100', '0000-12-31T23:00:00.000Z'],
    ['0099-12-31T23:59:59+00:00', '0099-12-31T23:59:59.000Z'],
    ['55840-11-14T22:13:20+0200', '+055840-11-14T20:13:20.000Z'],
  ])(
    'the publication date %s, which a database or a page got wrong, is read as it is',
    (text, iso) => {
      const [{ wire } = { wire: {} }] = all
      const odd = { ...wire, published_at: text }
      expect(modelOf(odd).publishedAt?.toISOString()).toBe(iso)
      const result = validate(entrySchema, odd)
      expect(result.ok && recordFromWire(result.value, baseUrl).publishedAt).toBe(iso)
    },
  )

  test('every day from the year 100 to 9999, in steps, is the day that the platform says', () => {
    const other: string[] = []
    const compare = (text: string) => {
      if (dateFromWire(text).getTime() !== momentOf(text)) other.push(text)
    }
    // 1 009 days and a bit are no whole number of weeks, months or years: the ends of months come by.
    const step = 1009 * 86_400_000 + 3_661_000
    for (let at = Date.UTC(100, 0, 2); at < Date.UTC(9999, 11, 30); at += step) {
      const time = new Date(at).toISOString().slice(0, 19)
      for (const offset of ['+0000', '-0330', '+1400']) compare(time + offset)
    }
    const leap = [
      '2000-02-29',
      '2000-03-01',
      '2024-02-29',
      '1900-02-28',
      '1900-03-01',
      '2023-12-31',
    ]
    for (const day of leap) compare(`${day}T23:59:59+0000`)
    expect(other).toEqual([])
  })

  test('survives being a record', () => {
    const lost = all.filter(({ entry }) => {
      const text = JSON.stringify(toRecord(entry))
      return JSON.stringify(toRecord(fromRecord(JSON.parse(text)))) !== text
    })
    expect(lost).toEqual([])
  })

  test('a server before 2.3, which leaves out what is null, gives null all the same', () => {
    const [{ wire } = { wire: {} }] = all
    const kept = ['id', 'is_archived', 'is_starred', 'created_at', 'updated_at', 'reading_time']
    const more = ['tags', 'user_id', 'user_name', 'user_email', '_links']
    const names = [...kept, ...more]
    const old = Object.fromEntries(Object.entries(wire).filter(([name]) => names.includes(name)))
    const result = validate(entrySchema, old)
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    const entry = entryFromWire(result.value, baseUrl)
    expect(entry).toMatchObject({
      title: null,
      uid: null,
      public: false,
      authors: [],
      content: null,
    })
    expect(Object.values(entry)).not.toContain(undefined)
  })
})

/** By the platform, which reads an offset only with its colon. */
function momentOf(text: unknown): number | null {
  return typeof text === 'string' ? Date.parse(text.replace(/(\d\d)(\d\d)$/, '$1:$2')) : null
}

describe.each(['2.6.14', '2.7.0-dev'])('a save as real servers of %s answered it', (version) => {
  const save = (n: number, options: object, name: string) => {
    const server = new RecordedServer(version, [`flow.create ${name}`, `flow.patch ${name}`])
    return server.wallabag.entries.save(`http://blog.test/articles/${n}`, options)
  }

  test('an address alone: created, with all that was fetched', async () => {
    const { entry, created } = await save(101, {}, 'url')
    expect(created).toBe(true)
    expect(entry).toMatchObject({
      id: idIn(recorded(version, 'flow.reread url')),
      title: 'The Quiet Art of Bicycle Repair (101)',
      authors: ['Author 101'],
      language: 'en',
      previewPicture: 'http://blog.test/images/101.png',
    })
    expect(entry.content).toContain('Paragraph 0 of article 101')
  })

  test('with a title: the title is given, the rest is fetched', async () => {
    const { entry } = await save(102, { title: 'Mine' }, 'title')
    expect(entry).toMatchObject({ title: 'Mine', authors: ['Author 102'], language: 'en' })
    expect(entry.content).toContain('Paragraph 0 of article 102')
  })

  test('with title and content: what was given is there, and nothing was fetched', async () => {
    const own = { title: 'Mine', content: '<p>Mine, wholly.</p>' }
    const { entry } = await save(104, own, 'content')
    expect(entry).toMatchObject({ ...own, httpStatus: null, authors: [] })
  })
})
