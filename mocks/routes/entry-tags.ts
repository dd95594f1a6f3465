import { Draft } from '../content/draft.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json } from '../http/message.js'
import { isEmpty } from '../php/values.js'
import { idIn, ownEntry, type Server } from './context.js'
import { assignLabels } from './labels.js'
import { tagJson } from './serialize.js'

/** `GET /api/entries/{entry}/tags`. */
export function getEntryTags(server: Server, request: ApiRequest): Answer {
  const entry = ownEntry(server, request)
  return json(server.state.library.tagsWith(entry.tags).map(tagJson))
}

/** `POST /api/entries/{entry}/tags`: adds tags, and answers with the entry. */
export function postEntryTags(server: Server, request: ApiRequest): Answer {
  const draft = Draft.edit(server.state, request.user, ownEntry(server, request))
  const tags = request.params.get('tags')
  if (!isEmpty(tags)) assignLabels(draft, tags)
  draft.save(request.arrival)
  return json(draft.json())
}

/**
 * `DELETE /api/entries/{entry}/tags/{tag}`: the tag itself stays, even if no entry has it any more.
 */
export function deleteEntryTag(server: Server, request: ApiRequest): Answer {
  const entry = server.state.library.entries.get(idIn(request, 'entry'))
  const tag = server.state.library.tags.rows.get(idIn(request, 'tag'))
  if (entry === undefined || tag === undefined) throw new HttpError(404)
  const draft = Draft.edit(server.state, request.user, ownEntry(server, request))
  draft.removeLabel(tag.label)
  draft.save(request.arrival)
  return json(draft.json())
}
