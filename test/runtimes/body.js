// What has to work everywhere, from the packed package, against a server over HTTP. The caller hands
// in what a runtime gets in its own way; the same answers everywhere give the same digest.
import { fromRecord, hashUrl, isWallabagError, toRecord, Wallabag } from 'wallabag-sdk'
import { rangesOf } from 'wallabag-sdk/annotations'
import * as core from 'wallabag-sdk/core'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { toMarkdown } from 'wallabag-sdk/text'

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} what
 */
function same(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: expected ${b}, received ${a}`)
  checks += 1
}

/** @param {Promise<unknown>} call */
const codeOf = (call) =>
  call.then(
    () => 'no error',
    (error) => (isWallabagError(error) ? error.code : String(error)),
  )

let checks = 0

/**
 * @param {{ url: string, closedUrl: string, auth: import('wallabag-sdk').PasswordAuth }} server
 *   A fake that answers the first `GET /api/tags` with 503; and an address where nothing listens.
 */
export async function runBody({ url, closedUrl, auth }) {
  checks = 0
  const wallabag = new Wallabag({ url, auth })
  const { entries, annotations, tags, server } = wallabag
  const { version } = await server.info()

  const address = 'https://example.org/a%20b?q=ü+1'
  same(hashUrl(address), 'fa9dd8d5671e5932881ba84e1bb3c1f1c0aac9ad', 'the hash of an address')
  const fields = {
    title: 'Grüße, 世界 🌍',
    content: '<p>Every day, the old town <em>wakes</em> early.</p>',
    tags: ['Reise', 'Mütze'],
    publishedAt: new Date('2026-01-02T03:04:05Z'),
  }
  const { entry, created } = await entries.save(address, fields)
  same(created, true, 'created')
  same((await entries.save(address)).created, false, 'found')
  same(await entries.idOf(address), entry.id, 'the id of an address')
  same(entry.title, fields.title, 'the title')
  same(entry.tags.map(({ label }) => label).sort(), ['mütze', 'reise'], 'the labels')
  same(fromRecord(toRecord(entry)).publishedAt, fields.publishedAt, 'a record')

  const { data, response } = await tags.list().withResponse()
  same(response.attempts, 2, 'a failed request is sent again')
  const known = data.find(({ label }) => label === 'mütze')
  same([known?.slug, known?.entryCount], ['t:mutze', 1], 'a tag')

  const listed = []
  for await (const { id } of entries.list({ perPage: 10 })) listed.push(id)
  same(listed.length, 26, 'all entries')
  const [one, two] = listed
  const report = await entries.tagMany([one ?? 0, two ?? 0], { add: ['bulk'] })
  same([report.done, report.failed], [2, 0], 'a job')
  same(await entries.count({ tags: ['bulk'] }), 2, 'a count')

  same(toMarkdown('<h2>a &amp; b</h2><p><b>c</b>'), '## a & b\n\n**c**', 'an article as Markdown')

  const quote = 'old town wakes'
  const ranges = await rangesOf(entry.content ?? '', quote)
  const note = await annotations.create(entry.id, { quote, text: 'Nice', ranges })
  same(
    (await annotations.list(entry.id)).map(({ id }) => id),
    [note.id],
    'a note',
  )

  const file = await entries.export(entry.id, 'epub')
  same([...(await file.bytes()).slice(0, 2)], [0x50, 0x4b], 'an exported file')

  const sync = createSync(wallabag, { store: memoryStore() })
  const kinds = []
  for await (const { type } of sync.run()) kinds.push(type)
  same(kinds.length, 26, 'a first sync')

  same(await codeOf(entries.get(999_999)), 'not_found_entry', 'what is missing')
  same(await codeOf(entries.get(1, { signal: AbortSignal.abort() })), 'aborted', 'an abort')
  const nowhere = new Wallabag({ url: closedUrl, auth, retry: { limit: 0 } })
  same(await codeOf(nowhere.server.info()), 'network', 'a closed port')
  const stranger = new Wallabag({ url, auth: { ...auth, password: 'wrong' } })
  same(await codeOf(stranger.user.get()), 'bad_credentials', 'a wrong password')

  const fake = createFakeWallabag()
  fake.seed.entry({ url: address })
  const inMemory = new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch })
  same(await inMemory.entries.idOf(address), 1, 'the fake without a server')

  const small = new core.Wallabag({ url, auth })
  same(await small.entries.idOf(address), entry.id, 'the core')
  same(
    core.isWallabagError(await small.entries.get(-1).catch((error) => error)),
    true,
    'its errors',
  )

  const { title, archived, createdAt } = await entries.get(listed[5] ?? 0)
  await wallabag.close()
  return { checks, version, digest: JSON.stringify([ranges, title, archived, createdAt, kinds]) }
}
