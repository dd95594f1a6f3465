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
  number,
  oneOf,
  pattern,
  text,
  type WireIssue,
  wrong,
} from './check.js'

const annotationRange: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    (value['start'] == null || text(value['start'], within, 'start')) &&
    (value['startOffset'] == null ||
      either(value['startOffset'], within, 'startOffset', text, int)) &&
    (value['end'] == null || text(value['end'], within, 'end')) &&
    (value['endOffset'] == null || either(value['endOffset'], within, 'endOffset', text, int))
  )
}

const annotationRanges1Item2: Check = (value, report, key) => list(value, report, key, any, 0)

const annotationRanges1Item: Check = (value, report, key) =>
  either(value, report, key, annotationRange, annotationRanges1Item2)

const annotationRanges1: Check = (value, report, key) =>
  list(value, report, key, annotationRanges1Item)

const annotationRanges2: Check = (value, report, key) =>
  map(value, report, key, annotationRanges1Item)

const annotationRanges: Check = (value, report, key) =>
  either(value, report, key, annotationRanges1, annotationRanges2)

const serverDate: Check = (value, report, key) =>
  pattern(value, report, key, /^-?\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$/)

const annotation: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['id'], within, 'id') &&
    text(value['text'], within, 'text') &&
    text(value['quote'], within, 'quote') &&
    annotationRanges(value['ranges'], within, 'ranges') &&
    serverDate(value['created_at'], within, 'created_at') &&
    serverDate(value['updated_at'], within, 'updated_at') &&
    (value['user'] == null || text(value['user'], within, 'user')) &&
    text(value['annotator_schema_version'], within, 'annotator_schema_version')
  )
}

const listEnvelope: Check = (value, report, key) => list(value, report, key, any)

const annotationListEnvelope: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return int(value['total'], within, 'total') && listEnvelope(value['rows'], within, 'rows')
}

const zeroOrOne: Check = (value, report, key) => oneOf(value, report, key, 0, 1)

const config: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['id'], within, 'id') &&
    int(value['items_per_page'], within, 'items_per_page') &&
    text(value['language'], within, 'language') &&
    (value['feed_token'] === undefined || text(value['feed_token'], within, 'feed_token')) &&
    (value['feed_limit'] === undefined || int(value['feed_limit'], within, 'feed_limit')) &&
    (value['reading_speed'] === undefined ||
      number(value['reading_speed'], within, 'reading_speed')) &&
    (value['action_mark_as_read'] === undefined ||
      int(value['action_mark_as_read'], within, 'action_mark_as_read')) &&
    (value['list_mode'] === undefined || int(value['list_mode'], within, 'list_mode')) &&
    (value['display_thumbnails'] === undefined ||
      zeroOrOne(value['display_thumbnails'], within, 'display_thumbnails')) &&
    (value['font'] === undefined || text(value['font'], within, 'font')) &&
    (value['fontsize'] === undefined || number(value['fontsize'], within, 'fontsize')) &&
    (value['line_height'] === undefined || number(value['line_height'], within, 'line_height')) &&
    (value['max_width'] === undefined || number(value['max_width'], within, 'max_width'))
  )
}

const deletedAnnotation: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    (value['id'] === undefined || int(value['id'], within, 'id')) &&
    text(value['text'], within, 'text') &&
    text(value['quote'], within, 'quote') &&
    annotationRanges(value['ranges'], within, 'ranges') &&
    serverDate(value['created_at'], within, 'created_at') &&
    serverDate(value['updated_at'], within, 'updated_at') &&
    (value['user'] == null || text(value['user'], within, 'user')) &&
    text(value['annotator_schema_version'], within, 'annotator_schema_version')
  )
}

const deletedTag: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    (value['id'] === undefined || int(value['id'], within, 'id')) &&
    text(value['label'], within, 'label') &&
    text(value['slug'], within, 'slug')
  )
}

const entryPublishedByItem1: Check = (value, report, key) =>
  value === null || text(value, report, key)

const entryPublishedByItem2: Check = (value, report, key) =>
  list(value, report, key, entryPublishedByItem1)

const entryPublishedByItem: Check = (value, report, key) =>
  either(value, report, key, entryPublishedByItem1, entryPublishedByItem2)

const entryHeaders1: Check = (value, report, key) => map(value, report, key, text)

const entryHeaders2: Check = (value, report, key) => list(value, report, key, any, 0)

const tag: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['id'], within, 'id') &&
    text(value['label'], within, 'label') &&
    text(value['slug'], within, 'slug')
  )
}

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
    (value['published_at'] == null || serverDate(value['published_at'], within, 'published_at')) &&
    (value['published_by'] == null ||
      list(value['published_by'], within, 'published_by', entryPublishedByItem)) &&
    (value['annotations'] == null ||
      list(value['annotations'], within, 'annotations', annotation)) &&
    (value['mimetype'] == null || text(value['mimetype'], within, 'mimetype')) &&
    (value['language'] == null || text(value['language'], within, 'language')) &&
    (value['reading_time'] == null || int(value['reading_time'], within, 'reading_time')) &&
    (value['domain_name'] == null || text(value['domain_name'], within, 'domain_name')) &&
    (value['preview_picture'] == null ||
      text(value['preview_picture'], within, 'preview_picture')) &&
    (value['http_status'] == null || text(value['http_status'], within, 'http_status')) &&
    (value['headers'] == null ||
      either(value['headers'], within, 'headers', entryHeaders1, entryHeaders2)) &&
    list(value['tags'], within, 'tags', tag) &&
    int(value['user_id'], within, 'user_id') &&
    text(value['user_name'], within, 'user_name') &&
    text(value['user_email'], within, 'user_email') &&
    entryLinks(value['_links'], within, '_links')
  )
}

