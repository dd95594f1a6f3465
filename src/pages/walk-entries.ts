import type { Scope } from '../http/scope.js'
import type { EntrySummary } from '../models/entry.js'
import type { Api } from '../operations/api.js'
import { listEntries, type PageData, type PageRequest } from '../operations/list.js'
import { WalkById } from './walk.js'

const perPage = 100

/**
 * Walks all that a filter finds in the order of ids, without the content; page after page, of which
 * `ids` can name again what came before.
 *
 * @param open - Opens the scope of one request; there can be thousands.
 */
export async function* walkEntries(
  api: Api,
  filter: URLSearchParams,
  open: () => Scope,
): AsyncGenerator<PageData<EntrySummary>, void, undefined> {
  const query = new URLSearchParams(filter)
  query.set('detail', 'metadata')
  query.set('sort', 'created')
  query.set('order', 'asc')
  const fetch = async (at: PageRequest) => (await listEntries(api, query, at, open())).value
  const walk = new WalkById(fetch, perPage, 'asc')
  // What ends a request is in its scope.
  const { signal } = new AbortController()
  for (let page = await walk.next(signal); page; page = await walk.next(signal)) yield page
}
