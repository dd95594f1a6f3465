import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { clientWith, json } from './canned.js'

test('20 000 calls on one signal leave nothing on it', async () => {
  let asked = 0
  const missing = () => json({ code: 404, message: 'Not Found' }, { status: 404 })
  const answer = ({ url }: Request) => {
    // What a file that is missing is followed by: a look whether the entry is.
    if (url.includes('detail=metadata')) return missing()
    asked += 1
    if (asked % 50 === 0) throw new TypeError('fetch failed')
    if (asked % 70 === 0) return missing()
    return url.includes('export') ? new Response('file') : json([])
  }
  const controller = new AbortController()
  const { signal } = controller
  const wallabag = clientWith(answer, { signal, limits: { concurrency: 8 }, retry: { limit: 0 } })
  let most = 0
  for (let round = 0; round < 1000; round++) {
    const calls = Array.from({ length: 20 }, async (_, index) => {
      if (index % 10 === 0) await (await wallabag.entries.export(1, 'txt')).text()
      else await wallabag.tags.list()
    })
    await Promise.allSettled(calls)
    most = Math.max(most, getEventListeners(signal, 'abort').length)
  }
  expect(asked).toBe(20_000)
  expect(most).toBe(0)
})
