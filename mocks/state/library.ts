import { hashUrl } from '../php/url.js'
import { Ids } from './ids.js'
import type { Annotation, Entry, Tag } from './rows.js'
import { Tags } from './tags.js'
import type { Version } from './version.js'

/** All entries, with indexes for fast lookups in a library of 50 000. */
export class Library {
  readonly entries = new Map<number, Entry>()
  readonly annotations = new Map<number, Annotation>()
  readonly tags: Tags
  readonly #byUser = new Map<number, number[]>()
  readonly #byHash = new Map<string, Set<number>>()
  readonly #byGivenHash = new Map<string, Set<number>>()
  readonly #annotationsOf = new Map<number, Set<number>>()
  /** Incremented with every change. */
  revision = 0
  readonly #entryIds = new Ids(false)
  readonly #annotationIds: Ids

  /** @param version Only 2.6.14 reuses the ids of tags and annotations */
  constructor(version: Version) {
    this.tags = new Tags(version)
    this.#annotationIds = new Ids(version === '2.6.14')
  }

  /** The id of the next entry. Ids of entries are never reused. */
  nextEntryId(): number {
    return this.#entryIds.next()
  }

  /** Stores an entry, new or changed, and updates the indexes. */
  put(entry: Entry): void {
    this.revision += 1
    const before = this.entries.get(entry.id)
    if (before === undefined) {
      this.#entryIds.use(entry.id)
      insert(listOf(this.#byUser, entry.user), entry.id)
    } else {
      this.#unindex(before)
    }
    this.entries.set(entry.id, entry)
    setOf(this.#byHash, `${entry.user}:${entry.hashedUrl}`).add(entry.id)
    if (entry.hashedGivenUrl !== null) {
      setOf(this.#byGivenHash, `${entry.user}:${entry.hashedGivenUrl}`).add(entry.id)
    }
    this.tags.relink(entry, before?.tags ?? [])
  }

  /** Deletes an entry with its annotations. Its tags stay, even if no entry has them any more. */
  remove(entry: Entry): void {
    this.revision += 1
    this.#unindex(entry)
    this.tags.relink({ ...entry, tags: [] }, entry.tags)
    this.entries.delete(entry.id)
    const ids = listOf(this.#byUser, entry.user)
    ids.splice(position(ids, entry.id), 1)
    for (const row of this.annotationsOf(entry.id).reverse()) this.removeAnnotation(row)
    this.#annotationsOf.delete(entry.id)
  }

  /** The entries of a user, sorted by id. */
  *ofUser(user: number): Generator<Entry> {
    for (const id of this.#byUser.get(user) ?? []) {
      const entry = this.entries.get(id)
      if (entry !== undefined) yield entry
    }
  }

  /** Some of a user's entries by id, without reading all of them. */
  slice(user: number, offset: number, count: number, isReversed: boolean): Entry[] {
    const ids = this.#byUser.get(user) ?? []
    const end = ids.length - offset
    const part = isReversed
      ? ids.slice(Math.max(0, end - count), Math.max(0, end)).reverse()
      : ids.slice(offset, offset + count)
    return part.flatMap((id) => this.entries.get(id) ?? [])
  }

  /** The entries of a user that have all these labels, sorted by id. */
  *withLabels(user: number, labels: readonly string[]): Generator<Entry> {
    const sets = labels.map((label) => this.tags.entriesWith(this.tags.byLabel(label)?.id))
    const [smallest] = [...sets].sort((a, b) => a.size - b.size)
    const ids = [...(smallest ?? [])].filter((id) => sets.every((set) => set.has(id)))
    for (const id of ids.sort((a, b) => a - b)) {
      const entry = this.entries.get(id)
      if (entry?.user === user) yield entry
    }
  }

  /** How many entries a user has. */
  countOf(user: number): number {
    return this.#byUser.get(user)?.length ?? 0
  }

  /**
   * The first entry whose final URL, or else whose given URL, has the hash of this URL (quirk 9).
   */
  findByUrl(user: number, url: string): Entry | undefined {
    const key = `${user}:${hashUrl(url)}`
    const ids = this.#byHash.get(key) ?? this.#byGivenHash.get(key) ?? []
    const first = Math.min(...ids)
    return this.entries.get(first)
  }

  /** The ids of the entries with this hash of either URL, in order. */
  idsByHash(user: number, hash: string): number[] {
    const key = `${user}:${hash}`
    const ids = new Set([...(this.#byHash.get(key) ?? []), ...(this.#byGivenHash.get(key) ?? [])])
    return [...ids].sort((a, b) => a - b)
  }

  /** Keeps only the final URL of each entry. */
  forgetGivenUrls(): void {
    for (const id of [...this.#byGivenHash.values()].flatMap((ids) => [...ids])) {
      const entry = this.entries.get(id)
      if (entry !== undefined) this.put({ ...entry, givenUrl: null, hashedGivenUrl: null })
    }
  }

  /** Adds an annotation with a new id. */
  annotate(annotation: Omit<Annotation, 'id'>): Annotation {
    this.revision += 1
    const row = { id: this.#annotationIds.next(), ...annotation }
    this.annotations.set(row.id, row)
    setOf(this.#annotationsOf, row.entry).add(row.id)
    return row
  }

  /** Deletes an annotation. */
  removeAnnotation(annotation: Annotation): void {
    this.revision += 1
    this.annotations.delete(annotation.id)
    this.#annotationIds.free(annotation.id, this.annotations.keys())
    this.#annotationsOf.get(annotation.entry)?.delete(annotation.id)
  }

  /** The annotations of an entry by all users, sorted by id. */
  annotationsOf(entry: number): Annotation[] {
    const ids = this.#annotationsOf.get(entry) ?? []
    return [...ids].flatMap((id) => this.annotations.get(id) ?? [])
  }

  /** The tags with these ids. */
  tagsWith(ids: readonly number[]): Tag[] {
    return ids.flatMap((id) => this.tags.rows.get(id) ?? [])
  }

  /** Restores an earlier state, including the counters of ids. */
  restore(entries: readonly Entry[], annotations: readonly Annotation[]): void {
    for (const entry of [...this.entries.values()]) this.remove(entry)
    this.#entryIds.reset([])
    for (const entry of entries) this.put(entry)
    this.#annotationIds.reset(annotations.map(({ id }) => id))
    for (const annotation of annotations) {
      this.annotations.set(annotation.id, annotation)
      setOf(this.#annotationsOf, annotation.entry).add(annotation.id)
    }
  }

  #unindex(entry: Entry): void {
    drop(this.#byHash, `${entry.user}:${entry.hashedUrl}`, entry.id)
    drop(this.#byGivenHash, `${entry.user}:${entry.hashedGivenUrl}`, entry.id)
  }
}

function listOf<K>(map: Map<K, number[]>, key: K): number[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}

function setOf<K>(map: Map<K, Set<number>>, key: K): Set<number> {
  const set = map.get(key) ?? new Set()
  map.set(key, set)
  return set
}

function drop(map: Map<string, Set<number>>, key: string, id: number): void {
  const set = map.get(key)
  set?.delete(id)
  if (set?.size === 0) map.delete(key)
}

function position(ids: readonly number[], id: number): number {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? 0) < id) low = middle + 1
    else high = middle
  }
  return low
}

function insert(ids: number[], id: number): void {
  if (id > (ids.at(-1) ?? 0)) ids.push(id)
  else ids.splice(position(ids, id), 0, id)
}
