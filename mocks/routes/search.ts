import { type Answer, type ApiRequest, json } from '../http/message.js'
import { asciiLower, toInt64, toText } from '../php/values.js'
import type { Entry } from '../state/rows.js'
import type { Server } from './context.js'
import { pageJson } from './paging.js'
import { entryJson } from './serialize.js'

/**
 * `GET /api/search`: SQL `LIKE` over content, title and URL; in 2.7.0-dev also over annotations.
 */
export function search({ state, basePath }: Server, request: ApiRequest): Answer {
  const { query, user } = request
  const term = query.get('term') ?? null
  const like = likeTest(toText(term))
  const texts = (entry: Entry) => {
    const notes = state.isDev ? state.library.annotationsOf(entry.id).map(({ text }) => text) : []
    return [entry.title, entry.url, entry.content, ...notes]
  }
  const found = [...state.library.ofUser(user.id)].filter((entry) => texts(entry).some(like))
  found.sort((a, b) => b.createdAt - a.createdAt)
  return json(
    pageJson({
      total: found.length,
      slice: (offset, count) =>
        found.slice(offset, offset + count).map((entry) => entryJson(state, entry)),
      page: toInt64(query.get('page') ?? 1),
      perPage: toInt64(query.get('perPage') ?? 30),
      url: `${request.origin}${basePath}/api/search`,
      params: [['term', term]],
    }),
  )
}

/** `%` and `_` in the term are wildcards (quirk 47). SQLite ignores the case of A to Z only. */
function likeTest(term: string): (text: string | null) => boolean {
  // SQLite's pattern is a C string, so it ends at a NUL.
  const [head = '', ...cut] = asciiLower(term).split('\0')
  const wanted = cut.length === 0 ? head : `${head}%`
  if (!/[%_]/.test(wanted)) return (text) => text !== null && asciiLower(text).includes(wanted)
  const source = wanted
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.')
  const pattern = new RegExp(source, 'su')
  return (text) => text !== null && pattern.test(asciiLower(text))
}
