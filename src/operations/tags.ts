import type { Scope } from '../http/scope.js'
import { type TagWithCount, tagWithCountFromWire } from '../models/tag.js'
import { listEnvelopeSchema } from '../wire/list.js'
import { tagWithCountSchema } from '../wire/tag.js'
import type { Answered, Api } from './api.js'

/** `GET /api/tags`: all tags that the user's entries have, in alphabetical order. */
export async function listTags(api: Api, scope: Scope): Promise<Answered<TagWithCount[]>> {
  const request = { operation: 'listTags', method: 'GET', path: 'api/tags' } as const
  const answer = await api.send(request, scope)
  const items = api.check(request, answer, listEnvelopeSchema)
  const value = api.items(request, answer, items, tagWithCountSchema).map(tagWithCountFromWire)
  return { value, response: answer }
}
