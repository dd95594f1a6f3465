// The schemas of answers, by operation.
import * as z from 'zod/mini'
import {
  annotationSchema,
  deletedTagSchema,
  entrySchema,
  linkSchema,
  serverDateSchema,
  tagSchema,
  tagWithCountSchema,
  zeroOrOneSchema,
} from './entry-schemas.js'
import { oauthErrorSchema } from './error-schemas.js'

const int = z.exactOptional(z.int())
const number = z.exactOptional(z.number())

// Quirk 48.
/** The user's settings (since 2.5.0). Unset ones are missing. `feed_token` is a secret. */
export const configSchema = z.object({
  id: z.int(),
  items_per_page: z.int(),
  language: z.string(),
  feed_token: z.exactOptional(z.string()),
  feed_limit: int,
  reading_speed: number,
  action_mark_as_read: int,
  list_mode: int,
  display_thumbnails: z.exactOptional(zeroOrOneSchema),
  font: z.exactOptional(z.string()),
  fontsize: number,
  line_height: number,
  max_width: number,
})
/** The user's settings. */
export type WireConfig = z.output<typeof configSchema>

// Quirk 10.
/**
 * Whether an entry exists, or with `return_id=1` its id. A missing entry is then `null` and not
 * `false`.
 */
export const existenceSchema = z.union([z.boolean(), z.int(), z.null()])

/** The answer about one URL or hash. */
export const existsOneSchema = z.object({ exists: existenceSchema })

/** The answer about several: from each URL or hash, exactly as it was sent, to its result. */
export const existsManySchema = z.record(z.string(), existenceSchema)

/** What the server tells about itself without signing in (since 2.4.0). */
export const infoSchema = z.object({
  appname: z.string(),
  version: z.string(),
  allowed_registration: z.boolean(),
})
/** What the server tells about itself. */
export type WireInfo = z.output<typeof infoSchema>

/** The server's version, a bare JSON string, e.g. `"2.6.14"` or `"2.7.0-dev"`. */
export const versionSchema = z.string()

/** An answer that is a list. Its items are checked one by one. */
export const listEnvelopeSchema = z.array(z.unknown())

/** A list of annotations. Its items are checked one by one. */
export const annotationListEnvelopeSchema = z.object({
  total: z.int(),
  rows: listEnvelopeSchema,
})

/** A result of the mass create: the id of the entry, new or found. */
export const massCreatedSchema = z.object({ url: z.string(), entry: z.int() })

/** A result of the mass delete: `false` if there was no entry. */
export const massDeletedSchema = z.object({ url: z.string(), entry: z.boolean() })

/** A result of mass tagging and untagging: the id, or `false` if there is no entry. */
export const massTaggedSchema = z.object({
  url: z.string(),
  entry: z.union([z.int(), z.literal(false)]),
})

const links = z.object({
  self: linkSchema,
  first: linkSchema,
  last: linkSchema,
  next: z.exactOptional(linkSchema),
  previous: z.exactOptional(linkSchema),
})

const counts = { page: z.int(), limit: z.int(), pages: z.int(), total: z.int() }

// Quirk 21.
/** A page of entries. `pages` is 1 even when `total` is 0; a page beyond the last is a 404. */
export const entryPageSchema = z.object({
  ...counts,
  _links: links,
  _embedded: z.object({ items: z.array(entrySchema) }),
})

/**
 * The same page with unchecked items, which are checked one by one. Only the required fields are
 * checked.
 */
export const entryPageEnvelopeSchema = z.object({
  ...counts,
  _links: z.exactOptional(z.object({ self: z.exactOptional(linkSchema) })),
  _embedded: z.object({ items: z.array(z.unknown()) }),
})

/** One rule of the export of tagging rules (since 2.4.0). */
export const taggingRuleSchema = z.object({ rule: z.string(), tags: z.array(z.string()) })
/** One tagging rule. */
export type WireTaggingRule = z.output<typeof taggingRuleSchema>

// Quirk 37.
/**
 * The answer of the token endpoint. `token_type` is `bearer` in lower case, but the header must say
 * `Bearer`. Only clients that may use a refresh token get one.
 */
export const tokenSchema = z.object({
  access_token: z.string(),
  expires_in: z.int(),
  token_type: z.string(),
  scope: z.nullable(z.string()),
  refresh_token: z.exactOptional(z.string()),
})

/**
 * The same with only the access token checked. A wrong field that is not needed is no reason to
 * fail.
 */
export const tokenEnvelopeSchema = z.object({
  access_token: z.string(),
  expires_in: z.exactOptional(z.unknown()),
  refresh_token: z.exactOptional(z.unknown()),
})

const account = {
  id: z.int(),
  username: z.string(),
  email: z.string(),
  name: z.exactOptional(z.string()),
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
}

/** The signed-in user. `name` is missing if it was never set. */
export const userSchema = z.object(account)
/** The signed-in user. */
export type WireUser = z.output<typeof userSchema>

// Quirk 49.
/** A new account with its API client, which cannot use the password grant. */
export const registeredUserSchema = z.object({
  ...account,
  default_client: z.object({
    name: z.string(),
    client_id: z.string(),
    client_secret: z.string(),
  }),
})
/** A new account with its API client. */
export type WireRegisteredUser = z.output<typeof registeredUserSchema>

/** All answers, envelopes and items that are checked, by name. */
export const answers = {
  annotation: annotationSchema,
  annotationList: annotationListEnvelopeSchema,
  config: configSchema,
  deletedTag: deletedTagSchema,
  entry: entrySchema,
  entryPage: entryPageEnvelopeSchema,
  existsMany: existsManySchema,
  info: infoSchema,
  list: listEnvelopeSchema,
  massCreated: massCreatedSchema,
  massDeleted: massDeletedSchema,
  massTagged: massTaggedSchema,
  oauthError: oauthErrorSchema,
  registeredUser: registeredUserSchema,
  tag: tagSchema,
  tagWithCount: tagWithCountSchema,
  taggingRule: taggingRuleSchema,
  user: userSchema,
  version: versionSchema,
}

/** The name of an answer, of an envelope, or of an item. */
export type AnswerName = keyof typeof answers

/** An answer as the server sends it. */
export type WireAnswer<N extends AnswerName> = z.input<(typeof answers)[N]>
