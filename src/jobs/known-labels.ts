// Creates each new label with a single request before other requests use it.

import type { Api } from '../api/api.js'
import { deferred, type Scope } from '../http/wait.js'
import { listTags } from '../tags/tag-requests.js'
import type { Tag } from '../values/tag.js'

/**
 * The labels that the server knows. Two simultaneous requests that create the same label can answer
 * 500, so a new label is created by one request before the others follow.
 */
export class KnownLabels {
  readonly #tags: Map<string, Tag>
  readonly #labels: Set<string>
  /** The running requests that create labels, by slug. */
  readonly #running = new Map<string, Promise<void>>()

  private constructor(tags: readonly Tag[]) {
    this.#tags = new Map(tags.map((tag) => [tag.label, tag]))
    this.#labels = new Set(this.#tags.keys())
  }

  /** Reads the labels of the user. */
  static async load(api: Api, scope: Scope): Promise<KnownLabels> {
    return new KnownLabels((await listTags(api, scope)).value)
  }

  /** For a job that only plans. */
  static none(): KnownLabels {
    return new KnownLabels([])
  }

  /** The tags of these labels. A label without a tag is on no entry of the user. */
  tagsOf(labels: readonly string[]): Tag[] {
    return labels.flatMap((label) => this.#tags.get(label) ?? [])
  }

  /** Whether one of these labels is new to the server. */
  areNew(labels: readonly string[]): boolean {
    return labels.some((label) => !this.#labels.has(label))
  }

  /**
   * Runs a request that uses labels. While one of them is new, it runs alone.
   *
   * @param brought - Whether the request has created the labels (default: it has).
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
      else return this.#introduceAlone(labels, slugs, request, brought)
    }
  }

  async #introduceAlone<T>(
    labels: readonly string[],
    slugs: ReadonlySet<string>,
    request: () => Promise<T>,
    brought: (result: T) => boolean,
  ): Promise<T> {
    const ended = deferred()
    for (const slug of slugs) this.#running.set(slug, ended.promise)
    try {
      const result = await request()
      if (brought(result)) for (const label of labels) this.#labels.add(label)
      return result
    } finally {
      for (const slug of slugs) this.#running.delete(slug)
      ended.resolve()
    }
  }
}

/**
 * The slug of a label. The server requires unique slugs, so `c` and `c++` must not be created at
 * the same time either.
 */
function slugOf(label: string): string {
  return label.normalize('NFKD').replace(/[^a-z0-9]+/g, '')
}
