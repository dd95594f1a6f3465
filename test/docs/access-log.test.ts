import { expect, test } from 'vitest'
import type { ExportSink, Wallabag } from 'wallabag-sdk'
import { connect } from '../support/connect.js'

const urls = ['https://secret.example/1', 'https://secret.example/2']

const nowhere: ExportSink = { has: () => false, write: (_, content) => content.cancel() }

/** The requests of a job that a server's access log would show with an address in them. */
async function shown(start: (wallabag: Wallabag, ids: number[]) => PromiseLike<unknown>) {
  const { wallabag, fake } = connect()
  const ids = urls.map((url) => fake.seed.entry({ url, tags: ['read'] }))
  await start(wallabag, ids)
  const requests = fake.requests.map(({ path, query }) => decodeURIComponent(`${path}?${query}`))
  expect(requests.length).toBeGreaterThan(1)
  return requests.filter((request) => request.includes('secret.example'))
}

// SECURITY.md and docs/security.md say so.
test.each<[string, Parameters<typeof shown>[0]]>([
  ['tagMany by ids', ({ entries }, ids) => entries.tagMany(ids, { add: ['a'], remove: ['read'] })],
  ['saveMany', ({ entries }) => entries.saveMany([...urls, 'https://secret.example/3'])],
  ['updateMany', ({ entries }) => entries.updateMany(urls, { starred: true })],
  ['deleteMany', ({ entries }) => entries.deleteMany(urls)],
  ['exportMany', ({ entries }) => entries.exportMany(urls, 'txt', nowhere)],
  ['duplicates', ({ entries }) => entries.duplicates()],
  ['idsOf', ({ entries }) => entries.idsOf(urls)],
])('%s puts no address into an access log', async (_, start) => {
  expect(await shown(start)).toEqual([])
})

test('tagMany by addresses, entries or a filter puts them there', async () => {
  const change = { add: ['a'] }
  expect(await shown(({ entries }) => entries.tagMany(urls, change))).not.toEqual([])
  expect(await shown(({ entries }) => entries.tagMany({ tags: ['read'] }, change))).not.toEqual([])
})
