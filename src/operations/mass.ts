import type { Scope } from '../http/scope.js'
import type { WireAnswer } from '../wire/checks.js'
import type { Answered, Api } from './api.js'

/** One line of a mass tagging: an address and the labels for it. */
export interface MassTagItem {
  readonly url: string
  readonly labels: readonly string[]
}

/** What became of one line: the id of the entry that was found under the address, or `null`. */
export interface MassTagResult {
  readonly url: string
  readonly id: number | null
}

/** What became of one address of a mass create. */
export interface MassCreateResult {
  readonly url: string
  /** The entry, whether it is new or was there. */
  readonly id: number
}

/** What became of one address of a mass delete. */
export interface MassDeleteResult {
  readonly url: string
  /** `false` when nothing was saved under the address. */
  readonly deleted: boolean
}

/** `POST /api/entries/lists` (plural): at most ten, each fetched within the request (§1.11). */
export function createEntries(
  api: Api,
  urls: readonly string[],
  scope: Scope,
): Promise<Answered<MassCreateResult[]>> {
  const query = new URLSearchParams({ urls: JSON.stringify(urls) })
  const path = 'api/entries/lists'
  const request = { operation: 'createEntries', method: 'POST', path, query } as const
  return api.many(request, 'massCreated', ({ url, entry }) => ({ url, id: entry }), scope)
}

/** `DELETE /api/entries/list` (singular). */
export function deleteEntries(
  api: Api,
  urls: readonly string[],
  scope: Scope,
): Promise<Answered<MassDeleteResult[]>> {
  const query = massDeleteQuery(urls)
  const path = 'api/entries/list'
  const request = { operation: 'deleteEntries', method: 'DELETE', path, query } as const
  return api.many(request, 'massDeleted', ({ url, entry }) => ({ url, deleted: entry }), scope)
}

/** `POST /api/entries/tags/lists` (plural): a JSON text in the query, not a body (Q26). */
export function addTagsToEntries(
  api: Api,
  items: readonly MassTagItem[],
  scope: Scope,
): Promise<Answered<MassTagResult[]>> {
  return massTag(api, 'addTagsToEntries', 'POST', 'api/entries/tags/lists', items, scope)
}

/** `DELETE /api/entries/tags/list` (singular); a label that nobody has is a 500 midway (Q26). */
export function removeTagsFromEntries(
  api: Api,
  items: readonly MassTagItem[],
  scope: Scope,
): Promise<Answered<MassTagResult[]>> {
  return massTag(api, 'removeTagsFromEntries', 'DELETE', 'api/entries/tags/list', items, scope)
}

/** The query of a mass tagging, as it goes over the wire; its length decides how much fits in a call. */
export function massTagQuery(items: readonly MassTagItem[]): URLSearchParams {
  const list = items.map(({ url, labels }) => ({ url, tags: labels.join(',') }))
  return new URLSearchParams({ list: JSON.stringify(list) })
}

/** The query of a mass delete. */
export function massDeleteQuery(urls: readonly string[]): URLSearchParams {
  return new URLSearchParams({ urls: JSON.stringify(urls) })
}

function massTag(
  api: Api,
  operation: 'addTagsToEntries' | 'removeTagsFromEntries',
  method: 'POST' | 'DELETE',
  path: string,
  items: readonly MassTagItem[],
  scope: Scope,
): Promise<Answered<MassTagResult[]>> {
  const request = { operation, method, path, query: massTagQuery(items) }
  const resultOf = ({ url, entry }: WireAnswer<'massTagged'>) => ({
    url,
    id: entry === false ? null : entry,
  })
  return api.many(request, 'massTagged', resultOf, scope)
}
