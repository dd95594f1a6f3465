import { expect } from 'vitest'
import type { ContentChoice } from 'wallabag-sdk/sync'
import { Random } from '../random.js'
import { World } from '../world.js'
import type { Answer, Command, Hand, Seen } from './hand.js'

/** Where hands come from: each on the same place, and anew when one was killed. */
export interface Place {
  /** Somebody new on the place. */
  hand(): Promise<Hand>
  /** Ends somebody in the middle of what he does, if that can be; else he ends by himself at a write. */
  kill?(hand: Hand): Promise<void>
  /** Tells everybody what time it is. */
  setTime?(now: number): Promise<void>
  /** What may strike requests there, unless it is all of `faults`. */
  readonly faults?: readonly (typeof faults)[number][]
  end(): Promise<void>
}

/** What makes a place for a history. */
export type MakePlace = (world: World, random: Random, trouble: () => number) => Promise<Place>

/** A note that somebody made: as it was written last, or `null` when it was deleted. */
interface Wish {
  readonly entry: Identity
  text: string | null
}

interface Identity {
  readonly id: number
  readonly createdAt: number
}

const keyOf = ({ id, createdAt }: Identity) => `${id} ${createdAt}`

// A content takes a request of its own, so most runs that fetch any fetch those of one label only.
const some = { tags: ['alpha'] } as const
const contents: ContentChoice[] = [...Array(14).fill('none'), ...Array(5).fill(some), 'all']

/** Faults that leave open what happened. */
export const faults = [
  'reset-before',
  'unanswered',
  'server-error',
  'html-error',
  'truncated-json',
] as const

/**
 * What everybody wanted, in the order in which it was queued. Nothing of it may be lost, and nothing be
 * made twice. What somebody was killed at may have been queued or not: it is not asked for.
 */
class Wishes {
  readonly notes = new Map<string, Wish>()
  readonly labels = new Map<string, { entry: Identity; there: boolean }>()
  readonly stars = new Map<string, { entry: Identity; to: boolean | null }>()
  readonly saves = new Map<string, string>()
  readonly deleted = new Map<string, Identity>()
  /** Labels and notes of which it is not known whether they were queued. */
  readonly unsure = new Set<string>()
  /** Labels that the server has had. */
  readonly had = new Set<string>()

  note(command: Command, entry: Identity | null, isSure: boolean): void {
    switch (command.do) {
      case 'save':
        if (isSure) this.saves.set(command.label, command.url)
        else this.unsure.add(command.label)
        return
      case 'run':
      case 'look':
        return
    }
    if (!entry) return
    switch (command.do) {
      case 'annotate':
        if (isSure) this.notes.set(command.text, { entry, text: command.text })
        else this.unsure.add(command.text)
        return
      case 'rewrite':
      case 'erase': {
        const wish = [...this.notes.values()].find(({ text }) => text === command.text)
        if (!wish) return
        if (isSure) wish.text = command.do === 'rewrite' ? command.to : null
        else for (const [first, other] of this.notes) if (other === wish) this.notes.delete(first)
        return
      }
      case 'tag':
      case 'untag':
        if (isSure) this.labels.set(command.label, { entry, there: command.do === 'tag' })
        else this.labels.delete(command.label)
        return
      case 'star':
        this.stars.set(keyOf(entry), { entry, to: isSure ? command.to : null })
        return
      case 'delete':
        this.deleted.set(keyOf(entry), entry)
        if (!isSure) this.unsure.add(keyOf(entry))
    }
  }

