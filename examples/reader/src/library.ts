// The entries of the store in memory, including local changes, and the selection of those that a
// list shows.
import type { LocalEntry, StoreEvent } from 'wallabag-sdk/sync'
import type { Connection } from './account.js'

/** A list and optionally one of its articles: the content of the address after `#`. */
export interface Place {
  list: 'unread' | 'starred' | 'archived' | 'tags' | 'tag' | 'search'
  /** The tag, or the words to search. */
  of: string
  entry: number | null
}

/** `#/unread/17`, `#/tag/cooking`, `#/search/some%20words/17` */
export function placeIn(hash: string): Place {
  const [, name, ...rest] = hash.split('/').map(decodeURIComponent)
  const list = (['starred', 'archived', 'tags', 'tag', 'search'] as const).find(
    (one) => one === name,
  )
  const of = list === 'tag' || list === 'search' ? (rest.shift() ?? '') : ''
  return { list: list ?? 'unread', of, entry: Number(rest[0]) || null }
}

export function hashOf({ list, of, entry }: Place): string {
  const parts = [list, ...(of ? [of] : []), ...(entry ? [String(entry)] : [])]
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

const belongs: Record<Place['list'], (entry: LocalEntry, of: string) => boolean> = {
  unread: ({ archived }) => !archived,
  starred: ({ starred }) => starred,
  archived: ({ archived }) => archived,
  tags: () => false,
  tag: (entry, of) => labelsOf(entry).includes(of),
  search: (entry, of) => hasWords(textOf(entry), of),
}

export class Library {
  readonly #connection: Connection
  readonly #entries = new Map<number, LocalEntry>()
  readonly #changed: () => void
  readonly #stop: () => void
  #reading: Promise<void> = Promise.resolve()
  readonly #wanted = new Set<number>()

  /**
   * Reads all entries, and reads an entry again when this tab, another tab or the service worker
   * changes it.
   */
  constructor(connection: Connection, onChange: () => void, onFailure: (error: unknown) => void) {
    this.#connection = connection
    this.#changed = onChange
    this.#stop = connection.sync.subscribe((event) => {
      for (const id of idsIn(event)) this.#wanted.add(id)
      this.#reading = this.#reading.then(() => this.#readWanted()).catch(onFailure)
    })
    this.#reading = this.#read().catch(onFailure)
  }

  get(id: number): LocalEntry | null {
    return this.#entries.get(id) ?? null
  }

  /** Returns the entries of a list, newest first, without searching the texts of articles. */
  list({ list, of }: Place): LocalEntry[] {
    const all = [...this.#entries.values()].sort((a, b) => b.id - a.id)
    return all.filter((entry) => belongs[list](entry, of))
  }

  /** The tags in use with the number of entries, in alphabetical order. */
  tags(): [label: string, entries: number][] {
    const counts = new Map<string, number>()
    for (const label of [...this.#entries.values()].flatMap(labelsOf)) {
      counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    return [...counts].sort(([a], [b]) => a.localeCompare(b))
  }

  /** Searches the texts that are stored on this device, for entries that `list` does not find. */
  async *searchArticles(words: string): AsyncGenerator<LocalEntry> {
    for (const [id, entry] of [...this.#entries].sort(([a], [b]) => b - a)) {
      if (hasWords(textOf(entry), words)) continue
      // `sync.content` is not used, because it would request missing texts from the server.
      const [record] = await this.#connection.store.get([`content/${id}`])
      const html = record?.kind === 'content' ? (record.html ?? '') : ''
      if (hasWords(`${textOf(entry)} ${html.replace(/<[^>]*>/g, ' ')}`, words)) yield entry
    }
  }

  close(): void {
    this.#stop()
  }

  /** Reads all entries, or the given ones again. */
  async #read(ids?: readonly number[]): Promise<void> {
    const found = new Map<number, LocalEntry>()
    for await (const entry of this.#connection.sync.entries(ids)) found.set(entry.id, entry)
    for (const id of ids ?? this.#entries.keys()) this.#entries.delete(id)
    for (const [id, entry] of found) this.#entries.set(id, entry)
    this.#changed()
  }

  async #readWanted(): Promise<void> {
    const ids = [...this.#wanted]
    this.#wanted.clear()
    await this.#read(ids)
  }
}

function idsIn(event: StoreEvent): readonly number[] {
  if (event.type === 'stored') return event.ids
  return [event.before, event.after].flatMap((change) =>
    change && change.type !== 'save' ? [change.id] : [],
  )
}

const labelsOf = ({ tags }: LocalEntry) => tags.map(({ label }) => label)

function textOf(entry: LocalEntry): string {
  const { title, url, annotations } = entry
  const notes = annotations.flatMap(({ quote, text }) => [quote, text])
  return [title, url, ...labelsOf(entry), ...notes].join(' ')
}

function hasWords(text: string, words: string): boolean {
  const lower = text.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
