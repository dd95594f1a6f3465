// The bodies of requests of which the SDK needs no type; the others are in src/contract/.
import * as z from 'zod/mini'

// JSON null means "not given" in every body, so each field may be null.
const text = z.exactOptional(z.nullable(z.string()))

/** A boolean in a body. PHP takes the text `"false"` for true (quirk 14), so text is none. */
export const flagSchema = z.union([z.boolean(), z.literal([0, 1])])

/** Labels in a body: separated by commas, or in an array. */
export const labelsSchema = z.union([z.string(), z.array(z.string())])

const flag = z.exactOptional(z.nullable(flagSchema))
const tags = z.exactOptional(z.nullable(labelsSchema))

const fields = {
  title: text,
  content: text,
  tags,
  archive: flag,
  starred: flag,
  public: flag,
  language: text,
  preview_picture: text,
  published_at: z.exactOptional(z.nullable(z.union([z.int(), z.string()]))),
  authors: text,
  origin_url: text,
}

/** The body of `POST /api/entries`: an upsert by URL that adds tags (quirks 2 and 3). */
export const createEntryBodySchema = z.object({ url: z.string(), ...fields })

/** The body of `PATCH /api/entries/{id}`: replaces tags, and can clear no text (quirk 3). */
export const updateEntryBodySchema = z.object(fields)

/** The body of `POST /api/entries/{id}/tags`. */
export const addTagsBodySchema = z.object({ tags })

/** One item of the `list` of mass tagging and untagging; untagging takes a comma string only. */
export const massTagItemSchema = z.object({ url: z.string(), tags })

/** The body of `DELETE /api/tag/label`. */
export const deleteTagBodySchema = z.object({ tag: z.string() })

/** The body of `DELETE /api/tags/label`: labels separated by commas, which are not trimmed (quirk 19). */
export const deleteTagsBodySchema = z.object({ tags: z.string() })

/** The JSON body of `PUT /api/annotations/{annotation}`: only the text changes. */
export const updateAnnotationBodySchema = z.object({ text })

// Not needed with HTTP Basic.
const client = {
  client_id: z.exactOptional(z.string()),
  client_secret: z.exactOptional(z.string()),
}

/** The body of a sign-in. `scope` must not be sent (quirk 36). */
export const passwordGrantSchema = z.object({
  grant_type: z.literal('password'),
  ...client,
  username: z.string(),
  password: z.string(),
})

/** The body of a renewal; the refresh token in it is used up by it (quirk 35). */
export const refreshGrantSchema = z.object({
  grant_type: z.literal('refresh_token'),
  ...client,
  refresh_token: z.string(),
})
