import { describe, expect, test } from 'vitest'
import { connect } from '../support/connect.js'

const root = 'https://host.test/sub/wallabag'

describe('wallabag.request', () => {
  test('reaches every call of the API, signed in, and gives the JSON as it came', async () => {
    const { wallabag, fake } = connect({ url: root })
    fake.seed.entry({ url: 'http://blog.test/1', tags: ['a'] })
    expect(await wallabag.request('GET', '/api/tags')).toEqual([
      { id: 1, label: 'a', slug: 't:a', nbEntries: 1 },
    ])
    const query = { archive: false, perPage: 1, tags: 'a', nothing: undefined }
    expect(await wallabag.request('GET', 'api/entries.json', { query })).toMatchObject({ total: 1 })
    const sent = fake.requests.at(-1)
    expect(sent?.path).toBe('/sub/wallabag/api/entries.json')
    expect(sent?.query.toString()).toBe('archive=0&perPage=1&tags=a')
    const json = { title: 'New' }
    expect(await wallabag.request('PATCH', '/api/entries/1', { json })).toMatchObject(json)
    const urls = { 'urls[]': ['http://blog.test/1', 'http://blog.test/2'], return_id: true }
    expect(await wallabag.request('GET', '/api/entries/exists', { query: urls })).toEqual({
      'http://blog.test/1': 1,
      'http://blog.test/2': null,
    })
  })

  test('gives the response too, and fails as every call does', async () => {
    const { wallabag } = connect({ url: root })
    const { response } = await wallabag.request('GET', '/api/user').withResponse()
    expect(response).toMatchObject({ status: 200, attempts: 1 })
    await expect(wallabag.request('GET', '/api/nothing')).rejects.toMatchObject({
      code: 'not_found_route',
      status: 404,
    })
    await expect(wallabag.request('GET', '/login')).rejects.toMatchObject({ code: 'not_wallabag' })
  })

  test('a GET is repeated, a write is not', async () => {
    const { wallabag, fake } = connect({ url: root }, { retry: { limit: 2 } })
    await wallabag.auth.signIn()
    fake.requests.clear()
    fake.fault({ path: '/api/tags', times: 1 }, { kind: 'html-error', status: 502 })
    expect(await wallabag.request('GET', '/api/tags')).toEqual([])
    fake.fault({ method: 'POST' }, { kind: 'html-error', status: 502 })
    await expect(wallabag.request('POST', '/api/entries', { json: {} })).rejects.toMatchObject({
      attempts: 1,
      outcome: 'unknown',
    })
  })

  test.each([
    '../admin',
    '/../admin',
    '/api/../../../etc',
    '/api/%2e%2e/%2e%2e/x',
    '//evil.test/api',
    '\\\\evil.test',
    'https://evil.test/api',
    `${root}/api/tags`,
    '/api/tags?access_token=x',
    '/api/tags#x',
    '',
    '/',
    7,
    null,
  ])('the path %j never leaves the server’s root', async (path) => {
    const { wallabag, fake } = connect({ url: root })
    const run = Promise.resolve(Reflect.apply(wallabag.request, wallabag, ['GET', path]))
    const error = await run.catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'invalid_input', outcome: 'not-sent' })
    expect(fake.requests).toHaveLength(0)
  })

  test('an unknown method, an odd query and what would not be sent are refused', async () => {
    const { wallabag, fake } = connect()
    for (const args of [
      ['FETCH', '/api/tags'],
      ['GET', '/api/tags', { query: { a: {} } }],
      // No platform sends it, and all call that a failed connection.
      ['GET', '/api/tags', { json: { a: 1 } }],
      ['POST', '/api/entries', { body: { url: 'http://blog.test/1' } }],
      ['GET', '/api/tags', { timeout: 1000 }],
    ]) {
      const run = Promise.resolve(Reflect.apply(wallabag.request, wallabag, args))
      await expect(run).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect(fake.requests).toHaveLength(0)
  })
})
