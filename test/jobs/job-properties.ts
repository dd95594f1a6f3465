import fc from 'fast-check'
import { expect, vi } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'
import { addressOf, codeOf, type Event, worldOf } from './histories.js'

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Event>({ kind: 'nothing' }) },
    { weight: 3, arbitrary: fc.nat(1000).map((deed): Event => ({ kind: 'write', deed })) },
    { weight: 1, arbitrary: fc.constantFrom<Event[]>({ kind: 'busy' }, { kind: 'lost' }) },
  ),
  { maxLength: 60, size: 'max' },
)
const library = fc.array(fc.nat(30), { maxLength: 25, size: 'max' })
const concurrency = fc.integer({ min: 1, max: 6 })

/** Pauses before repeats are drawn by lot: none. */
async function check<T>(property: fc.IAsyncProperty<T>, numRuns: number, seed: number) {
  const lot = vi.spyOn(Math, 'random').mockReturnValue(0)
  await fc.assert(property, { numRuns, seed }).finally(() => lot.mockRestore())
}

/** Each address is saved once, however often it was given, whatever is written and lost meanwhile. */
export async function checkSaves(numRuns: number, seed: number): Promise<void> {
  const given = fc.array(fc.tuple(fc.nat(30), fc.subarray(['a', 'b', 'c'])), {
    maxLength: 20,
    size: 'max',
  })
  const property = fc.asyncProperty(
    library,
    given,
    events,
    concurrency,
    async (there, inputs, happens, width) => {
      const { fake, wallabag, touched } = await worldOf([...new Set(there)], happens)
      const before = new Set(fake.state.entries.map(({ url }) => url))
      const job = wallabag.entries.saveMany(
        inputs.map(([n, tags]) => ({ url: addressOf(n), tags })),
        { concurrency: width },
      )
      const report = await job
      // What somebody else deleted as soon as it was there cannot be read any more, and is said to be so.
      const bad = report.failures.filter(({ input, error }) => {
        const url = typeof input === 'string' ? input : input.url
        return codeOf(error) !== 'partial' || !touched.has(url)
      })
      expect(bad.map(({ error }) => codeOf(error))).toEqual([])
      expect(report.done + report.skipped + report.failures.length).toBe(inputs.length)
      const wanted = new Map<string, Set<string>>()
      for (const [n, tags] of inputs) {
        const all = wanted.get(addressOf(n)) ?? new Set()
        wanted.set(addressOf(n), new Set([...all, ...tags]))
      }
      for (const [url, tags] of wanted) {
        const saved = fake.state.entries.filter((entry) => entry.url === url)
        if (saved.length === 0 && touched.has(url)) continue
        expect(saved.length, url).toBe(1)
        if (touched.has(url)) continue
        if (before.has(url)) expect(saved[0]?.publishedBy, 'authors are kept').toEqual(['Ann'])
        const extra = before.has(url) && Number(url.split('/').at(-1)) % 2 ? ['odd'] : []
        expect(saved[0]?.tags.toSorted(), url).toEqual([...tags, ...extra].toSorted())
      }
    },
  )
  await check(property, numRuns, seed)
}

/** What was given is changed, and nothing else, by id and by address, with copies of one address. */
export async function checkChanges(numRuns: number, seed: number): Promise<void> {
  const property = fc.asyncProperty(
    library,
    fc.array(fc.nat(45), { maxLength: 30, size: 'max' }),
    events,
    concurrency,
    fc.constantFrom('tag', 'update', 'delete'),
    fc.constantFrom('ids', 'entries', 'filter'),
    async (there, picks, happens, width, kind, by) => {
      const { fake, wallabag, touched } = await worldOf(there, happens)
      const { entries } = wallabag
      const before = new Map(fake.state.entries.map((entry) => [entry.id, entry]))
      const odd = [...before.values()].filter(({ tags }) => tags.includes('odd'))
      const given = by === 'filter' ? odd.map(({ id }) => id) : picks.map((n) => n + 1)
      const asEntries = given.map((id) => ({ id, url: before.get(id)?.url ?? addressOf(id) }))
      const targets = { ids: given, entries: asEntries, filter: { tags: ['odd'] } }[by]
      const options = { concurrency: width }
      const report = await {
        tag: () => entries.tagMany(targets, { add: ['x'], remove: ['odd'] }, options),
        update: () => entries.updateMany(targets, { starred: true }, options),
        delete: () => entries.deleteMany(targets, options),
      }[kind]()
      const after = new Map(fake.state.entries.map((entry) => [entry.id, entry]))
      // An id that somebody else's new entry took between the 404 and its witness: not proven absent.
      const cameToBe = (id: number) => !before.has(id) && (after.has(id) || touched.has(id))
      const unexpected = report.failures.filter(({ id, error }) => {
        const code = codeOf(error)
        if (code === 'not_wallabag') return kind !== 'delete' || id === null || !cameToBe(id)
        return code !== 'not_found_entry' || (id !== null && !touched.has(id) && before.has(id))
      })
      expect(unexpected.map(({ id, error }) => [id, codeOf(error)])).toEqual([])
      const meant = new Set(given)
      for (const [id, was] of before) {
        const is = after.get(id)
        if (touched.has(id)) continue
        const changed = {
          tag: is?.tags.includes('x') && !is.tags.includes('odd'),
          update: is?.starred,
          delete: is === undefined,
        }[kind]
        if (meant.has(id)) expect(changed, `${kind} ${id}`).toBe(true)
        else expect(is, `${kind} ${id} is left alone`).toEqual(was)
      }
      const created = [...after].filter(([id]) => !before.has(id)).map(([, { url }]) => url)
      expect(created.filter((url) => !url.includes('others.test'))).toEqual([])
    },
  )
  await check(property, numRuns, seed)
}

/** A label that is new is brought by one request alone: nothing ever answers 500. */
export async function checkLabels(numRuns: number, seed: number): Promise<void> {
  const labels = fc.subarray(['new', 'c', 'c++', 'ünï', 'uni'], { minLength: 1 })
  const property = fc.asyncProperty(
    fc.array(labels, { minLength: 2, maxLength: 12 }),
    concurrency,
    async (given, width) => {
      const fake = createFakeWallabag({ latency: 1 })
      const { entries } = clientOf(fake, { retry: { limit: 0 }, limits: { concurrency: 8 } })
      const options = { concurrency: width + 2 }
      const inputs = given.map((tags, n) => ({ url: addressOf(n), tags }))
      expect(await entries.saveMany(inputs, options)).toMatchObject({ done: given.length })
      const ids = given.map((_, n) => n + 1)
      const tagged = await entries.tagMany(ids, { add: ['later'] }, options)
      expect(tagged).toMatchObject({ done: given.length })
      expect(fake.requests.filter(({ status }) => status >= 500)).toEqual([])
    },
  )
  await check(property, numRuns, seed)
}
