// A new label is brought by one request alone, before others use it.
import type { Api } from '../api/api.js'
import type { Scope } from '../http/wait.js'
import { listTags } from '../tags/tag-requests.js'
import type { Tag } from '../values/tag.js'

/**
 * The labels that the server knows. Two requests at once that both bring a new label can answer
 * 500, so a new one is brought by one request alone before the others follow.
 */
export class KnownLabels {
  readonly #tags: Map<string, Tag>
  readonly #labels: Set<string>
  /** The introductions that are under way, by what the server must keep apart. */
  readonly #running = new Map<string, Promise<void>>()

  private constructor(tags: readonly Tag[]) {
    this.#tags = new Map(tags.map((tag) => [tag.label, tag]))
    this.#labels = new Set(this.#tags.keys())
  }

  /** Asks the server which labels the user has. */
  static async load(api: Api, scope: Scope): Promise<KnownLabels> {
    return new KnownLabels((await listTags(api, scope)).value)
  }

  /** For a job that only plans. */
  static none(): KnownLabels {
    return new KnownLabels([])
  }

  /** The tags of these labels; a label that is missing is on none of the user's entries. */
  tagsOf(labels: readonly string[]): Tag[] {
    return labels.flatMap((label) => this.#tags.get(label) ?? [])
  }

  /** Whether one of these labels is new to the server. */
  areNew(labels: readonly string[]): boolean {
    return labels.some((label) => !this.#labels.has(label))
  }

  /**
   * Runs a request that brings labels, alone while one of them is new.
   *
   * @param brought - Whether the labels are on the server now (default: they are).
   */
  async introduce<T>(
    labels: readonly string[],
    request: () => Promise<T>,
    brought: (result: T) => boolean = () => true,
  ): Promise<T> {
    for (;;) {
      const slugs = new Set(labels.filter((label) => !this.#labels.has(label)).map(slugOf))
      if (slugs.size === 0) return request()
      const before = [...slugs].map((slug) => this.#running.get(slug)).find(Boolean)
      if (before) await before
      else return this.#alone(labels, slugs, request, brought)
    }
  }

  async #alone<T>(
    labels: readonly string[],
    slugs: ReadonlySet<string>,
    request: () => Promise<T>,
    brought: (result: T) => boolean,
  ): Promise<T> {
    let leave = () => {}
    const running = new Promise<void>((resolve) => {
      leave = resolve
    })
    for (const slug of slugs) this.#running.set(slug, running)
    try {
      const result = await request()
      if (brought(result)) for (const label of labels) this.#labels.add(label)
      return result
    } finally {
      for (const slug of slugs) this.#running.delete(slug)
      leave()
    }
  }
}

/** What the server keeps unique is the slug: `c` and `c++` must not come at once either. */
function slugOf(label: string): string {
  return label.normalize('NFKD').replace(/[^a-z0-9]+/g, '')
}
