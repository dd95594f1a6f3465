// The schemas of answers, and which operation has which.
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
/** The user's settings (since 2.5.0); what is unset is left out. `feed_token` is a secret. */
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
/** Whether, or with `return_id=1` as which id; a missing entry is then `null`, not `false`. */
export const existenceSchema = z.union([z.boolean(), z.int(), z.null()])

/** The answer about one URL or hash. */
export const existsOneSchema = z.object({ exists: existenceSchema })

/** The answer about several: a URL or hash, exactly as it was sent, to what is known about it. */
export const existsManySchema = z.record(z.string(), existenceSchema)

/** What a server tells about itself to anybody (since 2.4.0). */
export const infoSchema = z.object({
  appname: z.string(),
  version: z.string(),
  allowed_registration: z.boolean(),
})
/** What a server tells about itself. */
export type WireInfo = z.output<typeof infoSchema>

/** The server's version, a bare JSON string, e.g. `"2.6.14"` or `"2.7.0-dev"`. */
export const versionSchema = z.string()

/** An answer that is an array, its items unseen, for validation item by item. */
export const listEnvelopeSchema = z.array(z.unknown())

/** A list of annotations, its items unseen, for validation item by item. */
export const annotationListEnvelopeSchema = z.object({
  total: z.int(),
  rows: listEnvelopeSchema,
})

/** One answer of the mass create: the id of the entry, new or found. */
export const massCreatedSchema = z.object({ url: z.string(), entry: z.int() })

/** One answer of the mass delete: `false` is an entry that was not there. */
export const massDeletedSchema = z.object({ url: z.string(), entry: z.boolean() })

/** One answer of mass tagging and untagging: the id, or `false` for an entry that is not there. */
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

/** The same page with its items unseen, for validation item by item; what it needs no link for is read without. */
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
 * The answer of the token endpoint. `token_type` is the lower-case `bearer`, but the header must say
 * `Bearer`; a refresh token is given only to clients that may use one.
 */
export const tokenSchema = z.object({
  access_token: z.string(),
  expires_in: z.int(),
  token_type: z.string(),
  scope: z.nullable(z.string()),
  refresh_token: z.exactOptional(z.string()),
})

/** The same of which only the access token must be right: what clients do without is no reason to fail. */
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

/** The signed-in user; `name` is left out when it was never set. */
export const userSchema = z.object(account)
/** The signed-in user. */
export type WireUser = z.output<typeof userSchema>

// Quirk 49.
/** A new account with its API client, which the password grant refuses. */
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

/** The answers, their envelopes and the items in them that are checked, by name. */
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

/** The name of an answer, of its envelope, or of an item in one. */
export type AnswerName = keyof typeof answers

/** An answer as it comes over the wire. */
export type WireAnswer<N extends AnswerName> = z.input<(typeof answers)[N]>
