import { describe, expect, test } from 'vitest'
import { connect, versions } from '../support/connect.js'

const url = 'http://blog.test/1'
const labelsOf = (entry: { tags: readonly { label: string }[] }) =>
  entry.tags.map(({ label }) => label)

async function tagged(version: (typeof versions)[number], tags = ['a', 'b', 'c']) {
  const connected = connect({ version })
  const { entry } = await connected.wallabag.entries.save(url, { tags })
  connected.calls()
  return { ...connected, entry }
}

describe.each(versions)('the tags of an entry on %s', (version) => {
  test('addTags adds, in lower case, and keeps the others', async () => {
    const { wallabag, entry } = await tagged(version)
    const after = await wallabag.entries.addTags(entry.id, [' D ', 'a', 'É'])
    expect(labelsOf(after)).toEqual(['a', 'b', 'c', 'd', 'é'])
    expect(await wallabag.entries.getTags(entry.id)).toEqual(after.tags)
  })

  test('setTags replaces in one call; with none it clears', async () => {
    const { wallabag, entry, calls } = await tagged(version)
    expect(labelsOf(await wallabag.entries.setTags(entry.id, ['x', 'B']))).toEqual(['x', 'b'])
    expect(calls()).toEqual(['PATCH /api/entries/1 200'])
    expect(labelsOf(await wallabag.entries.setTags(entry.id, []))).toEqual([])
    expect(calls()).toHaveLength(3)
    expect(labelsOf(await wallabag.entries.get(entry.id))).toEqual([])
  })

  test('removeTags looks once, for labels and for tags, whose ids can be others by now', async () => {
    const { wallabag, entry, calls } = await tagged(version)
    const after = await wallabag.entries.removeTags(entry.id, ['A', 'never there'])
    expect(labelsOf(after)).toEqual(['b', 'c'])
    expect(calls()).toEqual(['GET /api/entries/1/tags 200', 'DELETE /api/entries/1/tags/1 200'])
    expect(labelsOf(await wallabag.entries.removeTags(entry.id, after.tags))).toEqual([])
    expect(calls()).toEqual([
      'GET /api/entries/1/tags 200',
      'DELETE /api/entries/1/tags/2 200',
      'DELETE /api/entries/1/tags/3 200',
    ])
  })

  test('removing what is not there gives the entry as it is', async () => {
    const { wallabag, entry, calls } = await tagged(version)
    const ghost = { id: 999, label: 'ghost', slug: 't:ghost' }
    expect(labelsOf(await wallabag.entries.removeTags(entry.id, [ghost]))).toEqual(['a', 'b', 'c'])
    expect(calls()).toEqual(['GET /api/entries/1/tags 200', 'GET /api/entries/1 200'])
  })

  test('clearTags takes off all of them', async () => {
    const { wallabag, entry } = await tagged(version)
    expect(labelsOf(await wallabag.entries.clearTags(entry.id))).toEqual([])
    expect(labelsOf(await wallabag.entries.clearTags(entry.id))).toEqual([])
  })

  test('a failure midway says which tags are off, and a repeat finishes', async () => {
    const { wallabag, entry, fake } = await tagged(version)
    const fault = fake.fault(
      { method: 'DELETE', path: '/api/entries/*/tags/*', nth: 2 },
      'server-error',
    )
    const error = await wallabag.entries.clearTags(entry.id).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'partial', entryId: 1, done: ['tag 1 removed'] })
    await fault.remove()
    expect(labelsOf(await wallabag.entries.clearTags(entry.id))).toEqual([])
  })

  test('an entry that is not there is told apart from a tag that is not there', async () => {
    const { wallabag } = await tagged(version)
    const tag = { id: 1, label: 'a', slug: 't:a' }
    const missing = { code: 'not_found_entry' }
    await expect(wallabag.entries.removeTags(999, [tag])).rejects.toMatchObject(missing)
    await expect(wallabag.entries.removeTags(999, ['a'])).rejects.toMatchObject(missing)
    await expect(wallabag.entries.addTags(999, ['a'])).rejects.toMatchObject(missing)
    await expect(wallabag.entries.getTags(999)).rejects.toMatchObject(missing)
  })
})

test('a label with a comma is not added: the server would split it', async () => {
  const { wallabag, fake } = connect()
  await expect(wallabag.entries.addTags(1, ['a,b'])).rejects.toMatchObject({
    code: 'invalid_input',
  })
  expect(fake.requests).toHaveLength(0)
})

test.each([[[]], [['']], [[1]], ['a'], [null]])(
  'the labels %j are refused before anything is sent',
  async (labels) => {
    const { wallabag, fake } = connect()
    for (const method of ['addTags', 'removeTags'] as const) {
      const call: (id: number, labels: never) => PromiseLike<unknown> = wallabag.entries[method]
      const run = Promise.resolve(Reflect.apply(call, wallabag.entries, [1, labels]))
      await expect(run).rejects.toMatchObject({ code: 'invalid_input', outcome: 'not-sent' })
    }
    expect(fake.requests).toHaveLength(0)
  },
)
