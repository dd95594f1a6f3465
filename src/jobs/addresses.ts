import { walkEntries } from '../entries/ahead.js'
import { countEntries } from '../entries/listing.js'
import { isWallabagError } from '../errors/index.js'
import { hashUrl } from '../values/hash.js'
import type { RunningJob } from './job.js'
import type { Result } from './outcome.js'
import type { CheckedTarget, Target } from './targets.js'

/** With fewer entries, learning their addresses takes more requests than it saves. */
const fewest = 5
/**
 * In the time that changing one entry by itself takes, this many entries can be read in large
 * pages.
 */
const readInTheTime = 20

/** The address of an entry. */
export interface Address {
  readonly url: string
  /** Whether a walk through the whole library has shown that no other entry has this address. */
  readonly isOnly: boolean
}

/**
 * Finds the addresses of entries that were given by id, because the server changes many entries in
 * one call only by address. A walk through the library shows them. It is done if the number of ids
 * justifies it for the size of the library.
 */
export class Addresses {
  readonly #job: RunningJob<Target>
  /** How many targets came so far, and how many of them were only ids. */
  #seen = 0
  #ids = 0
  /** The number of ids that justifies the walk. */
  #enough: number | null = null
  #isKnown = false
  /** Whether all entries could be read. An unreadable one may have any address. */
  #isWhole = true
  readonly #urls = new Map<number, string>()
  /** The entry of each address by the start of its hash, or `null` if several entries have it. */
  readonly #owners = new Map<number, number | null>()

  constructor(job: RunningJob<Target>) {
    this.#job = job
  }

  /** Learns the addresses if enough targets are given. */
  async learn(targets: readonly (CheckedTarget | Result<Target>)[]): Promise<void> {
    this.#seen += targets.length
    this.#ids += targets.filter((target) => 'url' in target && target.url === null).length
    // The share of ids among the remaining targets is assumed to be the same.
    const coming = this.#ids * Math.max(1, (this.#job.expected ?? 0) / this.#seen)
    if (this.#isKnown || coming < fewest) return
    try {
      this.#enough ??= (await this.#count()) / readInTheTime
      if (coming >= this.#enough) await this.#walk()
    } catch (error) {
      // The entries can be changed one by one without the addresses. If the failure persists, each
      // item reports it.
      if (!isWallabagError(error)) throw error
      this.#enough = Infinity
    }
  }

  /** The address by which to change an entry, or `null` if no address leads to this entry alone. */
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

/**
 * 52 bits of a hash. If two addresses share them, they count as one, and their entries are changed
 * one by one.
 */
function keyOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 13), 16)
}
