import type { Draft } from '../content/draft.js'
import { FetchError } from '../content/pages.js'
import {
  NOTHING,
  type Supplied,
  setLanguage,
  setPreviewPicture,
  setPublishedAt,
  updateEntry,
} from '../content/update.js'
import type { ApiRequest } from '../http/message.js'
import { isEmpty, PhpTypeError, type PhpValue, toBool, toText } from '../php/values.js'
import type { State } from '../state/state.js'
import type { Server } from './context.js'
import { assignLabels } from './labels.js'

/** The body of a POST or PATCH of an entry, as the controller reads it. */
export interface Fields {
  title: PhpValue | undefined
  content: PhpValue | undefined
  language: PhpValue | undefined
  picture: PhpValue | undefined
  publishedAt: PhpValue | undefined
  authors: PhpValue
  tags: PhpValue | undefined
  originUrl: PhpValue | undefined
  archived: PhpValue
  starred: PhpValue
  public: PhpValue
}

/** Reads only the body. The query is ignored. */
export function readFields(state: State, { params }: ApiRequest): Fields {
  const authors = params.get('authors')
  return {
    title: params.get('title'),
    content: params.get('content'),
    language: params.get('language'),
    picture: params.get('preview_picture'),
    publishedAt: params.get('published_at'),
    // Only in 2.7.0-dev does null mean “not given”.
    authors: authors === undefined || (authors === null && state.isDev) ? '' : authors,
    tags: params.get('tags'),
    originUrl: params.get('origin_url'),
    archived: params.get('archive') ?? null,
    starred: params.get('starred') ?? null,
    public: params.get('public') ?? null,
  }
}

/** The values for a POST: from the body, or else from the entry. */
export function supplied(draft: Draft, fields: Fields): Supplied {
  const { row, state } = draft
  const kept = state.isDev && row.publishedAt !== null ? row.publishedAt : undefined
  return {
    title: textOr(fields.title, row.title),
    html: contentOf(fields) ?? row.content,
    language: scalarOr(fields.language, row.language),
    date: isEmpty(fields.publishedAt) ? kept : fields.publishedAt,
    image: scalarOr(fields.picture, row.previewPicture),
    // Without authors there is one author with an empty name, which overwrites the stored ones
    // (quirk 4).
    authors: typeof fields.authors === 'string' ? fields.authors.split(',') : row.publishedBy,
  }
}

/** Archived, starred, public. Null means “not given”. */
export function applyFlags(draft: Draft, fields: Fields): void {
  if (fields.archived !== null) draft.setArchived(toBool(fields.archived))
  if (fields.starred !== null) draft.setStarred(toBool(fields.starred))
  if (fields.public !== null) draft.setPublic(toBool(fields.public))
}

/** A PATCH sets only values that are given and not empty, so nothing can be cleared (quirk 3). */
export async function applyPatch(
  server: Server,
  request: ApiRequest,
  draft: Draft,
  fields: Fields,
): Promise<void> {
  const html = contentOf(fields)
  if (html !== null) {
    const content = { ...NOTHING, html }
    try {
      await updateEntry(server, request.arrival, draft, draft.row.url, content, false)
    } catch (error) {
      if (!(error instanceof FetchError)) throw error
    }
  }
  if (!isEmpty(fields.title)) draft.row.title = toText(fields.title)
  const language = scalarOr(fields.language, null)
  if (language !== null) setLanguage(draft, language)
  if (!isEmpty(fields.authors) && typeof fields.authors === 'string') {
    draft.row.publishedBy = fields.authors.split(',')
  }
  const picture = scalarOr(fields.picture, null)
  if (picture !== null) setPreviewPicture(draft, picture)
  if (!isEmpty(fields.publishedAt)) setPublishedAt(draft, fields.publishedAt)
  if (!isEmpty(fields.tags)) {
    draft.removeAllLabels()
    assignLabels(draft, fields.tags)
  }
  applyFlags(draft, fields)
  if (!isEmpty(fields.originUrl)) draft.row.originUrl = toText(fields.originUrl)
}

function contentOf({ content }: Fields): string | null {
  if (isEmpty(content)) return null
  if (typeof content === 'object') throw new PhpTypeError('content')
  return toText(content)
}

function textOr(value: PhpValue | undefined, fallback: string | null): string | null {
  return isEmpty(value) ? fallback : toText(value)
}

/** The validator refuses an array, which only means that it is ignored. */
function scalarOr(value: PhpValue | undefined, fallback: string | null): string | null {
  return typeof value === 'object' ? fallback : textOr(value, fallback)
}
