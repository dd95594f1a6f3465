import { vi } from 'vitest'
import { type Backup, createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import type { Random } from './random.js'

const minute = 60_000
const labels = ['alpha', 'beta', 'gamma', 'delta']

const edited = (number: number) => ({
  title: `edited ${number}`,
  content: `<p>c, edited ${number}</p>`,
})

/** An entry as the server has it and the store should. */
export interface Projection {
  readonly id: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly title: string | null
  readonly url: string | null
  readonly archived: boolean
  readonly starred: boolean
  readonly tags: readonly string[]
}

/**
 * A server that several people write to, with clocks that are wrong, transactions that become
 * visible late, and backups that are put back.
 */
export class World {
  readonly fake: FakeWallabag
  readonly #random: Random
  readonly #isZoned: boolean
  #time: number
  #serverSkew = 0
  #clientSkew = 0
  readonly #late: { readonly at: number; readonly run: () => void }[] = []
  #backup: Backup | null = null
  #urls = 0
  /** Whether something happened that no watermark can show: several runs may be needed to find it. */
  anomalous = false

  constructor(random: Random) {
    this.#random = random
    this.#isZoned = random.chance(0.35)
    // In the zone the summer ends at 01:00 UTC, early in the history.
    this.#time = Date.UTC(2026, 9, 25, 0, 5 + random.below(40))
    this.fake = createFakeWallabag({
      accessTokenLifetime: 10_000_000,
      timeZone: this.#isZoned ? 'Europe/Paris' : undefined,
    })
    if (random.chance(0.5)) this.#clientSkew = (random.below(600) - 300) * minute
    this.#setClocks()
    for (let left = 30 + random.below(40); left > 0; left -= 1) {
      this.#add(this.#now() - random.below(200_000), random.chance(0.05))
    }
  }

  /** Lets time pass, and late transactions become visible. */
  pass(milliseconds: number): void {
    this.#time += milliseconds
    this.#setClocks()
    for (const late of this.#late.splice(0)) {
      if (late.at > this.#time) this.#late.push(late)
      else late.run()
    }
  }

  /** One thing that somebody else does. */
  act(): void {
    const what = this.#random.below(20)
    if (what < 4) this.#add(this.#now(), this.#random.chance(0.2))
    else if (what < 9) this.#edit()
    else if (what < 11) this.#remove()
    else if (what < 13) this.#lateEdit()
    else if (what < 15) this.#lateAdd()
    else if (what < 19) this.pass(this.#random.below(7) * minute + this.#random.below(3) * 1000)
    else this.pass(40 * minute)
  }

  /** Somebody tidies up. */
  purge(): void {
    for (const { id } of this.fake.state.entries.slice(0, 22)) this.fake.behind.remove(id)
  }

  /** A server clock that was set: seldom, and no watermark survives it. */
  jump(): void {
    this.anomalous = true
    this.#serverSkew = (this.#random.below(240) - 120) * minute
    this.#setClocks()
  }

  /** A backup is made, or put back if there is one. */
  backUpOrRestore(): void {
    const { behind } = this.fake
    if (this.#backup === null) {
      this.#backup = behind.backup()
      return
    }
    this.anomalous = true
    this.#late.length = 0
    behind.restore(this.#backup)
    this.#backup = null
    // It takes longer than a second, so no number is given away twice with the same `created_at`.
    this.pass(2000)
  }

  /** Everything that is under way becomes visible, and the clocks are right again. */
  settle(): void {
    if (this.#serverSkew !== 0) {
      this.#serverSkew = 0
      this.#setClocks()
    }
    this.pass(15 * minute)
  }

  /** What is there. */
  get entries(): Projection[] {
    return this.fake.state.entries.map((entry) => ({
      id: entry.id,
      createdAt: this.#read(entry.createdAt),
      updatedAt: this.#read(entry.updatedAt),
      title: entry.title,
      url: entry.url,
      archived: entry.archived,
      starred: entry.starred,
      tags: [...entry.tags].sort(),
    }))
  }

  /** Whether an entry is there. */
  has(id: number, createdAt: string): boolean {
    return this.fake.state.entries.some(
      (entry) => entry.id === id && this.#read(entry.createdAt) === Date.parse(createdAt),
    )
  }

  #setClocks(): void {
    vi.setSystemTime(this.#time + this.#clientSkew)
    this.fake.clock.set(this.#time + this.#serverSkew)
  }

  #now(): number {
    return Math.floor(this.fake.clock.now() / 1000)
  }

  /** A moment as it is read back: in Paris the hour that comes twice reads as the first. */
  #read(seconds: number): number {
    const isSecond =
      seconds >= Date.UTC(2026, 9, 25, 1) / 1000 && seconds < Date.UTC(2026, 9, 25, 2) / 1000
    return (isSecond && this.#isZoned ? seconds - 3600 : seconds) * 1000
  }

  #add(at: number, isDuplicate: boolean): void {
    const entry = isDuplicate ? this.#random.pick(this.fake.state.entries) : undefined
    this.#urls += 1
    const url = entry?.url ?? `https://a.test/${this.#urls}`
    const tags = this.#random.chance(0.5) ? [this.#random.pick(labels) ?? ''] : []
    const content = `<p>c of ${this.#urls}</p>`
    this.fake.seed.entry({ url, title: `T${this.#urls}`, tags, createdAt: at, content })
  }

  #edit(): void {
    const entry = this.#random.pick(this.fake.state.entries)
    if (!entry) return
    const updatedAt = this.#now()
    const fields = this.#random.chance(0.5)
      ? edited(this.#random.below(1000))
      : { archived: !entry.archived, archivedAt: entry.archived ? null : updatedAt }
    this.fake.behind.change(entry.id, { ...fields, updatedAt })
  }

  #remove(): void {
    const entry = this.#random.pick(this.fake.state.entries)
    if (entry) this.fake.behind.remove(entry.id)
  }

  /** Stamped now, visible up to nine minutes later: meanwhile others have later stamps. */
  #lateEdit(): void {
    const entry = this.#random.pick(this.fake.state.entries)
    if (!entry) return
    const updatedAt = this.#now()
    const title = `late ${this.#random.below(1000)}`
    this.#later(() => {
      const now = this.fake.state.entries.find(({ id }) => id === entry.id)
      // A row that somebody else wrote meanwhile would have made the transaction wait.
      const isFree = now?.createdAt === entry.createdAt && now.updatedAt === entry.updatedAt
      if (isFree) this.fake.behind.change(entry.id, { title, updatedAt })
    })
  }

  #lateAdd(): void {
    const at = this.#now()
    this.#later(() => this.#add(at, false))
  }

  #later(run: () => void): void {
    this.#late.push({ at: this.#time + this.#random.below(9 * minute), run })
  }
}
