import type { Wallabag } from 'wallabag-sdk'

/** The number of entries, annotations and tags in a backup, counted like the server counts them. */
export class Totals {
  entries = 0
  archived = 0
  starred = 0
  annotations = 0
  readonly tags = new Map<string, number>()

  /** Counts an entry. */
  add(entry: {
    readonly archived: boolean
    readonly starred: boolean
    readonly annotations: readonly unknown[]
    readonly tags: readonly { readonly label: string }[]
  }): void {
    this.entries += 1
    this.archived += entry.archived ? 1 : 0
    this.starred += entry.starred ? 1 : 0
    this.annotations += entry.annotations.length
    for (const { label } of entry.tags) this.tags.set(label, (this.tags.get(label) ?? 0) + 1)
  }
}

/**
 * Compares a backup with the current counts of the server.
 *
 * @returns The differences in words; none if the backup is complete.
 */
export async function differences(wallabag: Wallabag, totals: Totals): Promise<string[]> {
  const [entries, archived, starred, tags] = await Promise.all([
    wallabag.entries.count(),
    wallabag.entries.count({ archived: true }),
    wallabag.entries.count({ starred: true }),
    wallabag.tags.list(),
  ])
  const found: string[] = []
  const compare = (what: string, there: number, here: number) => {
    if (there !== here) found.push(`${what}: ${there} on the server, ${here} in the backup`)
  }
  compare('entries', entries, totals.entries)
  compare('archived entries', archived, totals.archived)
  compare('starred entries', starred, totals.starred)
  for (const { label, entryCount } of tags) {
    // Servers before 2.5.2 do not count the entries of a tag.
    if (entryCount !== null) compare(`tag “${label}”`, entryCount, totals.tags.get(label) ?? 0)
  }
  return found
}
