// Generated from the zod schemas of this folder by `npm run generate`. Do not edit: change the schemas.

import type { AnswerName, WireAnswer } from './answer-schemas.js'
import {
  any,
  bool,
  type Check,
  either,
  inside,
  int,
  isRecord,
  issuesIn,
  list,
  map,
  nullable,
  nullish,
  number,
  object,
  oneOf,
  optional,
  pattern,
  text,
  type WireIssue,
  wrong,
} from './check.js'

/** Created with the first answer, not when the module loads. */
function makeChecks(): Readonly<Record<AnswerName, Check>> {
  const annotationRange: Check = object({
    start: nullish(text),
    startOffset: nullish(either(text, int)),
    end: nullish(text),
    endOffset: nullish(either(text, int)),
  })
  const annotationRanges: Check = either(
    list(either(annotationRange, list(any, 0))),
    map(either(annotationRange, list(any, 0))),
  )
  const serverDate: Check = pattern(/^-?\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$/)
  const annotation: Check = object({
    id: int,
    text: text,
    quote: text,
    ranges: annotationRanges,
    created_at: serverDate,
    updated_at: serverDate,
    user: nullish(text),
    annotator_schema_version: text,
  })
  const listEnvelope: Check = list(any)
  const annotationListEnvelope: Check = object({ total: int, rows: listEnvelope })
  const zeroOrOne: Check = oneOf(0, 1)
  const config: Check = object({
    id: int,
    items_per_page: int,
    language: text,
    feed_token: optional(text),
    feed_limit: optional(int),
    reading_speed: optional(number),
    action_mark_as_read: optional(int),
    list_mode: optional(int),
    display_thumbnails: optional(zeroOrOne),
    font: optional(text),
    fontsize: optional(number),
    line_height: optional(number),
    max_width: optional(number),
  })
  const deletedTag: Check = object({ id: optional(int), label: text, slug: text })
  const entryPublishedBy: Check = list(either(nullable(text), list(nullable(text))))
  const entryAnnotations: Check = list(annotation)
  const entryHeaders: Check = either(map(text), list(any, 0))
  const tag: Check = (value, report, key) => {
    if (!isRecord(value)) return wrong('object', value, report, key)
    const within = inside(report, key)
    return (
      int(value['id'], within, 'id') &&
      text(value['label'], within, 'label') &&
      text(value['slug'], within, 'slug')
    )
  }
  const entryTags: Check = list(tag)
  const link: Check = (value, report, key) => {
    if (!isRecord(value)) return wrong('object', value, report, key)
    const within = inside(report, key)
    return text(value['href'], within, 'href')
  }
  const entryLinks: Check = (value, report, key) => {
    if (!isRecord(value)) return wrong('object', value, report, key)
    const within = inside(report, key)
    return link(value['self'], within, 'self')
  }
  const entry: Check = (value, report, key) => {
    if (!isRecord(value)) return wrong('object', value, report, key)
    const within = inside(report, key)
    return (
      int(value['id'], within, 'id') &&
      (value['uid'] == null || text(value['uid'], within, 'uid')) &&
      (value['title'] == null || text(value['title'], within, 'title')) &&
      (value['url'] == null || text(value['url'], within, 'url')) &&
      (value['hashed_url'] == null || text(value['hashed_url'], within, 'hashed_url')) &&
      (value['origin_url'] == null || text(value['origin_url'], within, 'origin_url')) &&
      (value['given_url'] == null || text(value['given_url'], within, 'given_url')) &&
      (value['hashed_given_url'] == null ||
        text(value['hashed_given_url'], within, 'hashed_given_url')) &&
      zeroOrOne(value['is_archived'], within, 'is_archived') &&
      (value['archived_at'] == null || serverDate(value['archived_at'], within, 'archived_at')) &&
      zeroOrOne(value['is_starred'], within, 'is_starred') &&
      (value['starred_at'] == null || serverDate(value['starred_at'], within, 'starred_at')) &&
      (value['is_public'] === undefined || bool(value['is_public'], within, 'is_public')) &&
      (value['content'] == null || text(value['content'], within, 'content')) &&
      serverDate(value['created_at'], within, 'created_at') &&
      serverDate(value['updated_at'], within, 'updated_at') &&
      (value['published_at'] == null ||
        serverDate(value['published_at'], within, 'published_at')) &&
      (value['published_by'] == null ||
        entryPublishedBy(value['published_by'], within, 'published_by')) &&
      (value['annotations'] == null ||
        entryAnnotations(value['annotations'], within, 'annotations')) &&
      (value['mimetype'] == null || text(value['mimetype'], within, 'mimetype')) &&
      (value['language'] == null || text(value['language'], within, 'language')) &&
      (value['reading_time'] == null || int(value['reading_time'], within, 'reading_time')) &&
      (value['domain_name'] == null || text(value['domain_name'], within, 'domain_name')) &&
      (value['preview_picture'] == null ||
        text(value['preview_picture'], within, 'preview_picture')) &&
      (value['http_status'] == null || text(value['http_status'], within, 'http_status')) &&
      (value['headers'] == null || entryHeaders(value['headers'], within, 'headers')) &&
      entryTags(value['tags'], within, 'tags') &&
      int(value['user_id'], within, 'user_id') &&
      text(value['user_name'], within, 'user_name') &&
      text(value['user_email'], within, 'user_email') &&
      entryLinks(value['_links'], within, '_links')
    )
  }
  const entryPageEnvelope: Check = object({
    page: int,
    limit: int,
    pages: int,
    total: int,
    _links: optional(object({ self: optional(link) })),
    _embedded: object({ items: list(any) }),
  })
  const existence: Check = either(bool, int, oneOf(null))
  const existsMany: Check = map(existence)
  const info: Check = object({ appname: text, version: text, allowed_registration: bool })
  const massCreated: Check = object({ url: text, entry: int })
  const massDeleted: Check = object({ url: text, entry: bool })
  const massTagged: Check = object({ url: text, entry: either(int, oneOf(false)) })
  const oauthError: Check = object({ error: text, error_description: nullable(text) })
  const registeredUser: Check = object({
    id: int,
    username: text,
    email: text,
    name: optional(text),
    created_at: serverDate,
    updated_at: serverDate,
    default_client: object({ name: text, client_id: text, client_secret: text }),
  })
  const tagWithCount: Check = object({
    id: int,
    label: text,
    slug: text,
    nbEntries: optional(either(int, pattern(/^\d+$/))),
  })
  const taggingRule: Check = object({ rule: text, tags: list(text) })
  const user: Check = object({
    id: int,
    username: text,
    email: text,
    name: optional(text),
    created_at: serverDate,
    updated_at: serverDate,
  })
  return {
    annotation,
    annotationList: annotationListEnvelope,
    config,
    deletedTag,
    entry,
    entryPage: entryPageEnvelope,
    existsMany,
    info,
    list: listEnvelope,
    massCreated,
    massDeleted,
    massTagged,
    oauthError,
    registeredUser,
    tag,
    tagWithCount,
    taggingRule,
    user,
    version: text,
  }
}

let made: ReturnType<typeof makeChecks> | undefined

function checkOf(name: AnswerName): Check {
  made ??= makeChecks()
  return made[name]
}

/** Whether a value has the form that the API documents under a name. */
export function isAnswer<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
  return checkOf(name)(value)
}

/** Lists everything that is wrong with a value that should have the form under a name. */
export function issuesOf(name: AnswerName, value: unknown): readonly WireIssue[] {
  return issuesIn(value, checkOf(name))
}
