import * as z from 'zod/mini'

/**
 * A moment as the server writes it: whole seconds, the offset of the server's PHP time zone, in the
 * API without the colon that ISO 8601 wants (`+0200`), in exports with it (`+02:00`). PHP reads the zero
 * date of a database as the year -1, and a page can claim any year.
 */
export const serverDateSchema = z
  .string()
  .check(z.regex(/^-?\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$/))

// Quirk 11.
/** A boolean that the server writes as a number. */
export const zeroOrOneSchema = z.literal([0, 1])

// Quirks 23 and 24.
/** A hypermedia link. Never followed: it loses filters, sub-directories and schemes. */
export const linkSchema = z.object({ href: z.string() })

const path = z.exactOptional(z.nullable(z.string()))
const offset = z.exactOptional(z.nullable(z.union([z.string(), z.int()])))

// Quirk 29.
/**
 * Where an annotation begins and ends, as annotator.js XPath positions. Offsets come back as strings, of
 * annotations that 2.1 or 2.2 took as the numbers that annotator.js sends; what is empty is left out by
 * the annotation endpoints and `null` inside an entry.
 */
export const annotationRangeSchema = z.object({
  start: path,
  startOffset: offset,
  end: path,
  endOffset: offset,
})
/** Where an annotation begins and ends. */
export type WireAnnotationRange = z.output<typeof annotationRangeSchema>

// PHP writes a range with nothing left in it as an empty array (quirk 29).
const range = z.union([annotationRangeSchema, z.array(z.unknown()).check(z.maxLength(0))])
/** Where an annotation is: what other programs sent as a map, both lines keep and give back as one. */
export const annotationRangesSchema = z.union([z.array(range), z.record(z.string(), range)])

const content = {
  text: z.string(),
  quote: z.string(),
  ranges: annotationRangesSchema,
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
  // The display name of the account, which most accounts do not have.
  user: z.exactOptional(z.nullable(z.string())),
  annotator_schema_version: z.string(),
}

/** An annotation, from the annotation endpoints or inside an entry. */
export const annotationSchema = z.object({ id: z.int(), ...content })
/** An annotation. */
export type WireAnnotation = z.output<typeof annotationSchema>

// Quirk 28.
/** The annotation in the answer to its deletion, which has lost its `id`. */
export const deletedAnnotationSchema = z.object({ id: z.exactOptional(z.int()), ...content })

/** The caller's annotations of an entry, all of them: there is no paging. */
export const annotationListSchema = z.object({ total: z.int(), rows: z.array(annotationSchema) })

/** An annotation in a JSON export: without id, dates and user. */
export const exportAnnotationSchema = z.object({
  text: z.string(),
  quote: z.string(),
  ranges: annotationRangesSchema,
})

// Quirk 45.
/** A tag of an entry. Labels are global rows: ids are the same for all users. */
export const tagSchema = z.object({
  id: z.int(),
  label: z.string(),
  slug: z.string(),
})
/** A tag of an entry. */
export type WireTag = z.output<typeof tagSchema>

// Quirk 28.
/** The tag in the answer to its deletion: without `id` when its row went with it. */
export const deletedTagSchema = z.object({
  id: z.exactOptional(z.int()),
  label: z.string(),
  slug: z.string(),
})

/** A tag in the list of all tags; the count came with 2.5.2, at first perhaps as digits in a string. */
export const tagWithCountSchema = z.object({
  id: z.int(),
  label: z.string(),
  slug: z.string(),
  nbEntries: z.exactOptional(z.union([z.int(), z.string().check(z.regex(/^\d+$/))])),
})
/** A tag in the list of all tags. */
export type WireTagWithCount = z.output<typeof tagWithCountSchema>

// Servers up to 2.2 leave out every key that is null, and later ones brought new keys.
const text = z.exactOptional(z.nullable(z.string()))
const moment = z.exactOptional(z.nullable(serverDateSchema))

// Names to values, but PHP writes an empty map as an empty array.
const headers = z.union([
  z.record(z.string(), z.string()),
  z.array(z.unknown()).check(z.maxLength(0)),
])

const author = z.nullable(z.string())

// Quirk 12.
/**
 * An entry. Required is what every 2.x server sends in every answer; `content` is null in lists asked
 * for metadata, `annotations` is null in the answer that created the entry and in no other.
 *
 * @example
 * ```ts
 * import { entrySchema } from 'wallabag-sdk/schemas'
 *
 * const { raw } = await wallabag.entries.get(id)
 * const wire = entrySchema.parse(raw)
 * console.log(wire.is_archived) // 0
 * ```
 */
export const entrySchema = z.object({
  id: z.int(),
  uid: text,
  title: text,
  url: text,
  hashed_url: text,
  origin_url: text,
  given_url: text,
  hashed_given_url: text,
  is_archived: zeroOrOneSchema,
  archived_at: moment,
  is_starred: zeroOrOneSchema,
  starred_at: moment,
  is_public: z.exactOptional(z.boolean()),
  content: text,
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
  published_at: moment,
  // Without authors it is `[""]`, and clients have met `[null]` and `[["Jane Doe"]]`.
  published_by: z.exactOptional(z.nullable(z.array(z.union([author, z.array(author)])))),
  annotations: z.exactOptional(z.nullable(z.array(annotationSchema))),
  mimetype: text,
  language: text,
  // Null in rows of servers before 2.3 whose page could not be fetched.
  reading_time: z.exactOptional(z.nullable(z.int())),
  domain_name: text,
  preview_picture: text,
  http_status: text,
  headers: z.exactOptional(z.nullable(headers)),
  tags: z.array(tagSchema),
  user_id: z.int(),
  user_name: z.string(),
  user_email: z.string(),
  _links: z.object({ self: linkSchema }),
})
/** An entry. */
export type WireEntry = z.output<typeof entrySchema>

/** The answer to a deletion with `expect=id`. */
export const entryIdSchema = z.object({ id: z.int() })

const exportText = z.exactOptional(z.string())
const exportMoment = z.exactOptional(serverDateSchema)

// Quirk 13.
/** The one item of a JSON export: tags are plain strings, null keys are left out. */
export const exportEntrySchema = z.object({
  id: z.int(),
  uid: exportText,
  title: exportText,
  url: exportText,
  origin_url: exportText,
  given_url: exportText,
  is_archived: zeroOrOneSchema,
  archived_at: exportMoment,
  is_starred: zeroOrOneSchema,
  starred_at: exportMoment,
  is_public: z.exactOptional(z.boolean()),
  content: exportText,
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
  published_at: exportMoment,
  published_by: z.exactOptional(z.array(z.string())),
  annotations: z.exactOptional(z.array(exportAnnotationSchema)),
  mimetype: exportText,
  language: exportText,
  reading_time: z.exactOptional(z.int()),
  domain_name: exportText,
  preview_picture: exportText,
  http_status: exportText,
  headers: z.exactOptional(headers),
  tags: z.array(z.string()),
})
