import { type Annotation, annotationAs, type DatedAnnotation } from '../annotations/annotation.js'
import type { WireEntry } from '../contract/entry-schemas.js'
import { dateFromWire } from '../values/ids-and-dates.js'
import { type Tag, tagFromWire } from '../values/tag.js'

/** A saved article without its content, as lists return it unless you pass `detail: 'full'`. */
export interface EntrySummary {
  /** The entry's id. */
  readonly id: number
  /** The secret part of its public link, or `null` when it has none. */
  readonly uid: string | null
  /** The title. */
  readonly title: string | null
  /** The address, after any redirects that the server followed. */
  readonly url: string | null
  /** The hash by which the server finds `url`. */
  readonly hashedUrl: string | null
  /** The address that led to this article, if it is another one. */
  readonly originUrl: string | null
  /** The address as it was given when it was saved. */
  readonly givenUrl: string | null
  /** The hash by which the server finds `givenUrl`. */
  readonly hashedGivenUrl: string | null
  /** Whether it is archived (read). */
  readonly archived: boolean
  /** When it was archived. */
  readonly archivedAt: Date | null
  /** Whether it is starred. */
  readonly starred: boolean
  /** When it was starred. */
  readonly starredAt: Date | null
  /** Whether it has a public link. */
  readonly public: boolean
  /** When it was saved. */
  readonly createdAt: Date
  /** When anything but its annotations last changed, in whole seconds. */
  readonly updatedAt: Date
  /** When the article was published, as far as the server knows. */
  readonly publishedAt: Date | null
  /** Who wrote it. */
  readonly authors: readonly string[]
  /** The notes on it. */
  readonly annotations: readonly Annotation[]
  /** The MIME type of the fetched page. */
  readonly mimeType: string | null
  /** The language as a locale with an underscore, such as `fr_FR`. */
  readonly language: string | null
  /** The reading time in minutes, at 200 words a minute; 0 if it is less than one. */
  readonly readingTime: number
  /** The host of the address. */
  readonly domain: string | null
  /** The address of its picture. */
  readonly previewPicture: string | null
  /** The HTTP status with which the page answered when the server fetched it. */
  readonly httpStatus: number | null
  /** The headers of the fetched page, with names in lower case. */
  readonly headers: Readonly<Record<string, string>> | null
  /** Its tags. */
  readonly tags: readonly Tag[]
  /** The id of its owner. */
  readonly userId: number
  /** The login name of its owner. */
  readonly userName: string
  /** The e-mail address of its owner. */
  readonly userEmail: string
  /** The address at which anyone can read it, or `null` when it is not public. */
  readonly publicUrl: string | null
  /** The address at which its owner reads it in Wallabag. */
  readonly viewUrl: string
  /** The JSON as received; not enumerable, so it is neither printed nor copied. */
  readonly raw: unknown
}

/** A saved article with its content. */
export interface Entry extends EntrySummary {
  /**
   * The article as HTML. The server has cleaned it, but it still comes from strangers: sanitise it
   * before you show it.
   */
  readonly content: string | null
}

export function entryFromWire(wire: WireEntry, baseUrl: string): Entry {
  return new EntryModel(wire, baseUrl)
}

/** The same without the content, which a list of metadata does not have. */
export function entrySummaryFromWire(wire: WireEntry, baseUrl: string): EntrySummary {
  return new EntrySummaryModel(wire, baseUrl)
}

/** Converts a date of the server to a `Date` or a text. */
type MakeDate<D> = (text: string) => D

/**
 * An entry without its content, whose dates are converted by `date`. The constructor names all
 * fields again, because that maps a page several times as fast as `Object.assign`.
 */
