import { Redis as IoRedis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import type { Wallabag } from 'wallabag-sdk'
import { runSnippet, snippetScope, snippetsOf } from '../support/snippets.js'
import { startRedis } from './redis-server.js'

test('the lines of docs/scaling.md share one sign-in and one limit as they are', async () => {
  const server = await startRedis()
  onTestFinished(() => server.remove())
  /** The Redis of the page, at the port where it is here. */
  class Redis extends IoRedis {
    constructor(url: string) {
      expect(url).toBe('redis://127.0.0.1:6379')
      super(server.url)
      onTestFinished(() => this.disconnect())
    }
  }
  const { fake, scope, packages } = snippetScope()
  const [lines, ...others] = snippetsOf('docs/scaling.md')
  expect(others).toEqual([])
  /** What a worker does with what the lines have made. */
  const use = async (wallabag: Wallabag, redis: Redis) => {
    const turns = await redis.zcard('{wallabag}:limits:starts')
    await wallabag.entries.save('https://a.test/1')
    expect(await redis.zcard('{wallabag}:limits:starts')).toBeGreaterThan(turns)
  }
  const run = () =>
    runSnippet(`${lines?.code}\nawait use(wallabag, redis)`, {
      scope: { ...scope, use },
      packages: { ...packages, ioredis: { Redis } },
    })
  await run()
  await run()
  expect(fake.requests.filter(({ path }) => path === '/oauth/v2/token')).toHaveLength(1)
  expect(fake.state.entries.filter(({ url }) => url === 'https://a.test/1')).toHaveLength(1)
})
