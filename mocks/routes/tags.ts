import { Draft } from '../content/draft.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json } from '../http/message.js'
import { isUtf8 } from '../php/utf8.js'
import { compareBinary, type PhpValue, toStringArgument, toText } from '../php/values.js'
import type { Tag } from '../state/rows.js'
import { idIn, type Server } from './context.js'
import { tagJson } from './serialize.js'

/** `GET /api/tags`: the tags of the user's entries, sorted by label. */
export function getTags({ state }: Server, request: ApiRequest): Answer {
  const used = state.library.tags.ofUser(request.user.id)
  return json(used.map(({ tag, count }) => ({ ...tagJson(tag), nbEntries: count })))
}

/** `DELETE /api/tags/{tag}`: deletes a tag by its id. */
export function deleteTag(server: Server, request: ApiRequest): Answer {
  const tag = server.state.library.tags.rows.get(idIn(request, 'tag'))
  return json(detach(server, request, tag === undefined ? [] : [tag.label])[0])
}

/**
 * `DELETE /api/tag/label`: deletes a tag by its exact label, which is neither trimmed nor
 * lower-cased (quirk 19).
 */
export function deleteTagByLabel(server: Server, request: ApiRequest): Answer {
  const label = parameter(server, request, 'tag') ?? ''
  if (typeof label === 'object') throw new HttpError(404)
  return json(detach(server, request, [toText(label)])[0])
}

/** `DELETE /api/tags/label`: unknown labels are skipped; if none is known, the answer is 404. */
export function deleteTagsByLabel(server: Server, request: ApiRequest): Answer {
  const labels = toStringArgument(parameter(server, request, 'tags') ?? '').split(',')
  return json(detach(server, request, labels))
}

/** If both the query and the body contain it, 2.6.14 uses the query and 2.7.0-dev the body. */
function parameter(
  { state }: Server,
  { query, params }: ApiRequest,
  name: string,
): PhpValue | undefined {
  const [first, second] = state.isDev ? [params, query] : [query, params]
  return first.get(name) ?? second.get(name)
}

/**
 * Removes tags from all entries of the user. A tag that nobody uses any more is deleted, and its id
 * is freed.
 */
function detach({ state }: Server, request: ApiRequest, labels: readonly string[]) {
  const { tags } = state.library
  // The query fails for text that is not UTF-8.
  if (!labels.every(isUtf8)) throw new HttpError(500)
  const found = [...new Set(labels)].flatMap((label) => {
    const tag = tags.byLabel(label)
    return tag !== undefined && tags.isUsedBy(request.user.id, tag) ? [tag] : []
  })
  if (found.length === 0) throw new HttpError(404)
  found.sort((a, b) => compareBinary(a.slug, b.slug))
  return found.map((tag) => {
    untagAll(state.library.entries, tag)
    const { id, ...rest } = tagJson(tag)
    return tags.removeOrphan(tag) ? rest : { id, ...rest }
  })

  function untagAll(entries: typeof state.library.entries, tag: Tag): void {
    for (const id of [...tags.entriesWith(tag.id)]) {
      const entry = entries.get(id)
      if (entry?.user !== request.user.id) continue
      const draft = Draft.edit(state, request.user, entry)
      draft.removeLabel(tag.label)
      draft.save(request.arrival)
    }
  }
}