export class PlainEntry<D> {
  readonly id: number
  readonly uid: string | null
  readonly title: string | null
  readonly url: string | null
  readonly hashedUrl: string | null
  readonly originUrl: string | null
  readonly givenUrl: string | null
  readonly hashedGivenUrl: string | null
  readonly archived: boolean
  readonly archivedAt: D | null
  readonly starred: boolean
  readonly starredAt: D | null
  readonly public: boolean
  readonly createdAt: D
  readonly updatedAt: D
  readonly publishedAt: D | null
  readonly authors: readonly string[]
  readonly annotations: readonly DatedAnnotation<D>[]
  readonly mimeType: string | null
  readonly language: string | null
  readonly readingTime: number
  readonly domain: string | null
  readonly previewPicture: string | null
  readonly httpStatus: number | null
  readonly headers: Readonly<Record<string, string>> | null
  readonly tags: readonly Tag[]
  readonly userId: number
  readonly userName: string
  readonly userEmail: string
  readonly publicUrl: string | null
  readonly viewUrl: string

  constructor(wire: WireEntry, baseUrl: string, date: MakeDate<D>) {
    const uid = wire.uid ?? null
    this.id = wire.id
    this.uid = uid
    this.title = wire.title ?? null
    this.url = wire.url ?? null
    this.hashedUrl = wire.hashed_url ?? null
    this.originUrl = wire.origin_url ?? null
    this.givenUrl = wire.given_url ?? null
    this.hashedGivenUrl = wire.hashed_given_url ?? null
    this.archived = wire.is_archived === 1
    this.archivedAt = maybe(wire.archived_at, date)
    this.starred = wire.is_starred === 1
    this.starredAt = maybe(wire.starred_at, date)
    this.public = wire.is_public ?? uid !== null
    this.createdAt = date(wire.created_at)
    this.updatedAt = date(wire.updated_at)
    this.publishedAt = maybe(wire.published_at, date)
    this.authors = authorsFromWire(wire.published_by)
    this.annotations = (wire.annotations ?? []).map((one) => annotationAs(one, date))
    this.mimeType = wire.mimetype ?? null
    this.language = wire.language ?? null
    this.readingTime = wire.reading_time ?? 0
    this.domain = wire.domain_name ?? null
    this.previewPicture = wire.preview_picture ?? null
    this.httpStatus = statusFromWire(wire.http_status)
    this.headers = headersFromWire(wire.headers)
    this.tags = wire.tags.map(tagFromWire)
    this.userId = wire.user_id
    this.userName = wire.user_name
    this.userEmail = wire.user_email
    this.publicUrl = uid === null ? null : `${baseUrl}/share/${uid}`
    this.viewUrl = `${baseUrl}/view/${wire.id}`
  }
}

/** A class, so that `raw` can be a getter of the prototype, which is neither printed nor copied. */
class EntrySummaryModel extends PlainEntry<Date> implements EntrySummary {
  readonly #raw: WireEntry

  constructor(wire: WireEntry, baseUrl: string) {
    super(wire, baseUrl, dateFromWire)
    this.#raw = wire
  }

  get raw(): unknown {
    return this.#raw
  }
}

class EntryModel extends EntrySummaryModel implements Entry {
  readonly content: string | null

  constructor(wire: WireEntry, baseUrl: string) {
    super(wire, baseUrl)
    this.content = wire.content ?? null
  }
}

function maybe<D>(text: string | null | undefined, date: MakeDate<D>): D | null {
  return typeof text === 'string' ? date(text) : null
}

/**
 * The server returns `[""]` if there are no authors, and does not trim names after splitting at
 * commas.
 */
function authorsFromWire(authors: WireEntry['published_by']): string[] {
  const names: string[] = []
  // `flatMap` would take longer than all other fields of a page of entries.
  for (const author of authors ?? []) {
    // Some entries of 2.3 have the names in a nested list.
    if (Array.isArray(author)) names.push(...authorsFromWire(author))
    else if (author?.trim()) names.push(author.trim())
  }
  return names
}

function statusFromWire(status: string | null | undefined): number | null {
  const number = Number.parseInt(status ?? '', 10)
  return Number.isNaN(number) ? null : number
}

function headersFromWire(headers: WireEntry['headers']): Record<string, string> | null {
  if (headers === null || headers === undefined) return null
  // PHP writes an empty map as an empty list.
  return Array.isArray(headers) ? {} : headers
}
