import { describe, expect, it } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'

describe('fake.fetch is like fetch:', () => {
  it('it takes a URL, a text and a Request, and tells the URL it answered', async () => {
    const fake = createFakeWallabag()
    const address = `${fake.url}/api/version`
    for (const input of [address, new URL(address), new Request(address)]) {
      const response = await fake.fetch(input)
      expect([response.url, response.redirected, await response.json()]).toEqual([
        address,
        false,
        '2.6.14',
      ])
    }
  })

  it('it follows redirects unless told otherwise', async () => {
    const fake = createFakeWallabag()
    const address = `${fake.url}/api/version/`
    const response = await fake.fetch(address)
    expect([response.url, response.redirected, response.status]).toEqual([
      `${fake.url}/api/version`,
      true,
      200,
    ])
    expect((await fake.fetch(address, { redirect: 'manual' })).status).toBe(301)
    await expect(fake.fetch(address, { redirect: 'error' })).rejects.toThrow(TypeError)
  })

  it.each([
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'a=1'],
    [308, 'POST', 'a=1'],
  ])('a POST that is redirected by %i goes on as %s', async (status, method, body) => {
    const fake = createFakeWallabag()
    fake.fault(
      { path: '/oauth/v2/token' },
      { kind: 'redirect', status, location: `${fake.url}/api/info` },
    )
    await fake.fetch(`${fake.url}/oauth/v2/token`, {
      method: 'POST',
      body: new URLSearchParams({ a: '1' }),
    })
    expect(fake.requests.at(-1)).toMatchObject({ method, path: '/api/info', body })
  })

  it('another host is not there, and a redirect to it fails', async () => {
    const fake = createFakeWallabag()
    await expect(fake.fetch('https://elsewhere.example/')).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ENOTFOUND' },
    })
    fake.fault({ path: '/api/info' }, 'redirect')
    await expect(fake.fetch(`${fake.url}/api/info`)).rejects.toMatchObject({
      cause: { code: 'ENOTFOUND' },
    })
  })

  it('an aborted signal rejects with its reason, before and while waiting', async () => {
    const fake = createFakeWallabag({ latency: 1000 })
    const reason = new Error('enough')
    await expect(
      fake.fetch(`${fake.url}/api/info`, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason)
    expect(fake.requests).toHaveLength(0)
    await expect(
      fake.fetch(`${fake.url}/api/info`, { signal: AbortSignal.timeout(10) }),
    ).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('the log has what was sent and what came back', async () => {
    const fake = createFakeWallabag()
    fake.clock.set(5000)
    await fake.fetch(`${fake.url}/api/entries?page=2`, {
      method: 'POST',
      headers: { 'X-Mine': 'yes' },
      body: '{}',
    })
    const [logged] = fake.requests
    expect(logged).toMatchObject({
      method: 'POST',
      path: '/api/entries',
      body: '{}',
      status: 401,
      at: 5000,
    })
    expect([logged?.headers['x-mine'], logged?.query.get('page')]).toEqual(['yes', '2'])
    fake.requests.clear()
    expect(fake.requests).toHaveLength(0)
  })
})
