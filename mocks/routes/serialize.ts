import { formatDate } from '../php/date-time.js'
import { arrayMap } from '../php/values.js'
import type { Annotation, Entry, Range, Tag } from '../state/rows.js'
import type { State } from '../state/state.js'

/** A Unix time as the API writes it. */
export function date({ zone }: State, seconds: number): string {
  const read = zone.read(seconds)
  return formatDate({ seconds: read, offset: zone.offset(read) })
}

function dateOrNull(state: State, seconds: number | null): string | null {
  return seconds === null ? null : date(state, seconds)
}

/** The publication date is stored as a local time, whatever its original offset (quirk 17). */
function publicationDate({ zone }: State, wall: number | null): string | null {
  if (wall === null) return null
  const offset = zone.offset(wall)
  return formatDate({ seconds: wall - offset * 60, offset })
}

export function tagJson({ id, label, slug }: Tag) {
  return { id, label, slug }
}

/** Values that are in an answer but not in the database. */
export interface Fresh {
  /** The publication date with its original offset (quirk 17). */
  publishedAt?: string | null
  /** The tag ids in the order in which the request added them. */
  tags?: readonly number[]
  /** Only the answer that creates an entry has `annotations: null` (quirk 12). */
  isNew?: boolean
}

/**
 * An entry as the API returns it. With `detail=metadata` it has the same keys and `content: null`.
 */
export function entryJson(state: State, entry: Entry, fresh: Fresh = {}, withContent = true) {
  const { library, accounts } = state
  const user = accounts.users.get(entry.user)
  const tags = library.tagsWith(fresh.tags ?? entry.tags)
  const annotations = library.annotationsOf(entry.id)
  return {
    is_archived: Number(entry.archived),
    is_starred: Number(entry.starred),
    user_name: user?.username,
    user_email: user?.email,
    user_id: entry.user,
    tags: tags.map(tagJson),
    is_public: entry.uid !== null,
    id: entry.id,
    uid: entry.uid,
    title: entry.title,
    url: entry.url,
    hashed_url: entry.hashedUrl,
    origin_url: entry.originUrl,
    given_url: entry.givenUrl,
    hashed_given_url: entry.hashedGivenUrl,
    archived_at: dateOrNull(state, entry.archivedAt),
    content: withContent ? entry.content : null,
    created_at: date(state, entry.createdAt),
    updated_at: date(state, entry.updatedAt),
    published_at: fresh.publishedAt ?? publicationDate(state, entry.publishedAt),
    published_by: entry.publishedBy,
    starred_at: dateOrNull(state, entry.starredAt),
    annotations: fresh.isNew ? null : annotations.map((row) => annotationInEntry(state, row)),
    mimetype: entry.mimetype,
    language: entry.language,
    reading_time: entry.readingTime,
    domain_name: entry.domainName,
    preview_picture: entry.previewPicture,
    http_status: entry.httpStatus,
    headers: entry.headers,
    _links: { self: { href: `/api/entries/${entry.id}` } },
  }
}

/** An annotation inside an entry, including nulls (quirk 29). */
function annotationInEntry(state: State, row: Annotation) {
  return { user: displayName(state, row), ...annotationBody(state, row), ranges: row.ranges }
}

/** An annotation from its own endpoints, without nulls, so a range can be `[]` (quirk 29). */
export function annotationJson(state: State, row: Annotation) {
  const user = displayName(state, row)
  const ranges = arrayMap(row.ranges, withoutNulls)
  return { ...(user === null ? {} : { user }), ...annotationBody(state, row), ranges }
}

function displayName(state: State, row: Annotation): string | null {
  return state.accounts.users.get(row.user)?.name ?? null
}

function annotationBody(state: State, row: Annotation) {
  return {
    annotator_schema_version: 'v1.0',
    id: row.id,
    text: row.text,
    created_at: date(state, row.createdAt),
    updated_at: date(state, row.updatedAt),
    quote: row.quote,
  }
}

function withoutNulls(range: Range): unknown {
  const given = Object.entries(range).filter(([, value]) => value !== null)
  return given.length === 0 ? [] : Object.fromEntries(given)
}
