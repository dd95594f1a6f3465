import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry, SaveOptions } from 'wallabag-sdk'
import { articlePage, connect, versions } from '../support/connect.js'
import { sized } from '../support/size.js'

const url = 'http://blog.test/story'
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const words = fc.constantFrom('Mine', 'Ours & theirs', 'Été 🚀', 'x')
const labels = fc.subarray(['one', 'two', 'Three', 'drei vier'])

const options = fc.record<SaveOptions>({
  title: maybe(words),
  content: maybe(words.map((text) => `<p>${text.replace('&', '&amp;')}</p>`)),
  archived: maybe(fc.boolean()),
  starred: maybe(fc.boolean()),
  public: maybe(fc.boolean()),
  language: maybe(fc.constantFrom('fr', 'de', 'pt_BR')),
  previewPicture: maybe(fc.constantFrom('http://pics.test/1.png', 'https://pics.test/2.jpg')),
  publishedAt: maybe(fc.date({ min: new Date(1e9), max: new Date(2e12), noInvalidDate: true })),
  authors: maybe(fc.subarray(['Ada', 'Bob B.', 'Ça'], { minLength: 1 })),
  originUrl: maybe(fc.constantFrom('http://links.test/')),
  tags: maybe(labels),
})

/** What the page gives, where the server reads it. */
const fetched = {
  title: 'Fetched title',
  language: 'en',
  authors: ['Fetched Author'],
  previewPicture: 'http://blog.test/fetched.png',
}

const flags = ['archived', 'starred', 'public'] as const
const texts = ['title', 'language', 'previewPicture', 'originUrl'] as const

/** What must be there after a save of `given` over what was there before, or over nothing. */
function check(entry: Entry, given: SaveOptions, before: Entry | null, readable: boolean): void {
  for (const name of flags) expect(entry[name]).toBe(given[name] ?? before?.[name] ?? false)
  const ownArticle = given.title !== undefined && given.content !== undefined
  const untold = before ?? (readable && !ownArticle ? fetched : null)
  for (const name of texts) {
    const kept = untold && name in untold ? Reflect.get(untold, name) : undefined
    const wanted = given[name] ?? kept
    // A picture is also taken out of content that is set; nothing is promised where nothing is known.
    if (wanted !== undefined) expect([name, entry[name]]).toEqual([name, wanted])
  }
  if (given.authors ?? untold?.authors) {
    expect(entry.authors).toEqual(given.authors ?? untold?.authors)
  }
  if (given.publishedAt) {
    expect(entry.publishedAt?.getTime()).toBe(Math.floor(given.publishedAt.getTime() / 1000) * 1000)
  }
  if (given.content !== undefined) expect(entry.content).toBe(given.content)
  else if (before) expect(entry.content).toBe(before.content)
  else if (readable) expect(entry.content).toContain('Plain words')
  const present = entry.tags.map(({ label }) => label)
  const wanted = (given.tags ?? []).map((label) => label.toLowerCase())
  const kept = before?.tags.map(({ label }) => label) ?? []
  expect([...present].sort()).toEqual([...new Set([...wanted, ...kept])].sort())
}

test.each(versions)('on %s any two saves keep the promise, page or no page', async (version) => {
  await fc.assert(
    fc.asyncProperty(options, options, fc.boolean(), async (first, second, readable) => {
      const pages = (address: string) => (readable ? articlePage(address) : { status: 404 })
      const { wallabag, fake } = connect({ version, pages })
      const created = await wallabag.entries.save(url, first)
      expect(created.created).toBe(true)
      check(created.entry, first, null, readable)
      const stored = await wallabag.entries.get(created.entry.id)
      check(stored, first, null, readable)
      const again = await wallabag.entries.save(url, second)
      expect(again.created).toBe(false)
      check(again.entry, second, stored, readable)
      check(await wallabag.entries.get(stored.id), second, stored, readable)
      expect(fake.state.entries).toHaveLength(1)
    }),
    { numRuns: sized(20, 300) },
  )
})
