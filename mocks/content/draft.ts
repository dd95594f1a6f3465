import { formatDate, type PhpDate, stored } from '../php/date-time.js'
import { hashUrl } from '../php/url.js'
import { entryJson } from '../routes/serialize.js'
import type { Arrival } from '../state/arrival.js'
import type { Entry, User } from '../state/rows.js'
import type { State } from '../state/state.js'

/** An entry while a request changes it. Others see nothing before `save`. */
export class Draft {
  readonly state: State
  readonly owner: User
  /** The fields to store. Dates and URLs are set by methods. */
  readonly row: Entry
  readonly isNew: boolean
  /** The entry before the request changed it. */
  readonly #before: Entry
  readonly #labels: string[]
  readonly #added = new Set<string>()
  #tags: number[] = []
  #published: PhpDate | null = null
  /** Setting a date counts as a change even if the date is the same. */
  #isTouched = false

  private constructor(state: State, owner: User, row: Entry, isNew: boolean) {
    this.state = state
    this.owner = owner
    this.row = { ...row }
    this.isNew = isNew
    this.#before = row
    this.#tags = [...row.tags]
    this.#labels = state.library.tagsWith(row.tags).map(({ label }) => label)
  }

  static create(state: State, owner: User): Draft {
    return new Draft(state, owner, blankEntry(owner.id), true)
  }

  static edit(state: State, owner: User, entry: Entry): Draft {
    return new Draft(state, owner, entry, false)
  }

  setUrl(url: string): void {
    this.row.url = url
    this.row.hashedUrl = hashUrl(url)
  }

  setGivenUrl(url: string): void {
    this.row.givenUrl = url
    this.row.hashedGivenUrl = url === this.row.url ? this.row.hashedUrl : hashUrl(url)
  }

  setReadingTime(minutes: number): void {
    this.row.readingTime = minutes
    // `floor()` in PHP returns a float, which the ORM considers different from the stored integer.
    this.#isTouched = true
  }

  setPublishedAt(date: PhpDate): void {
    this.#published = date
    this.row.publishedAt = stored(date)
    this.#isTouched = true
  }

  setArchived(isArchived: boolean): void {
    this.row.archived = isArchived
    this.row.archivedAt = isArchived ? this.state.now() : null
    this.#isTouched ||= isArchived
  }

  setStarred(isStarred: boolean): void {
    this.row.starred = isStarred
    this.row.starredAt = isStarred ? this.state.now() : null
    this.#isTouched ||= isStarred
  }

  setPublic(isPublic: boolean): void {
    if (!isPublic) this.row.uid = null
    else this.row.uid ??= this.state.uid()
  }

  /** Adds a label unless the entry has it. The tag is created when the entry is saved. */
  addLabel(label: string): void {
    this.#added.add(label)
    if (this.#labels.includes(label)) return
    this.#labels.push(label)
    this.#isTouched = true
  }

  removeLabel(label: string): void {
    const index = this.#labels.indexOf(label)
    if (index < 0) return
    this.#labels.splice(index, 1)
    this.#isTouched = true
  }

  removeAllLabels(): void {
    for (const label of [...this.#labels]) this.removeLabel(label)
  }

  /**
   * Stores the entry; `updated_at` changes only if something else changed (quirk 16).
   *
   * @throws HttpError 500 if another request created the same new label in the meantime
   */
  save(arrival: Arrival): void {
    const { row, state } = this
    for (const label of this.#added) arrival.check(label)
    this.#tags = this.#labels.map((label) => arrival.tag(label).id)
    row.tags = [...this.#tags].sort((a, b) => a - b)
    const changed = this.#changedFields()
    const isChanged = this.#isTouched || Object.keys(changed).length > 0
    if (this.isNew) {
      row.id = state.library.nextEntryId()
      row.createdAt = state.now()
    }
    if (this.isNew || isChanged) row.updatedAt = state.now()
    const current = state.library.entries.get(row.id)
    if (this.isNew || current === this.#before) state.library.put(row)
    else if (current !== undefined) {
      // Others may have changed the entry while its page was fetched.
      const { updatedAt } = isChanged ? row : current
      state.library.put({ ...current, ...changed, updatedAt, tags: this.#mergedTags(current) })
    }
  }

  /** The fields with other values than before, without those of tags and times. */
  #changedFields(): Partial<Entry> {
    const { tags: _, ...fields } = this.row
    const before = new Map<string, unknown>(Object.entries(this.#before))
    return Object.fromEntries(
      Object.entries(fields).filter(([field, value]) => !isEqual(value, before.get(field))),
    )
  }

  #mergedTags(current: Entry): number[] {
    const [before, after] = [new Set(this.#before.tags), new Set(this.row.tags)]
    const kept = current.tags.filter((tag) => after.has(tag) || !before.has(tag))
    return [...new Set([...kept, ...this.row.tags.filter((tag) => !before.has(tag))])]
  }

  /** The entry in the answer to the request that changed it. */
  json() {
    return entryJson(this.state, this.row, {
      isNew: this.isNew,
      publishedAt: this.#published === null ? null : formatDate(this.#published),
      tags: this.#tags,
    })
  }
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
}

function blankEntry(user: number): Entry {
  return {
    id: 0,
    user,
    uid: null,
    title: null,
    url: '',
    hashedUrl: '',
    originUrl: null,
    givenUrl: null,
    hashedGivenUrl: null,
    archived: false,
    archivedAt: null,
    starred: false,
    starredAt: null,
    content: null,
    createdAt: 0,
    updatedAt: 0,
    publishedAt: null,
    publishedBy: null,
    mimetype: null,
    language: null,
    readingTime: 0,
    domainName: null,
    previewPicture: null,
    httpStatus: null,
    headers: null,
    notParsed: false,
    tags: [],
  }
}
