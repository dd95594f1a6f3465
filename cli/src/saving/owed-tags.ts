import { appendFileSync, mkdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Target, Wallabag } from 'wallabag-sdk'
import { runJob } from '../job.js'
import { cleanLine } from '../output/text.js'

/**
 * Two simultaneous requests that both create the same label make the server answer 500, so only one
 * item at a time may create it. The other items with that label do not wait, because they would
 * lose their place in the order: they are saved without it and get it later. These owed labels are
 * written to a file before the item is sent, so that they survive a crash. If the item turns out to
 * need no save, its entry in the file is cancelled.
 */
export class OwedTags {
  readonly #path: string
  readonly #owed = new Map<string, readonly string[]>()
  readonly #known: Set<string>
  /** The items for which this run was the first to owe something. */
  readonly #begun = new Set<string>()
  /** Labels that are being created, by slug, with the index of the item that creates them. */
  readonly #coming = new Map<string, number>()

  private constructor(path: string, known: Set<string>) {
    this.#path = path
    this.#known = known
  }

  /** Reads what an earlier run still owes, and which labels the server has. */
  static async open(wallabag: Wallabag, path: string): Promise<OwedTags> {
    const labels = (await wallabag.tags.list()).map(({ label }) => label)
    const tags = new OwedTags(path, new Set(labels))
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    // A last line without a line feed was cut off when the process ended, before its item was sent.
    for (const line of text.split('\n').slice(0, -1)) {
      const { url, tags: owed }: { url: string; tags: string[] } = JSON.parse(line)
      tags.#set(url, owed)
    }
    return tags
  }

  /** Returns the labels that an item may be saved with now; the others become owed. */
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

  /**
   * Records that an item has ended. The labels that it created are known now; if it failed, another
   * item may create them.
   */
  settle(index: number, labels: readonly string[], isSaved: boolean): void {
    for (const [slug, by] of this.#coming) if (by === index) this.#coming.delete(slug)
    if (isSaved) for (const label of labels) this.#known.add(label)
  }

  /** Cancels what this run owes to an item that was not changed. What earlier runs owe remains. */
  strike(url: string): void {
    if (this.#begun.has(url)) this.#write(url, [])
  }

  /** Adds all owed labels. */
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

/**
 * Approximates the slug of a label. The server requires slugs to be unique, so `c` and `c++` must
 * not be created at the same time either.
 */
function slugOf(label: string): string {
  return label.normalize('NFKD').replace(/[^a-z0-9]+/g, '')
}
