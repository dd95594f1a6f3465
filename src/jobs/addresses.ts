import { walkEntries } from '../entries/ahead.js'
import { countEntries } from '../entries/listing.js'
import { isWallabagError } from '../errors/index.js'
import { hashUrl } from '../values/hash.js'
import type { RunningJob } from './job.js'
import type { Result } from './outcome.js'
import type { CheckedTarget, Target } from './targets.js'

/** For fewer entries the requests that learn their addresses are more than those they save. */
const fewest = 5
/** So many entries of a library are read in big pages in the time that one takes which is changed alone. */
const readInTheTime = 20

/** An address that leads to an entry. */
export interface Address {
  readonly url: string
  /** Whether it leads to no other one, as far as the whole library has shown. */
  readonly isOnly: boolean
}

/**
 * The addresses of entries that are given by their ids: only by address does the server change many in
 * one call. A walk over the library shows them, when enough are given for its size.
 */
export class Addresses {
  readonly #job: RunningJob<Target>
  /** How many targets there were, and how many of them were mere ids. */
  #seen = 0
  #ids = 0
  /** For how many ids the walk is worth its while. */
  #enough: number | null = null
  #isKnown = false
  /** Whether every entry could be read: one that could not may have any address. */
  #isWhole = true
  readonly #urls = new Map<number, string>()
  /** Which entry an address leads to, by the beginning of its hash; `null` for several. */
  readonly #owners = new Map<number, number | null>()

  constructor(job: RunningJob<Target>) {
    this.#job = job
  }

  /** Learns the addresses when so many targets are worth it. */
  async learn(targets: readonly (CheckedTarget | Result<Target>)[]): Promise<void> {
    this.#seen += targets.length
    this.#ids += targets.filter((target) => 'url' in target && target.url === null).length
    // What is still to come is taken to be like what came.
    const coming = this.#ids * Math.max(1, (this.#job.expected ?? 0) / this.#seen)
    if (this.#isKnown || coming < fewest) return
    try {
      this.#enough ??= (await this.#count()) / readInTheTime
      if (coming >= this.#enough) await this.#walk()
    } catch (error) {
      // Entries can be changed one by one without; there the failure, if it stays, is each one's own.
      if (!isWallabagError(error)) throw error
      this.#enough = Infinity
    }
  }

  /** The address by which to change an entry; `null` when there is none that leads to it alone. */
  of(target: CheckedTarget): Address | null {
    if (target.id === null || !this.#isKnown)
      return target.url ? { url: target.url, isOnly: false } : null
    const url = this.#urls.get(target.id)
    if (!url || this.#owners.get(keyOf(hashUrl(url))) !== target.id) return null
    return { url, isOnly: this.#isWhole }
  }

  async #count(): Promise<number> {
    return (await countEntries(this.#job.context, {}, undefined, this.#job.scope())).value
  }

  async #walk(): Promise<void> {
    const job = this.#job
    const all = walkEntries(job.context.api, new URLSearchParams(), () => job.scope())
    for await (const { items, ids, length } of all) {
      for (const { id, url, hashedUrl, hashedGivenUrl } of items) {
        this.#urls.set(id, url ?? '')
        for (const hash of [hashedUrl, hashedGivenUrl]) if (hash) this.#own(keyOf(hash), id)
      }
      if (ids.length < length || ids.some((id) => !this.#urls.has(id))) this.#isWhole = false
    }
    this.#isKnown = true
  }

  #own(key: number, id: number): void {
    const owner = this.#owners.get(key)
    this.#owners.set(key, owner === undefined || owner === id ? id : null)
  }
}

/** 52 bits of a hash: two addresses that share them are taken for one, and changed one by one. */
function keyOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 13), 16)
}
