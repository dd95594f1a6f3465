import { HttpError } from '../http/http-error.js'
import type { Tag } from './rows.js'
import type { Tags } from './tags.js'

/**
 * What a request could know about tags when it came in. Two requests at once that both introduce a
 * label: the slug is unique, so the second insert fails and the request is a 500. Here that happens
 * exactly if time passed between arrival and writing: latency, or a page that takes its time.
 */
export class Arrival {
  readonly #tags: Tags
  readonly #own = new Set<number>()
  #known: number | undefined

  constructor(tags: Tags) {
    this.#tags = tags
  }

  /** Called before time passes. */
  waits(): void {
    this.#known ??= this.#tags.made
  }

  /**
   * Has to be called for each label that the request adds, before the first one is made.
   *
   * @throws HttpError 500 if another request made it while this one was under way
   */
  check(label: string): void {
    const found = this.#tags.byLabel(label)
    if (found === undefined || this.#known === undefined || this.#own.has(found.id)) return
    if (this.#tags.isNewerThan(found, this.#known)) throw new HttpError(500)
  }

  /** The tag with this label, made if nobody has it. */
  tag(label: string): Tag {
    const found = this.#tags.byLabel(label)
    if (found !== undefined) return found
    const made = this.#tags.create(label)
    this.#own.add(made.id)
    return made
  }
}
