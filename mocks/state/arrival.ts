import { HttpError } from '../http/http-error.js'
import { sleep } from '../sleep.js'
import type { Tag } from './rows.js'
import type { Tags } from './tags.js'

/**
 * The tags that existed when a request arrived. If two simultaneous requests create the same label,
 * the second insert fails, because slugs are unique, and that request is a 500. In the fake this
 * happens exactly if time passed between arrival and writing: because of latency or a slow page.
 */
export class Arrival {
  readonly #tags: Tags
  readonly #own = new Set<number>()
  readonly #signal: AbortSignal | undefined
  #known: number | undefined

  constructor(tags: Tags, signal?: AbortSignal) {
    this.#tags = tags
    this.#signal = signal
  }

  /** Lets time pass. Rejects if the fake is reset or closed meanwhile. */
  async wait(ms: number): Promise<void> {
    this.#known ??= this.#tags.made
    await sleep(ms, this.#signal)
  }

  /**
   * Must be called for each label that the request adds, before the first one is created.
   *
   * @throws HttpError 500 if another request created it while this one was running
   */
  check(label: string): void {
    const found = this.#tags.byLabel(label)
    if (found === undefined || this.#known === undefined || this.#own.has(found.id)) return
    if (this.#tags.isNewerThan(found, this.#known)) throw new HttpError(500)
  }

  /** The tag with this label. It is created if it does not exist. */
  tag(label: string): Tag {
    const found = this.#tags.byLabel(label)
    if (found !== undefined) return found
    const made = this.#tags.create(label)
    this.#own.add(made.id)
    return made
  }
}
