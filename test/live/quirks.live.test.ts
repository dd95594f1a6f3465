import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Probe, recordedProbes } from './probes.js'
import { isLive, LiveServer } from './server.js'

/** The little of an entry's JSON that the quirks are about. */
interface RawEntry {
  id: number
  tags: { label: string }[]
  published_by: string[] | null
  annotations: unknown[] | null
  is_archived: number
  updated_at: string
}

/**
 * What the server itself does, without the SDK's precautions. A difference is no failure: the SDK
 * goes by what it sees. It is printed, since it may be news for the description of the API.
 */
describe.skipIf(!isLive)('what the server itself does', () => {
  const live = new LiveServer()
  const { wallabag } = live
  const lines: string[] = []

  beforeAll(() => live.cleanUp())
  afterAll(async () => {
    await live.cleanUp()
    await live.print(lines)
    await wallabag.close()
  })

  const raw = async (method: 'POST' | 'PATCH', path: string, json: object): Promise<RawEntry> =>
    JSON.parse(JSON.stringify(await wallabag.request(method, path, { json })))
  const create = (more: object = {}) => {
    const url = live.address()
    const fields = { url, title: 'Quirk', content: '<p>Words</p>', ...more }
    return { url, again: () => raw('POST', '/api/entries', fields) }
  }

  const quirks: Record<string, () => Promise<boolean>> = {
    'quirk 2: a second POST of an address updates its entry': async () => {
      const { again } = create()
      const { id } = await again()
      return (await again()).id === id
    },
    'quirk 3: PATCH with empty tags leaves them': async () => {
      const { again } = create({ tags: live.label('kept') })
      const { id } = await again()
      return (await raw('PATCH', `/api/entries/${id}`, { tags: '' })).tags.length === 1
    },
    'quirk 4: a second POST without authors wipes them': async () => {
      const { again, url } = create({ authors: 'A. Writer' })
      await again()
      const { published_by: authors } = await raw('POST', '/api/entries', { url })
      return JSON.stringify(authors) === '[""]'
    },
    'quirk 9: an escaped blank and a plus sign are one address': async () => {
      const address = live.address()
      const fields = { url: `${address}/a%20b`, title: 'Quirk', content: '<p>Words</p>' }
      const { id } = await raw('POST', '/api/entries', fields)
      return (await wallabag.entries.idOf(`${address}/a+b`)) === id
    },
    'quirk 12: annotations are null in the answer that created the entry, and only there':
      async () => {
        const { again } = create()
        return (await again()).annotations === null && (await again()).annotations !== null
      },
    'quirk 14: the word “false” is true': async () => {
      const { id } = await create().again()
      return (await raw('PATCH', `/api/entries/${id}`, { archive: 'false' })).is_archived === 1
    },
    'quirk 16: adding a tag that is there does not count as a change': async () => {
      const { id, updated_at: before } = await create({ tags: live.label('there') }).again()
      await new Promise((resolve) => setTimeout(resolve, 1100))
      const added = await raw('POST', `/api/entries/${id}/tags`, { tags: live.label('there') })
      return added.updated_at === before
    },
  }

  test.each(Object.entries(quirks))('%s', async (name, holds) => {
    const isSo = await holds()
    if (!isSo) lines.push(name)
    expect(typeof isSo).toBe('boolean')
  })

  test('what was recorded and changes nothing is answered as then', async () => {
    const { version } = await wallabag.server.info()
    const probes: Probe[] = await recordedProbes(live, version)
    expect(probes.length).toBeGreaterThan(25)
    for (const { name, differences } of probes) {
      lines.push(...differences.map((what) => `${name}: ${what}`))
    }
  })
})