const entryId: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return int(value['id'], within, 'id')
}

const entryPageEnvelopeLinks: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return value['self'] === undefined || link(value['self'], within, 'self')
}

const entryPageEnvelopeEmbedded: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return list(value['items'], within, 'items', any)
}

const entryPageEnvelope: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['page'], within, 'page') &&
    int(value['limit'], within, 'limit') &&
    int(value['pages'], within, 'pages') &&
    int(value['total'], within, 'total') &&
    (value['_links'] === undefined || entryPageEnvelopeLinks(value['_links'], within, '_links')) &&
    entryPageEnvelopeEmbedded(value['_embedded'], within, '_embedded')
  )
}

const existence3: Check = (value, report, key) => oneOf(value, report, key, null)

const existence: Check = (value, report, key) => either(value, report, key, bool, int, existence3)

const existsMany: Check = (value, report, key) => map(value, report, key, existence)

const flatError: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return int(value['code'], within, 'code') && text(value['message'], within, 'message')
}

const info: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    text(value['appname'], within, 'appname') &&
    text(value['version'], within, 'version') &&
    bool(value['allowed_registration'], within, 'allowed_registration')
  )
}

const massCreated: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return text(value['url'], within, 'url') && int(value['entry'], within, 'entry')
}

const massDeleted: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return text(value['url'], within, 'url') && bool(value['entry'], within, 'entry')
}

const massTaggedEntry2: Check = (value, report, key) => oneOf(value, report, key, false)

const massTagged: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    text(value['url'], within, 'url') &&
    either(value['entry'], within, 'entry', int, massTaggedEntry2)
  )
}

const oauthError: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    text(value['error'], within, 'error') &&
    (value['error_description'] === null ||
      text(value['error_description'], within, 'error_description'))
  )
}

const problemError: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    text(value['type'], within, 'type') &&
    text(value['title'], within, 'title') &&
    int(value['status'], within, 'status') &&
    text(value['detail'], within, 'detail')
  )
}

const registeredUserDefaultClient: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    text(value['name'], within, 'name') &&
    text(value['client_id'], within, 'client_id') &&
    text(value['client_secret'], within, 'client_secret')
  )
}

const registeredUser: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['id'], within, 'id') &&
    text(value['username'], within, 'username') &&
    text(value['email'], within, 'email') &&
    (value['name'] === undefined || text(value['name'], within, 'name')) &&
    serverDate(value['created_at'], within, 'created_at') &&
    serverDate(value['updated_at'], within, 'updated_at') &&
    registeredUserDefaultClient(value['default_client'], within, 'default_client')
  )
}

const tagWithCountNbENtries2: Check = (value, report, key) => pattern(value, report, key, /^\d+$/)

const tagWithCount: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['id'], within, 'id') &&
    text(value['label'], within, 'label') &&
    text(value['slug'], within, 'slug') &&
    (value['nbEntries'] === undefined ||
      either(value['nbEntries'], within, 'nbEntries', int, tagWithCountNbENtries2))
  )
}

const taggingRule: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return text(value['rule'], within, 'rule') && list(value['tags'], within, 'tags', text)
}

const tokenEnvelope: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return text(value['access_token'], within, 'access_token')
}

const user: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return (
    int(value['id'], within, 'id') &&
    text(value['username'], within, 'username') &&
    text(value['email'], within, 'email') &&
    (value['name'] === undefined || text(value['name'], within, 'name')) &&
    serverDate(value['created_at'], within, 'created_at') &&
    serverDate(value['updated_at'], within, 'updated_at')
  )
}

const wrappedErrorError: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return int(value['code'], within, 'code') && text(value['message'], within, 'message')
}

const wrappedError: Check = (value, report, key) => {
  if (!isRecord(value)) return wrong('object', value, report, key)
  const within = inside(report, key)
  return wrappedErrorError(value['error'], within, 'error')
}

const checks: Readonly<Record<AnswerName, Check>> = {
  annotation,
  annotationList: annotationListEnvelope,
  config,
  deletedAnnotation,
  deletedTag,
  entry,
  entryId,
  entryPage: entryPageEnvelope,
  existsMany,
  flatError,
  info,
  list: listEnvelope,
  massCreated,
  massDeleted,
  massTagged,
  oauthError,
  problemError,
  registeredUser,
  tag,
  tagWithCount,
  taggingRule,
  token: tokenEnvelope,
  user,
  version: text,
  wrappedError,
}

/** Whether a value is what the API promises under a name. */
export function isAnswer<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
  return checks[name](value)
}

/** All that is wrong with a value that should be what the API promises under a name. */
export function issuesOf(name: AnswerName, value: unknown): readonly WireIssue[] {
  return issuesIn(value, checks[name])
}