  /** Looks whether the server has all of it, once. */
  expectMade(world: World, why: string): void {
    const entries = new Map(world.entries.map((entry) => [keyOf(entry), entry]))
    const texts = world.fake.state.annotations.map(({ text }) => text)
    for (const [label] of this.saves) {
      const made = world.entries.filter(({ tags }) => tags.includes(label)).length
      expect(made, `${why}: ${label} is saved once`).toBeLessThanOrEqual(1)
      expect(made === 1 || this.had.has(label), `${why}: ${label} is saved`).toBe(true)
    }
    const isHere = ({ entry }: { entry: Identity }) =>
      entries.has(keyOf(entry)) && !this.deleted.has(keyOf(entry))
    for (const [label, wish] of this.labels) {
      if (!isHere(wish)) continue
      const found = entries.get(keyOf(wish.entry))?.tags.includes(label)
      expect(found, `${why}: ${label} of ${wish.entry.id}`).toBe(wish.there)
    }
    for (const wish of this.stars.values()) {
      if (!isHere(wish) || wish.to === null) continue
      expect(entries.get(keyOf(wish.entry))?.starred, `${why}: star of ${wish.entry.id}`).toBe(
        wish.to,
      )
    }
    for (const [first, wish] of this.notes) {
      if (!isHere(wish)) continue
      const found = texts.filter((text) => text === wish.text).length
      const isWanted = wish.text === null ? 0 : 1
      expect(found, `${why}: note ${first}, now ${wish.text}, of ${wish.entry.id}`).toBe(isWanted)
    }
    expect(new Set(texts).size, `${why}: no note twice in ${texts}`).toBe(texts.length)
    for (const [key, { id }] of this.deleted) {
      if (!this.unsure.has(key)) expect(entries.has(key), `${why}: ${id} is deleted`).toBe(false)
    }
  }
}

/** Plays one history with several hands on one store, and looks whether all that they wanted is made. */
export async function playSeveral(seed: number, make: MakePlace): Promise<void> {
  const random = new Random(seed)
  const world = new World(random)
  let trouble = random.chance(0.6) ? 0.04 : 0
  const place = await make(world, random, () => trouble)
  try {
    await new Several(seed, random, world, place).play(() => {
      trouble = 0
    })
  } finally {
    await place.end()
  }
}

class Several {
  readonly #why: string
  readonly #random: Random
  readonly #world: World
  readonly #place: Place
  readonly #wishes = new Wishes()
  readonly #hands: Hand[] = []
  #count = 0

  constructor(seed: number, random: Random, world: World, place: Place) {
    this.#why = `history ${seed} of several`
    this.#random = random
    this.#world = world
    this.#place = place
  }

  async play(calm: () => void): Promise<void> {
    for (let left = 2 + this.#random.below(2); left > 0; left -= 1) {
      this.#hands.push(await this.#place.hand())
    }
    const isBusy = this.#random.chance(0.5)
    const { fake } = this.#world
    // Only where it acts: what strikes a request first keeps all others from it.
    const often = { probability: isBusy ? 0.15 : 0, seed: 1 + this.#random.below(1000) }
    const stir = fake.fault(often, ({ proceed }) => {
      this.#actInWorld()
      return proceed()
    })
    const isTroubled = this.#random.chance(0.6)
    // S24: a gateway says of an entry, in the server's words, that it is not there.
    const one = { method: 'GET', path: /\/api\/entries\/\d+/, nth: 1 + this.#random.below(4) }
    const lie = isTroubled ? fake.fault(one, { kind: 'gateway-404', form: 'wallabag' }) : null
    for (let steps = 12 + this.#random.below(14); steps > 0; steps -= 1) {
      const nth = 1 + this.#random.below(12)
      const kind = this.#random.pick(this.#place.faults ?? faults) ?? 'server-error'
      const fault = isTroubled && this.#random.chance(0.4) ? fake.fault({ nth }, kind) : null
      await this.#step()
      await fault?.remove()
    }
    await stir.remove()
    await lie?.remove()
    calm()
    await this.#settle()
  }

  #actInWorld(): void {
    this.#look()
    this.#world.act()
  }

  /** What is removed later was there. */
  #look(): void {
    for (const { label } of this.#world.fake.state.tags) this.#wishes.had.add(label)
  }

  async #step(): Promise<void> {
    await this.#place.setTime?.(Date.now())
    const what = this.#random.below(10)
    if (what < 3) this.#actInWorld()
    else if (what < 6) await this.#edit()
    else {
      const runs = [this.#run()]
      if (this.#random.chance(0.4)) runs.push(this.#run())
      if (this.#random.chance(0.6)) runs.push(this.#edit())
      await Promise.all(runs)
    }
    this.#look()
  }

  async #run(): Promise<void> {
    const index = this.#random.below(this.#hands.length)
    const hand = this.#hands[index]
    if (!hand) return
    const content = this.#random.pick(contents) ?? 'none'
    const annotations = this.#random.chance(0.3)
    const running = hand.act({ do: 'run', content, annotations })
    if (this.#place.kill && this.#random.chance(0.1)) {
      await this.#place.kill(hand)
      this.#hands[index] = await this.#place.hand()
      return
    }
    const answer = await running
    if (answer.code === 'killed') this.#hands[index] = await this.#place.hand()
    this.#allow(answer, ['killed', 'sync_running', 'mass_deletion'])
  }

  /** What may come of it: with faults, also what the network does. */
  #allow({ code, message }: Answer, codes: readonly string[]): void {
    const passing = ['network', 'server_error', 'not_json', 'not_wallabag', 'ambiguous', 'timeout']
    if (code === null || codes.includes(code) || passing.includes(code)) return
    expect.unreachable(`${this.#why}: ${code}: ${message}`)
  }

  /** Some things that one hand does, one after another. */
  async #edit(): Promise<void> {
    for (let left = 1 + this.#random.below(3); left > 0; left -= 1) {
      const index = this.#random.below(this.#hands.length)
      const hand = this.#hands[index]
      if (!hand) return
      const id = this.#random.pick(this.#world.entries)?.id ?? 0
      const { seen: [entry] = [] } = await hand.act({ do: 'look', id })
      const command = this.#choose(entry)
      if (!command) continue
      const answer = await hand.act(command)
      if (answer.code === 'killed') this.#hands[index] = await this.#place.hand()
      // A run can have found meanwhile that the entry is gone.
      this.#allow(answer, ['killed', 'invalid_input', 'no_entry'])
      const isDone = answer.code === null
      if (!isDone && answer.code !== 'killed') continue
      const identity = entry ? { id: entry.id, createdAt: Date.parse(entry.createdAt) } : null
      this.#wishes.note(command, identity, isDone)
    }
  }

