import { expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'

test('tags a thousand addresses in at most thirty requests', async () => {
  const fake = createFakeWallabag()
  const urls = Array.from(
    { length: 1000 },
    (_, n) => `https://host.example/articles/${'x'.repeat(25)}-${String(n).padStart(4, '0')}`,
  )
  for (const url of urls) fake.seed.entry({ url })
  const wallabag = new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch })
  const progress: number[] = []
  const report = await wallabag.entries.tagMany(
    urls,
    { add: ['X'] },
    { onProgress: ({ done }) => void progress.push(done) },
  )
  expect(urls[0]).toHaveLength(60)
  expect(report).toMatchObject({ done: 1000, failed: 0, unknown: 0 })
  expect(fake.state.entries.every(({ tags }) => tags.join() === 'x')).toBe(true)
  expect(progress.at(-1)).toBe(1000)
  expect(fake.requests.filter(({ path }) => path !== '/oauth/v2/token').length).toBeLessThan(31)
})
