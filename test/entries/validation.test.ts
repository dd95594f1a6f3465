import { describe, expect, test } from 'vitest'
import type { InvalidItem, ValidationMode } from 'wallabag-sdk'
import { connect } from '../support/connect.js'

/** A server with five entries, of which every list shows the second newest (4) with a title that is no text. */
function odd(
  validate: ValidationMode | undefined,
  change = (entry: object): unknown => ({ ...entry, title: 7 }),
) {
  const invalid: InvalidItem[] = []
  const connected = connect({}, { validate, onInvalid: (item) => void invalid.push(item) })
  for (let n = 1; n <= 5; n++) connected.fake.seed.entry({ url: `http://blog.test/${n}` })
  connected.fake.fault(
    { method: 'GET', path: '/api/entries' },
    { kind: 'odd-entry', index: 1, change },
  )
  return { ...connected, invalid }
}

describe('an item of a list that is not what the API promises', () => {
  test('lenient, the default: the others are delivered, it is reported with id, path and reason', async () => {
    const { wallabag, invalid } = odd(undefined)
    const page = await wallabag.entries.list()
    expect(page.items.map(({ id }) => id)).toEqual([5, 3, 2, 1])
    expect(page.total).toBe(5)
    expect(invalid).toEqual([
      {
        id: 4,
        from: 'GET /api/entries',
        issues: [{ path: 'title', expected: 'string', received: 'number' }],
      },
    ])
  })

  test('an item without an id is reported too', async () => {
    const { wallabag, invalid } = odd(undefined, () => ({}))
    expect((await wallabag.entries.list()).items).toHaveLength(4)
    expect(invalid).toMatchObject([{ id: null }])
    expect(invalid[0]?.issues.length).toBeGreaterThan(5)
  })

  test('strict: the whole page is refused, and says why without the value', async () => {
    const { wallabag, invalid } = odd('strict', (entry) => ({ ...entry, title: { secret: 'x' } }))
    await expect(wallabag.entries.list()).rejects.toMatchObject({
      code: 'unexpected_shape',
      outcome: 'refused',
      message: expect.stringContaining('title: expected string, received object'),
    })
    expect(invalid).toEqual([])
  })

  test('off: it is let through as it is, unless no model can be made of it', async () => {
    const { wallabag, invalid } = odd('off')
    const { items } = await wallabag.entries.list()
    expect(items.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1])
    expect(items[1]?.title).toBe(7)
    expect(invalid).toEqual([])
    const broken = odd('off', () => 'no entry at all')
    expect((await broken.wallabag.entries.list()).items).toHaveLength(4)
    expect(broken.invalid).toMatchObject([{ id: null }])
  })
})

describe('an answer that is one thing', () => {
  test.each([
    ['lenient', 'unexpected_shape'],
    ['strict', 'unexpected_shape'],
  ] as const)('%s: is refused', async (validate, code) => {
    const { wallabag, fake } = connect({}, { validate })
    fake.fault({ path: '/api/user' }, { kind: 'wrong-shape', json: { id: 'x' } })
    await expect(wallabag.user.get()).rejects.toMatchObject({ code })
  })

  test('off: is let through, and what no model can be made of is refused in words', async () => {
    const { wallabag, fake } = connect({}, { validate: 'off' })
    fake.fault({ path: '/api/info' }, { kind: 'wrong-shape', json: { appname: 'x' } })
    expect(await wallabag.server.info()).toMatchObject({ appName: 'x' })
    fake.fault({ path: '/api/user' }, { kind: 'wrong-shape', json: null })
    await expect(wallabag.user.get()).rejects.toMatchObject({ code: 'unexpected_shape' })
    fake.fault({ path: '/api/tags' }, { kind: 'wrong-shape', json: { not: 'a list' } })
    await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'unexpected_shape' })
  })

  test('a write that was answered in another shape says that its outcome is unknown', async () => {
    const { wallabag, fake } = connect()
    fake.seed.entry({ url: 'http://blog.test/1' })
    fake.fault({ method: 'PATCH' }, { kind: 'wrong-shape', json: {} })
    await expect(wallabag.entries.update(1, { title: 'x' })).rejects.toMatchObject({
      code: 'unexpected_shape',
      outcome: 'unknown',
    })
  })

  test('keys that newer servers add are no matter, and stay in raw', async () => {
    const { wallabag, fake } = connect({}, { validate: 'strict' })
    fake.seed.entry({ url: 'http://blog.test/1' })
    fake.fault(
      { method: 'GET', path: '/api/entries' },
      {
        kind: 'odd-entry',
        change: (entry) => ({ ...entry, brand_new: true }),
      },
    )
    const [entry] = (await wallabag.entries.list()).items
    expect(entry?.raw).toMatchObject({ brand_new: true })
    expect(Object.keys(entry ?? {})).not.toContain('raw')
  })
})
