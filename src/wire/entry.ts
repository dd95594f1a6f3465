import * as z from 'zod/mini'
import { annotationSchema, exportAnnotationSchema } from './annotation.js'
import { tagSchema } from './tag.js'
import { linkSchema, serverDateSchema, zeroOrOneSchema } from './values.js'

// Servers up to 2.2 leave out every key that is null, and later ones brought new keys.
const text = z.exactOptional(z.nullable(z.string()))
const moment = z.exactOptional(z.nullable(serverDateSchema))

// Names to values, but PHP writes an empty map as an empty array.
const headers = z.union([
  z.record(z.string(), z.string()),
  z.array(z.unknown()).check(z.maxLength(0)),
])

const author = z.nullable(z.string())

/**
 * An entry. Required is what every 2.x server sends in every answer; `content` is null in lists asked
 * for metadata, `annotations` is null in the answer that created the entry and in no other (Q12).
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

/** The one item of a JSON export: tags are plain strings (Q13), null keys are left out. */
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
