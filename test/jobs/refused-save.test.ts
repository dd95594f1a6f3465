import { expect, test } from 'vitest'
import type { CheckpointData } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'

test('a save that was certainly refused is not waited for when the job is run again', async () => {
  const fake = createFakeWallabag()
  const fault = fake.fault(
    { method: 'POST', path: '/api/entries' },
    { kind: 'server-error', status: 400 },
  )
  const wallabag = clientOf(fake)
  const checkpoint = new Map<string, CheckpointData>()
  const save = () => wallabag.entries.saveMany(['https://example.org/a'], { checkpoint })
  expect(await save()).toMatchObject({ failed: 1 })
  await fault.remove()
  const { done, duration } = await save()
  expect(done).toBe(1)
  expect(duration).toBeLessThan(5000)
})
