// The lists, with links to their entries.
import type { LocalEntry } from 'wallabag-sdk/sync'
import { button, count, day, element, inLanguage, part, show, titleOf } from './dom.js'
import { hashOf, type Library, type Place } from './library.js'

const names = { unread: 'Unread', starred: 'Starred', archived: 'Archived', tags: 'Tags' } as const

/** How many items are shown at once, because a list of thousands would be slow. */
const step = 100

export class List {
  readonly #library: Library
  #place: Place = { list: 'unread', of: '', entry: null }
  #shown = step
  /** The entries that a search has found by their texts. */
  #found: LocalEntry[] = []
  #searches = 0

  constructor(library: Library) {
    this.#library = library
  }

  /** Goes to a list, or to one of its articles. */
  go(place: Place): void {
    const isOther = place.list !== this.#place.list || place.of !== this.#place.of
    this.#place = place
    if (isOther) {
      this.#shown = step
      this.#found = []
      this.#searches += 1
      part('list').scrollTo(0, 0)
      if (place.list === 'search') this.#search(place.of, this.#searches)
    }
    this.draw()
  }

  get title(): string {
    const { list, of } = this.#place
    if (list === 'tag') return `Tag “${of}”`
    return list === 'search' ? `Search for “${of}”` : names[list]
  }

  draw(): void {
    const { list } = this.#place
    const places = (['unread', 'starred', 'archived', 'tags'] as const).map((name) => {
      const href = hashOf({ list: name, of: '', entry: null })
      return link(`place-${name}`, href, names[name], name === list)
    })
    show(part('places'), ...places)
    part('list-title').textContent = this.title
    const items = list === 'tags' ? this.#tags() : this.#entries().map((entry) => this.#item(entry))
    part('list-note').textContent = count(items.length, list === 'tags' ? 'tag' : 'article')
    const more = () => {
      this.#shown += step
      this.draw()
    }
    const rest = element('li', { id: 'rest' }, button('Show more', more, { id: 'more' }))
    const shown = items.slice(0, this.#shown).map((item) => item())
    show(part('items'), ...shown, ...(items.length > this.#shown ? [rest] : []))
  }

  #entries(): LocalEntry[] {
    const entries = this.#library.list(this.#place)
    const known = new Set(entries.map(({ id }) => id))
    return [...entries, ...this.#found.filter(({ id }) => !known.has(id))]
  }

  #item(entry: LocalEntry) {
    const { id, title, domain, readingTime, createdAt, starred, tags, language, pending } = entry
    return () => {
      const href = hashOf({ ...this.#place, entry: id })
      const isOpen = this.#place.entry === id
      const opener = link(`open-${id}`, href, titleOf(title), isOpen)
      const facts = [domain ?? '', `${readingTime} min`, day(createdAt)]
      if (starred) facts.push('★ starred')
      if (pending) facts.push('waits to be sent')
      return item(
        id,
        inLanguage(opener, language),
        [...facts, ...tags.map(({ label }) => `#${label}`)].join(' · '),
      )
    }
  }

  #tags() {
    return this.#library.tags().map(([label, entries]) => () => {
      const href = hashOf({ list: 'tag', of: label, entry: null })
      return item(label, link(`tag-${label}`, href, label, false), count(entries, 'article'))
    })
  }

  /**
   * Searches the texts of articles one by one. Matches in titles, tags and notes are shown at once.
   */
  async #search(words: string, number: number): Promise<void> {
    for await (const entry of this.#library.searchArticles(words)) {
      if (number !== this.#searches) return
      this.#found.push(entry)
      this.draw()
    }
  }
}

function item(key: number | string, opener: HTMLElement, facts: string): HTMLElement {
  return element('li', { id: `item-${key}` }, opener, element('p', { className: 'soft' }, facts))
}

function link(id: string, href: string, text: string, isCurrent: boolean): HTMLAnchorElement {
  return element('a', { id, href, ariaCurrent: isCurrent ? 'page' : null }, text)
}
