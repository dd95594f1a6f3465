import { uniqueSlug } from '../php/slug.js'
import { compareBinary } from '../php/values.js'
import { Ids } from './ids.js'
import type { Entry, Tag } from './rows.js'
import type { Version } from './version.js'

/** Tags, which all users share, and the entries that have them. */
export class Tags {
  readonly rows = new Map<number, Tag>()
  readonly #byLabel = new Map<string, Tag>()
  readonly #slugs = new Set<string>()
  readonly #entries = new Map<number, Set<number>>()
  /** The number of entries per user and tag, for `nbEntries`. */
  readonly #counts = new Map<number, Map<number, number>>()
  /** How many tags were ever created. */
  made = 0
  readonly #madeAs = new WeakMap<Tag, number>()
  readonly #ids: Ids
  readonly #version: Version

  constructor(version: Version) {
    this.#version = version
    this.#ids = new Ids(version === '2.6.14')
  }

  /** Finds a tag by its exact label. */
  byLabel(label: string): Tag | undefined {
    return this.#byLabel.get(label)
  }

  /** Creates a tag with the label as it is. */
  create(label: string): Tag {
    const slug = uniqueSlug(label, this.#version, (taken) => this.#slugs.has(taken))
    const tag = { id: this.#ids.next(), label, slug }
    this.made += 1
    this.#madeAs.set(tag, this.made)
    this.rows.set(tag.id, tag)
    this.#byLabel.set(label, tag)
    this.#slugs.add(slug)
    return tag
  }

  /** Deletes a tag if no entry has it any more. Returns whether it did. */
  removeOrphan(tag: Tag): boolean {
    if (this.entriesWith(tag.id).size > 0) return false
    this.rows.delete(tag.id)
    this.#ids.free(tag.id, this.rows.keys())
    this.#byLabel.delete(tag.label)
    this.#slugs.delete(tag.slug)
    return true
  }

  /** Whether a tag was created after this many others. */
  isNewerThan(tag: Tag, made: number): boolean {
    return (this.#madeAs.get(tag) ?? 0) > made
  }

  /** The ids of the entries with a tag. */
  entriesWith(tag: number | undefined): ReadonlySet<number> {
    return (tag === undefined ? undefined : this.#entries.get(tag)) ?? new Set()
  }

  /** The tags of a user's entries with the number of entries, sorted by label. */
  ofUser(user: number): { tag: Tag; count: number }[] {
    const counts = [...(this.#counts.get(user) ?? [])]
    return counts
      .flatMap(([id, count]) => {
        const tag = this.rows.get(id)
        return tag === undefined || count === 0 ? [] : [{ tag, count }]
      })
      .sort((a, b) => compareBinary(a.tag.label, b.tag.label))
  }

  /** Whether any entry of the user has the tag. */
  isUsedBy(user: number, tag: Tag): boolean {
    return (this.#counts.get(user)?.get(tag.id) ?? 0) > 0
  }

  /** Updates the links between an entry and its tags. */
  relink(entry: Entry, before: readonly number[]): void {
    for (const id of before) if (!entry.tags.includes(id)) this.#link(entry, id, false)
    for (const id of entry.tags) if (!before.includes(id)) this.#link(entry, id, true)
  }

  #link(entry: Entry, tag: number, add: boolean): void {
    const entries = this.#entries.get(tag) ?? new Set()
    this.#entries.set(tag, entries)
    if (add) entries.add(entry.id)
    else entries.delete(entry.id)
    const counts = this.#counts.get(entry.user) ?? new Map<number, number>()
    this.#counts.set(entry.user, counts)
    counts.set(tag, (counts.get(tag) ?? 0) + (add ? 1 : -1))
  }
}