  #choose(entry: Seen | undefined): Command | null {
    this.#count += 1
    const [what, label] = [this.#random.below(12), `w${this.#count}`]
    if (what === 0) return { do: 'save', url: `https://b.test/${this.#count}`, label }
    if (!entry) return null
    const { id } = entry
    const own = entry.tags.filter((tag) => tag.startsWith('w'))
    const [note, tag] = [this.#random.pick(entry.notes), this.#random.pick(own)]
    if (what < 3) return { do: 'star', id, to: !entry.starred }
    if (what < 5) return { do: 'tag', id, label }
    if (what === 5 && tag && this.#wishes.labels.has(tag)) return { do: 'untag', id, label: tag }
    if (what < 8) return { do: 'annotate', id, text: `n${this.#count}` }
    if (what < 10 && note) return { do: 'rewrite', id, text: note, to: `n${this.#count}` }
    if (what === 10 && note) return { do: 'erase', id, text: note }
    return what === 11 && this.#random.chance(0.4) ? { do: 'delete', id } : null
  }

  /** Until nothing is under way any more: then all is made, once, and everybody sees what the server has. */
  async #settle(): Promise<void> {
    const world = this.#world
    world.settle()
    for (const annotations of [false, true, true]) {
      world.pass(120_000)
      await this.#place.setTime?.(Date.now())
      const hand = this.#random.pick(this.#hands)
      const answer = await hand?.act({ do: 'run', content: 'none', annotations })
      expect(answer, this.#why).toMatchObject({ code: null })
    }
    this.#look()
    this.#wishes.expectMade(world, this.#why)
    const notes = (id: number) =>
      world.fake.state.annotations.flatMap(({ entry, text }) => (entry === id ? [text] : []))
    const expected = world.entries
      .map(({ id, createdAt, title, archived, starred, tags }) => {
        const createdThen = new Date(createdAt).toISOString()
        const own = notes(id).sort()
        return { id, createdAt: createdThen, title, archived, starred, tags, notes: own }
      })
      .sort((a, b) => b.id - a.id)
    for (const hand of this.#hands) {
      const answer = await hand.act({ do: 'look' })
      expect(answer, this.#why).toEqual({ code: null, waiting: 0, seen: expected })
    }
  }
}
