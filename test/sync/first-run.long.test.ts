import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { library } from './library.js'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

test('the first sync of 20 000 entries holds less than 60 MB of heap above the start, the store included', async () => {
  const { wallabag } = library(20_000)
  await wallabag.user.get()
  collect()
  const before = process.memoryUsage().heapUsed
  let most = 0
  const store = memoryStore()
  const { added } = await createSync(wallabag, { store }).run({
    onProgress() {
      collect()
      most = Math.max(most, process.memoryUsage().heapUsed - before)
    },
  })
  console.log(`${(most / 1e6).toFixed(1)} MB above the start`)
  expect(added).toBe(20_000)
  expect(await store.keys('entry/')).toHaveLength(20_000)
  expect(most).toBeLessThan(60e6)
  expect(most).toBeGreaterThan(5e6)
})
