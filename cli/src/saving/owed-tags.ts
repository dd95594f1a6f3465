import { appendFileSync, mkdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Target, Wallabag } from 'wallabag-sdk'
import { runJob } from '../job.js'
import { cleanLine } from '../output/text.js'

/**
 * Two requests at once that both bring a new label make a server answer 500, so a label is brought by one
 * item alone. The others that have it do not wait, which would take them out of their order: they are
 * saved without it and get it afterwards. What is owed is written down before the item is begun, so that
 * no end of the process loses it; an item that is left as it is after all is struck off.
 */
export class OwedTags {
  readonly #path: string
  readonly #owed = new Map<string, readonly string[]>()
  readonly #known: Set<string>
  /** The items that came to be owed something in this run. */
  readonly #begun = new Set<string>()
  /** The labels that are being brought, by what the server must keep apart, with the item that does. */
  readonly #coming = new Map<string, number>()

  private constructor(path: string, known: Set<string>) {
    this.#path = path
    this.#known = known
  }

  /** Reads what an earlier run left, and which labels the server knows. */
  static async open(wallabag: Wallabag, path: string): Promise<OwedTags> {
    const labels = (await wallabag.tags.list()).map(({ label }) => label)
    const tags = new OwedTags(path, new Set(labels))
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    // What follows the last line feed was being written when the process ended: its item was not begun.
    for (const line of text.split('\n').slice(0, -1)) {
      const { url, tags: owed }: { url: string; tags: string[] } = JSON.parse(line)
      tags.#set(url, owed)
    }
    return tags
  }

  /** The labels with which an item may be saved now; the others are owed to it. */
  take(index: number, url: string, labels: readonly string[]): string[] {
    const isHeld = (label: string) => !this.#known.has(label) && this.#coming.has(slugOf(label))
    const held = labels.filter(isHeld)
    const now = labels.filter((label) => !held.includes(label))
    for (const label of now) if (!this.#known.has(label)) this.#coming.set(slugOf(label), index)
    if (held.length > 0) {
      if (!this.#owed.has(url)) this.#begun.add(url)
      this.#write(url, held)
    }
    return now
  }

  /** An item has ended: what it brought is known now, or may be brought by another. */
  settle(index: number, labels: readonly string[], isSaved: boolean): void {
    for (const [slug, by] of this.#coming) if (by === index) this.#coming.delete(slug)
    if (isSaved) for (const label of labels) this.#known.add(label)
  }

  /** An item is left as it is; what an earlier run saved is owed its labels still. */
  strike(url: string): void {
    if (this.#begun.has(url)) this.#write(url, [])
  }

  /** Gives every item what it is owed. */
  async pay(wallabag: Wallabag): Promise<void> {
    const groups = new Map<string, { labels: readonly string[]; urls: string[] }>()
    for (const [url, labels] of this.#owed) {
      const key = JSON.stringify(labels)
      const group = groups.get(key) ?? { labels, urls: [] }
      group.urls.push(url)
      groups.set(key, group)
    }
    for (const { labels, urls } of groups.values()) {
      const report = await runJob<Target>(
        (job) => wallabag.entries.tagMany(urls, { add: labels }, job),
        {
          label: 'Tagging',
          total: urls.length,
          name: (target) => cleanLine(String(target)),
          resume: 'Run the same command again to go on where it stopped.',
          isQuiet: true,
        },
      )
      if (report.failed + report.unknown === 0) for (const url of urls) this.#owed.delete(url)
    }
    if (this.#owed.size === 0) await rm(this.#path, { force: true })
  }

  #write(url: string, tags: readonly string[]): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
    appendFileSync(this.#path, `${JSON.stringify({ url, tags })}\n`, { mode: 0o600 })
    this.#set(url, tags)
  }

  #set(url: string, tags: readonly string[]): void {
    if (tags.length > 0) this.#owed.set(url, tags)
    else this.#owed.delete(url)
  }
}

/** What the server keeps unique is the slug: `c` and `c++` must not come at once either. */
function slugOf(label: string): string {
  return label.normalize('NFKD').replace(/[^a-z0-9]+/g, '')
}
