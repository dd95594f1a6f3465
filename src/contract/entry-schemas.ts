import * as z from 'zod/mini'

/**
 * A date of the server: whole seconds with the offset of its PHP time zone. In the API the offset
 * has no colon (`+0200`), which ISO 8601 requires; in exports it has one (`+02:00`). PHP reads the
 * zero date of a database as the year -1, and a page can claim any year.
 */
export const serverDateSchema = z
  .string()
  .check(z.regex(/^-?\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$/))

// Quirk 11.
/** A boolean that the server sends as a number. */
export const zeroOrOneSchema = z.literal([0, 1])

// Quirks 23 and 24.
/** A hypermedia link. It is never followed, because it loses filters, sub-folders and schemes. */
export const linkSchema = z.object({ href: z.string() })

const path = z.exactOptional(z.nullable(z.string()))
const offset = z.exactOptional(z.nullable(z.union([z.string(), z.int()])))

// Quirk 29.
/**
 * The start and end of an annotation as XPath positions of annotator.js. Offsets are strings, or
 * numbers in annotations that were created with 2.1 or 2.2. Empty values are missing in the
 * annotation endpoints and `null` inside an entry.
 */
export const annotationRangeSchema = z.object({
  start: path,
  startOffset: offset,
  end: path,
  endOffset: offset,
})
/** Where an annotation begins and ends. */
export type WireAnnotationRange = z.output<typeof annotationRangeSchema>

// PHP writes an empty range as an empty list (quirk 29).
const range = z.union([annotationRangeSchema, z.array(z.unknown()).check(z.maxLength(0))])
/**
 * The position of an annotation. If another program sent a map, both versions store and return a
 * map.
 */
export const annotationRangesSchema = z.union([z.array(range), z.record(z.string(), range)])

const content = {
  text: z.string(),
  quote: z.string(),
  ranges: annotationRangesSchema,
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
  // The display name of the account. Most accounts have none.
  user: z.exactOptional(z.nullable(z.string())),
  annotator_schema_version: z.string(),
}

/** An annotation, from the annotation endpoints or inside an entry. */
export const annotationSchema = z.object({ id: z.int(), ...content })
/** An annotation. */
export type WireAnnotation = z.output<typeof annotationSchema>

// Quirk 28.
/** The annotation in the answer to its deletion, without its `id`. */
export const deletedAnnotationSchema = z.object({ id: z.exactOptional(z.int()), ...content })

/** All annotations of the user on an entry. There are no pages. */
export const annotationListSchema = z.object({ total: z.int(), rows: z.array(annotationSchema) })

/** An annotation in a JSON export: without id, dates and user. */
export const exportAnnotationSchema = z.object({
  text: z.string(),
  quote: z.string(),
  ranges: annotationRangesSchema,
})

// Quirk 45.
/** A tag of an entry. Tags are shared by all users, and so are their ids. */
export const tagSchema = z.object({
  id: z.int(),
  label: z.string(),
  slug: z.string(),
})
/** A tag of an entry. */
export type WireTag = z.output<typeof tagSchema>

// Quirk 28.
/** The tag in the answer to its deletion. It has no `id` if the tag itself was deleted. */
export const deletedTagSchema = z.object({
  id: z.exactOptional(z.int()),
  label: z.string(),
  slug: z.string(),
})

/**
 * A tag in the list of all tags. The count exists since 2.5.2, and may at first have been a string
 * of digits.
 */
export const tagWithCountSchema = z.object({
  id: z.int(),
  label: z.string(),
  slug: z.string(),
  nbEntries: z.exactOptional(z.union([z.int(), z.string().check(z.regex(/^\d+$/))])),
})
/** A tag in the list of all tags. */
export type WireTagWithCount = z.output<typeof tagWithCountSchema>

// Servers up to 2.2 leave out every key that is null, and later ones added new keys.
const text = z.exactOptional(z.nullable(z.string()))
const moment = z.exactOptional(z.nullable(serverDateSchema))

// Names and values. PHP writes an empty map as an empty list.
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
  // Without authors it is `[""]`. Some servers sent `[null]` and `[["Jane Doe"]]`.
  published_by: z.exactOptional(z.nullable(z.array(z.union([author, z.array(author)])))),
  annotations: z.exactOptional(z.nullable(z.array(annotationSchema))),
  mimetype: text,
  language: text,
  // Null for entries of servers before 2.3 whose page could not be fetched.
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
/** The item of a JSON export. Tags are strings, and null keys are missing. */
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
