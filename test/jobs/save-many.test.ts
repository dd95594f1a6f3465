import { describe, expect, test } from 'vitest'
import { callsOf, clientOf, labelsIn, libraryOf, urlOf } from '../support/library.js'

const creates = 'POST /api/entries'

describe('saveMany', () => {
  test('looks for a hundred addresses at once, and creates what is not there', async () => {
    const fake = libraryOf(150)
    const urls = Array.from({ length: 200 }, (_, n) => urlOf(n + 1))
    const report = await clientOf(fake).entries.saveMany(urls)
    expect(report).toMatchObject({ done: 50, skipped: 150, failed: 0 })
    expect(callsOf(fake, 'GET /api/entries/exists')).toBeLessThanOrEqual(3)
    expect(callsOf(fake, creates)).toBe(50)
    expect(fake.state.entries).toHaveLength(200)
  })

  test('sets what is given on what is there, and keeps its authors', async () => {
    const fake = libraryOf(0)
    fake.seed.entry({ url: urlOf(1), authors: ['Ann'], tags: ['kept'] })
    const { entries } = clientOf(fake)
    const given = { url: urlOf(1), tags: ['new'], starred: true }
    const actions: (string | null)[] = []
    for await (const { action, entry } of entries.saveMany([given])) {
      actions.push(action)
      expect(entry?.authors).toEqual(['Ann'])
      expect(entry?.starred).toBe(true)
    }
    expect(actions).toEqual(['update'])
    expect(labelsIn(fake)).toEqual({ 1: 'kept,new' })
  })

  test('leaves alone, or complains of, what is there when it is asked to', async () => {
    const fake = libraryOf(2)
    const inputs = [
      { url: urlOf(1), starred: true, ifExists: 'skip' },
      { url: urlOf(2), ifExists: 'error' },
    ] as const
    const report = await clientOf(fake).entries.saveMany(inputs)
    expect(report).toMatchObject({ skipped: 1, failed: 1 })
    expect(report.failures[0]?.error).toMatchObject({ code: 'already_exists' })
    expect(callsOf(fake, 'PATCH')).toBe(0)
  })

  test('saves an address once, however often it comes and however it is written', async () => {
    const fake = libraryOf(0, { latency: 2 })
    const inputs = [
      'https://a.test/a%20b',
      { url: 'https://a.test/a+b', tags: ['second'] },
      'https://a.test/a%20b',
      { url: 'https://a.test/a%20b', starred: true },
      ...Array.from({ length: 20 }, () => 'https://a.test/c'),
    ]
    const { entries } = clientOf(fake, { limits: { concurrency: 8 } })
    const report = await entries.saveMany(inputs)
    expect(report).toMatchObject({ done: 4, skipped: 20, failed: 0 })
    expect(fake.state.entries).toHaveLength(2)
    const saved = fake.state.entries.find(({ url }) => url !== 'https://a.test/c')
    expect(saved).toMatchObject({ tags: ['second'], starred: true })
    expect(callsOf(fake, `${creates}`)).toBeLessThanOrEqual(3)
  })

  test('brings labels that are new to the server one after another', async () => {
    const fake = libraryOf(0, { latency: 3 })
    const { entries } = clientOf(fake, { retry: { limit: 0 }, limits: { concurrency: 8 } })
    const inputs = Array.from({ length: 40 }, (_, n) => ({
      url: urlOf(n + 1),
      tags: ['import', `group ${n % 3}`, n % 2 ? 'c' : 'c++'],
    }))
    expect(await entries.saveMany(inputs)).toMatchObject({ done: 40, failed: 0 })
    expect(fake.requests.filter(({ status }) => status >= 500)).toEqual([])
    expect(fake.state.entries.every(({ tags }) => tags.length === 3)).toBe(true)
  })

  test('asks again which labels there are when that could not be read', async () => {
    const fake = libraryOf(0)
    fake.fault({ method: 'GET', path: '/api/tags', times: 1 }, 'server-error')
    const { entries } = clientOf(fake, { retry: { limit: 0 } })
    const inputs = [1, 2, 3].map((n) => ({ url: urlOf(n), tags: ['new'] }))
    const report = await entries.saveMany(inputs, { concurrency: 1 })
    expect(report).toMatchObject({ done: 2, failed: 1 })
  })

  test('calls an input that is none a failed item, and saves the others', async () => {
    const fake = libraryOf(0)
    const { entries } = clientOf(fake)
    const inputs = ['javascript:alert(1)', null, 7, {}, { url: urlOf(1), titel: 'x' }, urlOf(2)]
    const report = await Reflect.apply(entries.saveMany, entries, [inputs])
    expect(report).toMatchObject({ done: 1, failed: 5 })
    for (const { error } of report.failures) expect(error).toMatchObject({ code: 'invalid_input' })
    const whole = Reflect.apply(entries.saveMany, entries, ['https://a.test/'])
    await expect(Promise.resolve(whole)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('does not take a look that was not answered for an absence', async () => {
    const fake = libraryOf(3)
    fake.fault({ path: '/api/entries/exists' }, { kind: 'wrong-shape', json: {} })
    const report = await clientOf(fake).entries.saveMany([1, 2, 3].map(urlOf))
    expect(report).toMatchObject({ failed: 3 })
    expect(callsOf(fake, creates)).toBe(0)
    expect(fake.state.entries).toHaveLength(3)
  })

  test('waits for a create whose answer was lost, and makes it once', async () => {
    const fake = libraryOf(0)
    fake.fault({ method: 'POST', path: '/api/entries', nth: [1, 3] }, 'unanswered')
    const { entries } = clientOf(fake, { saveSettleTime: 2000 })
    expect(await entries.saveMany([1, 2, 3, 4].map(urlOf))).toMatchObject({ done: 4 })
    expect(fake.state.entries).toHaveLength(4)
  })

  test('makes a create again whose entry does not appear', async () => {
    const fake = libraryOf(0)
    const fault = fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, 'reset-before')
    const { entries } = clientOf(fake, { saveSettleTime: 10 })
    expect(await entries.saveMany([urlOf(1), urlOf(2)])).toMatchObject({ done: 2, unknown: 0 })
    expect(fault.hits).toBe(1)
    expect(fake.state.entries).toHaveLength(2)
  })

  test('leaves it unknown when it is asked to', async () => {
    const fake = libraryOf(0)
    fake.fault({ method: 'POST', path: '/api/entries', times: 1 }, 'reset-before')
    const { entries } = clientOf(fake, { saveSettleTime: 10 })
    const inputs = [{ url: urlOf(1), ifAmbiguous: 'error' } as const]
    expect(await entries.saveMany(inputs)).toMatchObject({ unknown: 1 })
    expect(callsOf(fake, creates)).toBe(1)
  })

  test('says so when nobody knows whether an address was saved', async () => {
    const fake = libraryOf(0)
    fake.fault({ method: 'POST', path: '/api/entries' }, 'reset-before')
    const { entries } = clientOf(fake, { saveSettleTime: 10 })
    const report = await entries.saveMany([urlOf(1)])
    expect(report).toMatchObject({ unknown: 1 })
    expect(report.failures[0]).toMatchObject({ status: 'unknown', error: { code: 'ambiguous' } })
  })

  test('waits for a save of the same address outside of the job', async () => {
    const fake = libraryOf(0, { latency: 5 })
    const { entries } = clientOf(fake)
    await Promise.all([entries.saveMany([urlOf(1), urlOf(2)]), entries.save(urlOf(2))])
    expect(fake.state.entries).toHaveLength(2)
  })
})

describe('what is given for every address of a job', () => {
  test('is saved along, and an input can say otherwise', async () => {
    const fake = libraryOf(0)
    const inputs = [
      urlOf(1),
      { url: urlOf(2), tags: ['own'], archived: false },
      { url: urlOf(3), starred: undefined },
    ]
    const options = { tags: ['Feed'], archived: true, starred: true }
    expect(await clientOf(fake).entries.saveMany(inputs, options)).toMatchObject({ done: 3 })
    const state = fake.state.entries.map(({ archived, starred }) => [archived, starred])
    expect(state).toEqual([...[[true, true]], [false, true], [true, true]])
    expect(labelsIn(fake)).toEqual({ 1: 'feed', 2: 'feed,own', 3: 'feed' })
  })

  test('is set on what is there, or not, as the job says', async () => {
    const fake = libraryOf(2)
    const { entries } = clientOf(fake)
    const urls = [urlOf(1), urlOf(2)]
    const skipping = await entries.saveMany(urls, { tags: ['feed'], ifExists: 'skip' })
    expect(skipping).toMatchObject({ done: 0, skipped: 2 })
    expect(labelsIn(fake)).toEqual({ 1: '', 2: '' })
    expect(await entries.saveMany(urls, { tags: ['feed'] })).toMatchObject({ done: 2 })
    expect(labelsIn(fake)).toEqual({ 1: 'feed', 2: 'feed' })
    const twice = await entries.saveMany([urlOf(1), urlOf(1)], { tags: ['x'] })
    expect(twice).toMatchObject({ done: 1, skipped: 1 })
  })

  test('is checked before anything is sent, and is part of what a checkpoint knows', async () => {
    const fake = libraryOf(3)
    const { entries } = clientOf(fake)
    const refused = (options: object) =>
      Reflect.apply(entries.saveMany, entries, [[urlOf(1)], options])
    await expect(refused({ tags: ['a,b'] })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(refused({ ifExists: 'never' })).rejects.toThrow('ifExists')
    await expect(refused({ title: 'One for all' })).rejects.toThrow('title')
    await expect(refused({ tag: ['a'] })).rejects.toMatchObject({ code: 'invalid_option' })
    expect(fake.requests).toHaveLength(0)
    const checkpoint = new Map()
    const urls = [urlOf(1), urlOf(2), urlOf(3)]
    for await (const _ of entries.saveMany(urls, { tags: ['a'], checkpoint, concurrency: 1 })) break
    expect(checkpoint.size).toBe(1)
    await expect(entries.saveMany(urls, { tags: ['b'], checkpoint })).rejects.toMatchObject({
      code: 'checkpoint_mismatch',
    })
  })
})

describe('work that would change nothing', () => {
  test('of a feed that is saved again sends nothing', async () => {
    const fake = libraryOf(0)
    const { entries } = clientOf(fake)
    const item = { url: urlOf(1), title: 'As it was', tags: ['feed'], archived: true }
    await entries.saveMany([item])
    const [before] = structuredClone(fake.state.entries)
    fake.requests.splice(0)
    const outcomes: unknown[] = []
    for await (const { status, reason, entry } of entries.saveMany([item])) {
      outcomes.push([status, reason, entry?.title])
    }
    expect(outcomes).toEqual([['skipped', 'unchanged', 'As it was']])
    expect(fake.requests.filter(({ method }) => method !== 'GET')).toHaveLength(0)
    expect(fake.state.entries[0]).toEqual(before)
  })

  test.each([
    ['found by a filter', { all: true } as const],
    ['given', [1, 2, 3]],
  ])('on entries that were %s is skipped, and their dates stay', async (_, targets) => {
    const fake = libraryOf(0)
    const archivedAt = Date.UTC(2020, 0, 1) / 1000
    for (const n of [1, 2]) {
      fake.seed.entry({ url: urlOf(n), archived: true, starred: true, tags: ['a'] })
      fake.behind.change(n, { archivedAt, starredAt: archivedAt, updatedAt: archivedAt })
    }
    fake.seed.entry({ url: urlOf(3) })
    const { entries } = clientOf(fake)
    const reasons: unknown[] = []
    for await (const { id, reason } of entries.updateMany(targets, { archived: true })) {
      reasons.push([id, reason])
    }
    expect(reasons.toSorted()).toEqual([
      [1, 'unchanged'],
      [2, 'unchanged'],
      [3, null],
    ])
    expect(await entries.updateMany(targets, { starred: true })).toMatchObject({ skipped: 2 })
    expect(await entries.updateMany(targets, { tags: ['A'] })).toMatchObject({ skipped: 2 })
    expect(fake.state.entries.slice(0, 2)).toMatchObject(
      [1, 2].map(() => ({ archivedAt, starredAt: archivedAt, updatedAt: archivedAt })),
    )
    expect(await entries.updateMany(targets, { content: '<p>New</p>' })).toMatchObject({ done: 3 })
  })
})
