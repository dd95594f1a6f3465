import { type Answered, type Api, deletion, falselyMissing } from '../api/api.js'
import { UrlLine } from '../api/chunks.js'
import { isWallabagError, WallabagError } from '../errors/index.js'
import { queryText } from '../http/transport.js'
import type { Scope } from '../http/wait.js'
import { type TagWithCount, tagWithCountFromWire } from '../values/tag.js'

/** `GET /api/tags`: all tags of the user's entries, in alphabetical order. */
export function listTags(api: Api, scope: Scope): Promise<Answered<TagWithCount[]>> {
  const request = { operation: 'listTags', method: 'GET', path: 'api/tags' } as const
  return api.many(request, 'tagWithCount', tagWithCountFromWire, scope)
}

/**
 * `DELETE /api/tags/{id}`: removes a tag from all entries of the user.
 *
 * @param label - The expected label, if known: the id may have been reused for another tag (quirk
 *   68).
 */
export async function deleteTag(
  api: Api,
  id: number,
  label: string | undefined,
  scope: Scope,
): Promise<Answered<void>> {
  if (label !== undefined) {
    const isIt = (tag: TagWithCount) => tag.id === id && tag.label === label
    if (await isNoTag(api, isIt, scope)) {
      const message = `There is no tag “${label}” with the number ${id}.`
      throw new WallabagError('not_found_tag', message, { outcome: 'refused' })
    }
  }
  const request = { operation: 'deleteTag', method: 'DELETE', path: `api/tags/${id}` } as const
  const run = () => api.deleted(request, 'label', id, scope)
  return deletion('not_found_tag', run, undefined, () =>
    isNoTag(api, (tag) => tag.id === id, scope),
  )
}

/** `DELETE /api/tag/label` (singular): takes the label as it is stored, in the query. */
export function deleteTagByLabel(api: Api, label: string, scope: Scope): Promise<Answered<void>> {
  const request = {
    operation: 'deleteTagByLabel',
    method: 'DELETE',
    path: 'api/tag/label',
    query: new URLSearchParams({ tag: label }),
  } as const
  const run = () => api.deleted(request, 'label', null, scope)
  return deletion('not_found_tag', run, undefined, () => isNoLabel(api, [label], scope))
}

/**
 * `DELETE /api/tags/label` (plural), in as many requests as the labels need. Returns the labels
 * that existed. If none of a request exists, the server answers 404 (quirk 62).
 *
 * @param open - Opens the scope of one request.
 */
export async function deleteTagsByLabel(
  api: Api,
  labels: readonly string[],
  open: () => Scope,
): Promise<Answered<string[]>> {
  const found: string[] = []
  let last: Answered<string[]> | undefined
  let missing: unknown
  // The server splits its list at commas. A label with a comma is sent alone, to the endpoint for
  // one label.
  const several = labels.filter((label) => !label.includes(','))
  const alone = labels.filter((label) => label.includes(','))
  // The equals sign has the same length as the comma between two labels.
  const lengthOf = (label: string) => queryText(new URLSearchParams({ '': label })).length
  const chunks = [...new UrlLine().cut(several, lengthOf), ...alone.map((label) => [label])]
  for (const chunk of chunks) {
    try {
      last = await deleteChunk(api, chunk, open())
      found.push(...last.value)
    } catch (error) {
      if (!isWallabagError(error) || error.code !== 'not_found_tag') throw error
      if (!(await isNoLabel(api, chunk, open()))) throw falselyMissing(error)
      missing = error
    }
  }
  if (!last) throw missing
  return { value: found, response: last.response }
}

/** The empty answer for a 404 which says that none of the labels exists. Throws any other error. */
export function noTagDeleted(error: unknown): Answered<string[]> {
  if (!isWallabagError(error) || error.code !== 'not_found_tag') throw error
  const response = { status: 404, headers: new Headers(), attempts: error.attempts }
  return { value: [], response }
}

async function deleteChunk(api: Api, labels: readonly string[], scope: Scope) {
  const [first = ''] = labels
  if (first.includes(',')) {
    const { response } = await deleteTagByLabel(api, first, scope)
    return { value: [first], response }
  }
  const request = {
    operation: 'deleteTagsByLabel',
    method: 'DELETE',
    path: 'api/tags/label',
    query: new URLSearchParams({ tags: labels.join(',') }),
  } as const
  const run = () => api.many(request, 'deletedTag', ({ label }) => label, scope)
  return deletion('not_found_tag', run, [], () => isNoLabel(api, labels, scope))
}

/** Confirms that none of the labels exists, after a 404 said so. */
async function isNoTag(
  api: Api,
  isIt: (tag: TagWithCount) => boolean,
  scope: Scope,
): Promise<boolean> {
  return !(await listTags(api, scope)).value.some(isIt)
}

function isNoLabel(api: Api, labels: readonly string[], scope: Scope): Promise<boolean> {
  return isNoTag(api, ({ label }) => labels.includes(label), scope)
}
