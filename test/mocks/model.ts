/**
 * A naive Wallabag: plain arrays, every question answered by going through all of them. It shares no
 * code with the fake that it is compared with.
 */
export interface ModelEntry {
  id: number
  user: number
  url: string
  title: string
  content: string
  archived: boolean
  starred: boolean
  public: boolean
  authors: string[]
  tags: number[]
  created: number
  updated: number
}

interface ModelTag {
  id: number
  label: string
}

interface ModelAnnotation {
  id: number
  entry: number
  user: number
  text: string
}

export interface Change {
  title?: string
  tags?: string
  archive?: number | string
  starred?: number
  public?: number
  authors?: string
}

export interface Query {
  archive?: number
  starred?: number
  public?: number
  tags?: string
  since?: number
  annotations?: number
  sort?: string
  order?: string
  page?: number
  perPage?: number
}

const isOn = (value: number | string) => !['', '0', 0].includes(value)

export class Model {
  entries: ModelEntry[] = []
  tags: ModelTag[] = []
  annotations: ModelAnnotation[] = []
  readonly #isDev: boolean
  #entryIds = 0
  #tagIds = 0
  #annotationIds = 0

  /** 2.6.14 counts on from the highest number that is there, 2.7.0-dev from the highest there ever was. */
  #nextTag(): number {
    const last = this.#isDev ? this.#tagIds : Math.max(0, ...this.tags.map(({ id }) => id))
    this.#tagIds = last + 1
    return this.#tagIds
  }

  #nextAnnotation(): number {
    const ids = this.annotations.map(({ id }) => id)
    this.#annotationIds = (this.#isDev ? this.#annotationIds : Math.max(0, ...ids)) + 1
    return this.#annotationIds
  }

  constructor(isDev: boolean) {
    this.#isDev = isDev
  }

  save(
    now: number,
    user: number,
    url: string,
    title: string,
    content: string,
    change: Change,
  ): number | null {
    const identity = decoded(url)
    let entry = this.entries.find((one) => one.user === user && decoded(one.url) === identity)
    // The development line refuses a new URL with a space; an entry that is there keeps its own URL.
    if (entry === undefined && this.#isDev && url.includes(' ')) return null
    if (entry === undefined) {
      this.#entryIds += 1
      entry = {
        id: this.#entryIds,
        user,
        url,
        title,
        content,
        archived: false,
        starred: false,
        public: false,
        authors: [],
        tags: [],
        created: now,
        updated: now,
      }
      this.entries.push(entry)
    }
    entry.title = title
    entry.content = content
    entry.authors = (change.authors ?? '').split(',')
    entry.updated = now
    this.#flags(entry, change)
    for (const label of labelsOf(change.tags)) this.#add(entry, label)
    return entry.id
  }

  patch(now: number, user: number, id: number, change: Change): number {
    const entry = this.entries.find((one) => one.id === id)
    if (entry === undefined) return 404
    if (entry.user !== user) return this.#isDev ? 404 : 403
    const before = JSON.stringify(entry)
    if (change.title) entry.title = change.title
    if (change.authors) entry.authors = change.authors.split(',')
    this.#flags(entry, change)
    let isRestamped = isOn(change.archive ?? 0) || isOn(change.starred ?? 0)
    if (change.tags) {
      isRestamped ||= entry.tags.length > 0
      entry.tags = []
      for (const label of labelsOf(change.tags)) {
        this.#add(entry, label)
        isRestamped = true
      }
    }
    if (isRestamped || JSON.stringify(entry) !== before) entry.updated = now
    return 200
  }

  addTags(now: number, user: number, id: number, tags: string): number {
    const entry = this.entries.find((one) => one.id === id)
    if (entry === undefined) return 404
    if (entry.user !== user) return this.#isDev ? 404 : 403
    this.#tag(now, entry, labelsOf(tags))
    return 200
  }

  removeTag(now: number, user: number, id: number, tagId: number): number {
    const entry = this.entries.find((one) => one.id === id)
    if (entry === undefined || !this.tags.some((tag) => tag.id === tagId)) return 404
    if (entry.user !== user) return this.#isDev ? 404 : 403
    if (entry.tags.includes(tagId)) entry.updated = now
    entry.tags = entry.tags.filter((tag) => tag !== tagId)
    return 200
  }

  deleteLabels(now: number, user: number, labels: string[]): number {
    const own = this.entries.filter((entry) => entry.user === user)
    const used = this.tags.filter(
      ({ id, label }) => labels.includes(label) && own.some((entry) => entry.tags.includes(id)),
    )
    for (const { id } of used) {
      for (const entry of own.filter(({ tags }) => tags.includes(id))) {
        entry.tags = entry.tags.filter((tag) => tag !== id)
        entry.updated = now
      }
      if (!this.entries.some(({ tags }) => tags.includes(id)))
        this.tags = this.tags.filter((tag) => tag.id !== id)
    }
    return used.length > 0 ? 200 : 404
  }

  delete(user: number, id: number): number {
    const entry = this.entries.find((one) => one.id === id)
    if (entry === undefined) return 404
    if (entry.user !== user) return this.#isDev ? 404 : 403
    this.entries = this.entries.filter((one) => one !== entry)
    this.annotations = this.annotations.filter((one) => one.entry !== id)
    return 200
  }

  idOf(user: number, url: string): number | null {
    const found = this.entries.find((one) => one.user === user && decoded(one.url) === decoded(url))
    return found?.id ?? null
  }

  massTag(now: number, user: number, items: { url: string; tags: string }[]) {
    return items.map(({ url, tags }) => {
      const entry = this.entries.find(({ id }) => id === this.idOf(user, url))
      if (entry !== undefined) this.#tag(now, entry, labelsOf(tags))
      return { url, entry: entry?.id ?? false }
    })
  }

  massUntag(now: number, user: number, items: { url: string; tags: string }[]) {
    const results: unknown[] = []
    for (const { url, tags } of items) {
      const entry = this.entries.find(({ id }) => id === this.idOf(user, url))
      if (entry !== undefined && tags !== '') {
        const ids = tags
          .split(',')
          .map((label) => this.tags.find((tag) => tag.label === label.trim())?.id)
        if (ids.includes(undefined)) return null
        const kept = entry.tags.filter((tag) => !ids.includes(tag))
        if (kept.length < entry.tags.length) entry.updated = now
        entry.tags = kept
      }
      results.push({ url, entry: entry?.id ?? false })
    }
    return results
  }

  massDelete(user: number, urls: string[]) {
    return urls.map((url) => {
      const id = this.idOf(user, url)
      return { url, entry: id !== null && this.delete(user, id) === 200 }
    })
  }

  annotate(user: number, entryId: number, text: string): number {
    const entry = this.entries.find((one) => one.id === entryId)
    if (entry === undefined || (this.#isDev && entry.user !== user)) return 404
    this.annotations.push({ id: this.#nextAnnotation(), entry: entryId, user, text: text.trim() })
    return 200
  }

  editAnnotation(user: number, id: number, text: string | null): number {
    const annotation = this.annotations.find((one) => one.id === id && one.user === user)
    if (annotation === undefined) return 404
    if (text === null) this.annotations = this.annotations.filter((one) => one !== annotation)
    else annotation.text = text.trim()
    return 200
  }

  list(user: number, query: Query): { total: number; ids: number[] } | 404 {
    const wanted = query.tags?.split(',')
    const found = this.entries.filter(
      (entry) =>
        entry.user === user &&
        (query.archive === undefined || entry.archived === (query.archive === 1)) &&
        (query.starred === undefined || entry.starred === (query.starred === 1)) &&
        (query.public === undefined || entry.public === (query.public === 1)) &&
        (query.since === undefined || entry.updated > query.since) &&
        (query.annotations === undefined ||
          this.annotations.some((one) => one.entry === entry.id) === (query.annotations === 1)) &&
        (wanted === undefined ||
          wanted.every((label) => entry.tags.some((id) => this.labelOf(id) === label))),
    )
    const sign = query.order === 'asc' ? 1 : -1
    const key = query.sort === 'updated' ? ('updated' as const) : ('id' as const)
    // Equal keys stay in the order of ids: sort by id first, then stably by the key.
    found.sort((a, b) => a.id - b.id)
    if (query.sort !== 'title') found.sort((a, b) => sign * (a[key] - b[key]))
    const { page = 1, perPage = 30 } = query
    if (page < 1 || perPage < 1) return 404
    if (page > 1 && (page - 1) * perPage >= found.length) return 404
    const start = (page - 1) * perPage
    return { total: found.length, ids: found.slice(start, start + perPage).map(({ id }) => id) }
  }

  search(user: number, term: string): number[] {
    const wanted = term.toLowerCase()
    const holds = (text: string) => text.toLowerCase().includes(wanted)
    const isNoted = (id: number) =>
      this.annotations.some((one) => one.entry === id && holds(one.text))
    return this.entries
      .filter((entry) => entry.user === user)
      .filter(
        (entry) =>
          [entry.title, entry.content, entry.url].some(holds) || (this.#isDev && isNoted(entry.id)),
      )
      .sort((a, b) => b.created - a.created || a.id - b.id)
      .map(({ id }) => id)
  }

  tagsOf(user: number) {
    const own = this.entries.filter((entry) => entry.user === user)
    return this.tags
      .map(({ id, label }) => ({
        id,
        label,
        nbEntries: own.filter(({ tags }) => tags.includes(id)).length,
      }))
      .filter(({ nbEntries }) => nbEntries > 0)
      .sort((a, b) => Buffer.compare(Buffer.from(a.label), Buffer.from(b.label)))
  }

  labelOf(id: number): string | undefined {
    return this.tags.find((tag) => tag.id === id)?.label
  }

  #tag(now: number, entry: ModelEntry, labels: string[]): void {
    const count = entry.tags.length
    for (const label of labels) this.#add(entry, label)
    if (entry.tags.length > count) entry.updated = now
  }

  #add(entry: ModelEntry, label: string): void {
    let tag = this.tags.find((one) => one.label === label)
    if (tag === undefined) {
      tag = { id: this.#nextTag(), label }
      this.tags.push(tag)
    }
    if (!entry.tags.includes(tag.id)) entry.tags.push(tag.id)
  }

  #flags(entry: ModelEntry, change: Change): void {
    if (change.archive !== undefined) entry.archived = isOn(change.archive)
    if (change.starred !== undefined) entry.starred = isOn(change.starred)
    if (change.public !== undefined) entry.public = isOn(change.public)
  }
}

function decoded(url: string): string {
  return decodeURIComponent(url.replaceAll('+', ' '))
}

function labelsOf(tags = ''): string[] {
  return tags
    .split(',')
    .map((label) => label.toLowerCase().trim())
    .filter((label) => label !== '')
}
