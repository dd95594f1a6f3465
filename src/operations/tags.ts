import type { Scope } from '../http/scope.js'
import { type TagWithCount, tagWithCountFromWire } from '../models/tag.js'
import type { Answered, Api } from './api.js'
import { deletion } from './gone.js'

/** `GET /api/tags`: all tags that the user's entries have, in alphabetical order. */
export function listTags(api: Api, scope: Scope): Promise<Answered<TagWithCount[]>> {
  const request = { operation: 'listTags', method: 'GET', path: 'api/tags' } as const
  return api.many(request, 'tagWithCount', tagWithCountFromWire, scope)
}

/** `DELETE /api/tags/{id}`: off all the caller's entries. */
export function deleteTag(api: Api, id: number, scope: Scope): Promise<Answered<void>> {
  const request = { operation: 'deleteTag', method: 'DELETE', path: `api/tags/${id}` } as const
  const run = () => api.one(request, 'deletedTag', () => undefined, scope)
  return deletion('not_found_tag', run, undefined)
}

/** `DELETE /api/tag/label` (singular): the label as it is stored, in the query. */
export function deleteTagByLabel(api: Api, label: string, scope: Scope): Promise<Answered<void>> {
  const request = {
    operation: 'deleteTagByLabel',
    method: 'DELETE',
    path: 'api/tag/label',
    query: new URLSearchParams({ tag: label }),
  } as const
  const run = () => api.one(request, 'deletedTag', () => undefined, scope)
  return deletion('not_found_tag', run, undefined)
}

/** `DELETE /api/tags/label` (plural): which of the labels there were; none of them is a 404 (§1.12). */
export function deleteTagsByLabel(
  api: Api,
  labels: readonly string[],
  scope: Scope,
): Promise<Answered<string[]>> {
  const request = {
    operation: 'deleteTagsByLabel',
    method: 'DELETE',
    path: 'api/tags/label',
    query: new URLSearchParams({ tags: labels.join(',') }),
  } as const
  const run = () => api.many(request, 'deletedTag', ({ label }) => label, scope)
  return deletion('not_found_tag', run, [])
}
