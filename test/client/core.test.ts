import { expect, test } from 'vitest'
import * as whole from 'wallabag-sdk'
import * as core from 'wallabag-sdk/core'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'

function setUp() {
  const fake = createFakeWallabag()
  const options = { url: fake.url, auth: fake.credentials, fetch: fake.fetch }
  return { fake, wallabag: new core.Wallabag(options), options }
}

test('the core does what takes a few requests, and has neither jobs nor diagnose', async () => {
  const { wallabag } = setUp()
  const { entry } = await wallabag.entries.save('https://example.org/a', { tags: ['read'] })
  expect((await wallabag.entries.list({ tags: ['read'] })).items.map(({ id }) => id)).toEqual([
    entry.id,
  ])
  const jobs = ['saveMany', 'tagMany', 'updateMany', 'deleteMany', 'exportMany', 'duplicates']
  expect(jobs.filter((name) => name in wallabag.entries)).toEqual([])
  expect('diagnose' in wallabag).toBe(false)
  const full = new whole.Wallabag(setUp().options)
  expect(jobs.filter((name) => !(name in full.entries))).toEqual([])
})

test('a client of the core keeps to what it is in with() and fromEnv()', async () => {
  const { wallabag, options, fake } = setUp()
  const hurried = wallabag.with({ timeout: 2000 })
  expect(hurried).toBeInstanceOf(core.Wallabag)
  expect(hurried).not.toBeInstanceOf(whole.Wallabag)
  expect(await hurried.entries.count()).toBe(0)
  expect(new whole.Wallabag(options).with({ timeout: 2000 })).toBeInstanceOf(whole.Wallabag)
  expect(() => core.Wallabag.fromEnv({ fetch: fake.fetch })).toThrow(/WALLABAG_URL/)
})

test('a class of a user that extends the client may have members of any name', async () => {
  class Mine extends whole.Wallabag {
    context(): string {
      return 'mine'
    }
  }
  const wallabag = new Mine(setUp().options)
  expect(await wallabag.entries.count()).toBe(0)
  expect(await wallabag.with({ timeout: 2000 }).entries.count()).toBe(0)
  expect((await wallabag.diagnose()).ok).toBe(true)
  expect(wallabag.context()).toBe('mine')
})

test('the core and the whole share their errors, and a sync stands on either', async () => {
  const { wallabag } = setUp()
  const error = await wallabag.entries.get(1).catch((cause: unknown) => cause)
  expect(whole.isWallabagError(error) && error.code).toBe('not_found_entry')
  expect(core.InputError).toBe(whole.InputError)
  await wallabag.entries.save('https://example.org/a')
  expect((await createSync(wallabag, { store: memoryStore() }).run()).added).toBe(1)
})
