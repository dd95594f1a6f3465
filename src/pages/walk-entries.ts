import type { Scope } from '../http/scope.js'
import type { EntrySummary } from '../models/entry.js'
import type { Api } from '../operations/api.js'
import { listEntries, type PageData, type PageRequest } from '../operations/list.js'
import { isAskedFor } from '../operations/page-proof.js'
import { WalkById } from './walk.js'

/** A page of metadata is small, and a job walks a whole library. */
const perPage = 100

/**
 * Walks all that a filter finds in the order of ids, without the content; page after page, of which
 * `ids` can name again what came before.
 *
 * @param open - Opens the scope of one request; there can be thousands.
 * @param order - From the oldest (`asc`, the default) or from the newest.
 */
export async function* walkEntries(
  api: Api,
  filter: URLSearchParams,
  open: () => Scope,
  order: 'asc' | 'desc' = 'asc',
): AsyncGenerator<PageData<EntrySummary>, void, undefined> {
  const query = new URLSearchParams(filter)
  query.set('detail', 'metadata')
  query.set('sort', 'created')
  query.set('order', order)
  const fetch = async (at: PageRequest) => (await listEntries(api, query, at, open())).value
  const walk = new WalkById(fetch, perPage, order)
  // What ends a request is in its scope.
  for (let page = await walk.next(); page; page = await walk.next())
    yield onlyAskedFor(page, filter)
}

/** A page without the entries that do not show what the filter asks for. */
function onlyAskedFor(
  page: PageData<EntrySummary>,
  filter: URLSearchParams,
): PageData<EntrySummary> {
  const others = new Set(page.items.filter((entry) => !isAskedFor(filter, entry)))
  if (others.size === 0) return page
  const left = new Set([...others].map(({ id }) => id))
  return {
    ...page,
    items: page.items.filter((entry) => !others.has(entry)),
    ids: page.ids.filter((id) => !left.has(id)),
  }
}
