import { expect } from 'vitest'
import { type EntrySummary, type EntrySummaryRecord, fromRecord, type Wallabag } from 'wallabag-sdk'
import type {
  ContentChoice,
  StoredEntry,
  Sync,
  SyncEvent,
  SyncRecord,
  SyncStore,
} from 'wallabag-sdk/sync'
import { sampleSize } from '../../src/sync/sizes.js'
import { Random } from './random.js'
import { World } from './world.js'

/** The package, perhaps with one of its rules changed. */
export interface Package {
  readonly Wallabag: typeof Wallabag
  readonly createSync: (wallabag: Wallabag, options: { store: SyncStore }) => Sync
}

class Killed extends Error {}

const identityOf = ({ id, createdAt }: EntrySummary) => `${id} ${createdAt.toISOString()}`

/** The same for every step of a history: what the sync works on, and what it may be told. */
class Reader {
  readonly world: World
  readonly #random: Random
  readonly #package: Package
  readonly #records = new Map<string, string>()
  readonly #wallabag: Wallabag
  #sync: Sync
  /** How likely a request fails, or the process ends at a write. */
  trouble = 0
  /** Whether somebody may write while a run is under way. */
  busy = false

  constructor(random: Random, world: World, { Wallabag: Client, ...rest }: Package) {
    this.world = world
    this.#random = random
    this.#package = { Wallabag: Client, ...rest }
    this.#wallabag = new Client({
      url: world.fake.url,
      auth: world.fake.credentials,
      fetch: (input, init) => this.#fetch(input, init),
      retry: { limit: 0 },
      saveSettleTime: 1,
    })
    this.#sync = this.#restart()
  }

  #restart(): Sync {
    return this.#package.createSync(this.#wallabag, { store: this.#store() })
  }

  #store(): SyncStore {
    return {
      get: (keys) =>
        keys.map((key): SyncRecord | undefined => JSON.parse(this.#records.get(key) ?? 'null')),
      keys: (prefix) => [...this.#records.keys()].filter((key) => key.startsWith(prefix)),
      write: (changes) => {
        for (const [key, record] of changes) {
          // A process can end between any two records.
          if (this.#random.chance(this.trouble / 20)) throw new Killed()
          if (record === null) this.#records.delete(key)
          else this.#records.set(key, JSON.stringify(record))
        }
      },
    }
  }

  async #fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const { fake } = this.world
    if (this.busy && this.#random.chance(0.2)) this.world.act()
    if (this.#random.chance(this.trouble)) {
      const kind = this.#random.below(4)
      if (kind === 0) throw new TypeError('fetch failed', { cause: new Error('reset') })
      if (kind === 1) return new Response('<h1>Bad Gateway</h1>', { status: 502 })
      const response = await fake.fetch(input, init)
      if (kind === 2) throw new TypeError('fetch failed', { cause: new Error('reset') })
      return new Response((await response.text()).slice(0, -20), {
        headers: { 'content-type': 'application/json' },
      })
    }
    return fake.fetch(input, init)
  }

  /** A run that may fail, be killed, or be left; what it deletes must be gone. */
  async run(options: { content?: ContentChoice; annotations?: boolean } = {}) {
    const stored = this.#entryKeys.length
    let deletions = 0
    try {
      const run = this.#sync.run(options)
      for await (const event of run) {
        this.#judge(event)
        if (event.type === 'deleted' && !this.#asked.has(identityOf(event.entry))) deletions += 1
        if (this.#random.chance(this.trouble / 10)) break
      }
      return await run
    } catch (error) {
      if (!this.#isExpected(error)) throw error
      if ('entries' in error && Array.isArray(error.entries)) await this.#allow(error.entries)
      return null
    } finally {
      expect(deletions).toBeLessThanOrEqual(Math.max(20, stored / 10))
      if (this.#random.chance(0.3)) this.#sync = this.#restart()
    }
  }

  /** What the reader of the articles wanted to be deleted. */
  readonly #asked = new Set<string>()

  #judge(event: SyncEvent): void {
    const { id, createdAt } = event.entry
    if (event.type === 'changed') expect(event.before.createdAt).toEqual(createdAt)
    if (event.type !== 'deleted') return
    const isWrong = this.world.has(id, createdAt.toISOString())
    expect(isWrong && `entry ${id} was deleted although it is there`).toBe(false)
  }

  #isExpected(error: unknown): error is Error {
    if (error instanceof Killed) return true
    if (!(error instanceof Error) || !('code' in error)) return false
    return error.code === 'mass_deletion' || this.trouble > 0
  }

  /** Whoever is asked looks at the list, and sees that all of it is gone. */
  async #allow(entries: readonly EntrySummary[]): Promise<void> {
    for (const { id, createdAt } of entries) {
      expect(this.world.has(id, createdAt.toISOString())).toBe(false)
    }
    const run = this.#sync.run({ allowMassDeletion: true })
    try {
      for await (const event of run) this.#judge(event)
    } catch (error) {
      if (!this.#isExpected(error)) throw error
    }
  }

  /** One thing that the reader of the articles does. */
  async edit(): Promise<void> {
    try {
      await this.#edit()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
  }

  async #edit(): Promise<unknown> {
    const { outbox } = this.#sync
    const entry = this.#pick()
    const what = this.#random.below(7)
    if (what === 0)
      return outbox.save(`https://b.test/${this.#random.below(20)}`, { tags: ['saved'] })
    if (!entry || (await this.#sync.get(entry.id)) === null) return
    if (what === 1) return outbox.archive(entry.id, this.#random.chance(0.6))
    if (what === 2) return outbox.star(entry.id, this.#random.chance(0.6))
    if (what === 3) return outbox.tag(entry.id, { add: ['alpha'], remove: ['beta'] })
    if (what === 4) return outbox.tag(entry.id, { add: ['beta'], remove: ['gamma', 'alpha'] })
    if (what === 5)
      return outbox.annotate(entry.id, { quote: 'c', text: `n${this.#random.below(9)}` })
    this.#asked.add(identityOf(entry))
    return outbox.delete(entry.id)
  }

  /** The entries in the store. */
  get #stored(): EntrySummaryRecord[] {
    return this.#entryKeys.map((key) => this.#at(key))
  }

  get #entryKeys(): string[] {
    return [...this.#records.keys()].filter((key) => key.startsWith('entry/'))
  }

  #at(key: string): EntrySummaryRecord {
    const { entry }: StoredEntry = JSON.parse(this.#records.get(key) ?? 'null')
    return entry
  }

  #pick(): EntrySummary | null {
    const key = this.#random.pick(this.#entryKeys)
    return key === undefined ? null : fromRecord(this.#at(key))
  }

  /** How many changes wait. */
  async waiting(): Promise<number> {
    return (await this.#sync.outbox.list()).length
  }

  /** Whether the store is as the server. */
  expectEqual(why: string): void {
    const stored = this.#stored
      .map((entry) => ({
        id: entry.id,
        createdAt: Date.parse(entry.createdAt),
        updatedAt: Date.parse(entry.updatedAt),
        title: entry.title,
        url: entry.url,
        archived: entry.archived,
        starred: entry.starred,
        tags: entry.tags.map(({ label }) => label).sort(),
      }))
      .sort((a, b) => a.id - b.id)
    expect(stored, why).toEqual(this.world.entries)
    const { annotations } = this.world.fake.state
    const notes = this.#stored.flatMap((entry) => entry.annotations.map(({ id }) => id))
    expect(
      notes.sort((a, b) => a - b),
      why,
    ).toEqual(annotations.map(({ id }) => id))
  }

  /** Whether the store has the server's content of every entry, or of those with a label. */
  expectContents(label: string | undefined): void {
    for (const entry of this.world.fake.state.entries) {
      if (label !== undefined && !entry.tags.includes(label)) continue
      const record = this.#records.get(`content/${entry.id}`)
      expect(record && JSON.parse(record).html, `content of ${entry.id}`).toBe(entry.content)
    }
  }
}

/** Plays one history, and looks whether store and server are equal in the end. */
export async function playHistory(seed: number, loaded: Package): Promise<void> {
  const random = new Random(seed)
  const world = new World(random)
  const reader = new Reader(random, world, loaded)
  const hasJumps = random.chance(0.15)
  const hasRestores = random.chance(0.25)
  const hasPurges = random.chance(0.15)
  reader.busy = random.chance(0.5)
  reader.trouble = random.chance(0.6) ? 0.04 : 0
  // A content takes a request of its own, so most histories fetch those of one label only.
  const some = { tags: ['alpha'] } as const
  const choices: ContentChoice[] = ['none', 'none', 'new', 'all', some, some, some, some]
  const contents = random.pick(choices) ?? 'none'
  for (let steps = 20 + random.below(25); steps > 0; steps -= 1) {
    const what = random.below(10)
    if (what < 6) world.act()
    else if (what < 8) await reader.run({ content: contents })
    else await reader.edit()
    if (hasPurges && random.chance(0.05)) world.purge()
    if (hasJumps && random.chance(0.08)) world.jump()
    if (hasRestores && random.chance(0.1)) world.backUpOrRestore()
  }
  reader.trouble = 0
  reader.busy = false
  world.settle()
  // What was sent just now, and what waits since its answer was lost.
  await reader.run()
  world.pass(120_000)
  await reader.run({ annotations: true })
  expect(await reader.waiting()).toBe(0)
  if (world.anomalous) {
    for (let left = Math.ceil(world.entries.length / sampleSize) + 2; left > 0; left -= 1)
      await reader.run()
  }
  reader.expectEqual(`history ${seed}`)
  if (contents === 'none') return
  const wanted = contents === 'new' ? 'all' : contents
  await reader.run({ content: wanted })
  reader.expectEqual(`history ${seed}, with contents`)
  reader.expectContents(wanted === 'all' ? undefined : 'alpha')
}
