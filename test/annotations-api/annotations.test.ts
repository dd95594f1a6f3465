import { describe, expect, test } from 'vitest'
import { rangesOf } from 'wallabag-sdk/annotations'
import { connect, versions } from '../support/connect.js'

const url = 'http://blog.test/1'
const range = { start: '/p[1]', startOffset: 0, end: '/p[1]', endOffset: 11 }

describe.each(versions)('annotations on %s', (version) => {
  test('a note is made, listed, shown in its entry, changed and deleted', async () => {
    const { wallabag } = connect({ version })
    const { entry } = await wallabag.entries.save(url)
    const note = await wallabag.annotations.create(entry.id, {
      quote: 'Plain words',
      text: ' well said ',
      ranges: [range],
    })
    expect(note).toMatchObject({
      quote: 'Plain words',
      text: 'well said',
      ranges: [range],
      user: null,
      createdAt: expect.any(Date),
    })
    expect(await wallabag.annotations.list(entry.id)).toEqual([note])
    const { annotations, updatedAt } = await wallabag.entries.get(entry.id)
    expect(annotations).toEqual([note])
    expect(updatedAt).toEqual(entry.updatedAt)
    const changed = await wallabag.annotations.update(note.id, '')
    expect(changed).toMatchObject({ id: note.id, text: '', quote: 'Plain words', ranges: [range] })
    expect(await wallabag.annotations.delete(note.id)).toBeUndefined()
    expect(await wallabag.annotations.list(entry.id)).toEqual([])
  })

  test('ranges without a path come back as they were given, and notes may have none', async () => {
    const { wallabag } = connect({ version })
    await wallabag.entries.save(url)
    const whole = { start: '', startOffset: 0, end: '', endOffset: 5 }
    const note = { quote: 'Plain', text: 'x' }
    expect((await wallabag.annotations.create(1, { ...note, ranges: [whole] })).ranges).toEqual([
      whole,
    ])
    expect((await wallabag.annotations.create(1, note)).ranges).toEqual([])
  })

  test('the ranges that the quote finder gives are taken as they are', async () => {
    const { wallabag } = connect({ version })
    await wallabag.entries.save(url)
    const { content } = await wallabag.entries.get(1)
    const ranges = await rangesOf(content ?? '', 'words, gathered')
    const note = await wallabag.annotations.create(1, {
      quote: 'words, gathered',
      text: '',
      ranges,
    })
    expect(note.ranges).toEqual(ranges)
  })

  test('what is not there is said so', async () => {
    const { wallabag } = connect({ version })
    const note = { quote: 'q', text: '' }
    const entry = { code: 'not_found_entry' }
    const annotation = { code: 'not_found_annotation' }
    await expect(wallabag.annotations.list(9)).rejects.toMatchObject(entry)
    await expect(wallabag.annotations.create(9, note)).rejects.toMatchObject(entry)
    await expect(wallabag.annotations.update(9, 'x')).rejects.toMatchObject(annotation)
    await expect(wallabag.annotations.delete(9)).rejects.toMatchObject(annotation)
  })

  test('a quote of 10 000 characters is taken, counted as the server does', async () => {
    const { wallabag } = connect({ version })
    await wallabag.entries.save(url)
    const quote = '🚀'.repeat(10_000)
    expect((await wallabag.annotations.create(1, { quote, text: '' })).quote).toBe(quote)
  })
})

test.each([
  ['an empty quote', { quote: '', text: 'x' }],
  ['a quote that is too long', { quote: 'q'.repeat(10_001), text: 'x' }],
  ['no text', { quote: 'q' }],
  ['ranges that are none', { quote: 'q', text: '', ranges: 'x' }],
  ['an offset as text', { quote: 'q', text: '', ranges: [{ ...range, startOffset: 'first' }] }],
  ['a negative offset', { quote: 'q', text: '', ranges: [{ ...range, endOffset: -1 }] }],
  ['a path that is missing', { quote: 'q', text: '', ranges: [{ startOffset: 0, endOffset: 1 }] }],
  ['nothing', null],
])('%s is refused before anything is sent', async (_, annotation) => {
  const { wallabag, fake } = connect()
  const { annotations } = wallabag
  const run = Promise.resolve(Reflect.apply(annotations.create, annotations, [1, annotation]))
  await expect(run).rejects.toMatchObject({ code: 'invalid_input', outcome: 'not-sent' })
  expect(fake.requests).toHaveLength(0)
})

test('a note whose answer was lost is not made a second time', async () => {
  const { wallabag, fake } = connect({}, { retry: { limit: 3 } })
  await wallabag.entries.save(url)
  fake.fault({ method: 'POST', path: '/api/annotations/*', times: 1 }, 'unanswered')
  const make = wallabag.annotations.create(1, { quote: 'q', text: '' })
  await expect(make).rejects.toMatchObject({ outcome: 'unknown', attempts: 1 })
  expect(fake.state.annotations).toHaveLength(1)
})
