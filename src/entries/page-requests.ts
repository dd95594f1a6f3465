// The requests for one page of a list or a search.
import { type Answered, type Api, idOf } from '../api/api.js'
import type { WireEntry } from '../contract/entry-schemas.js'
import type { Scope } from '../http/wait.js'
import { type EntrySummary, entryFromWire, entrySummaryFromWire } from './entry.js'
import { checkAnswer, type Shown } from './page-proof.js'

/** One page as the server sent it. */
export interface PageData<T> {
  readonly items: readonly T[]
  /** The ids of all items, including invalid items that were left out. */
  readonly ids: readonly number[]
  /** How many items the server sent. */
  readonly length: number
  readonly number: number
  readonly perPage: number
  readonly pageCount: number
  readonly total: number
}

/** Selects a page of a list. */
export interface PageRequest {
  readonly page: number
  readonly perPage: number
  /** Whether the request must not be repeated. */
  readonly once?: boolean
  /** Whether the answer must prove that the server understood the whole filter. */
  readonly proven?: boolean
}

/** Fetches one page of a list. */
export type FetchPage<T> = (at: PageRequest, signal?: AbortSignal) => Promise<PageData<T>>

/** `GET /api/entries`; whole entries unless the query says `detail=metadata`. */
export function listEntries(api: Api, filter: URLSearchParams, at: PageRequest, scope: Scope) {
  const metadata = filter.get('detail') === 'metadata'
  const map = metadata ? entrySummaryFromWire : entryFromWire
  return listEntriesAs<EntrySummary>(api, filter, at, map, scope)
}

/** `GET /api/entries`, mapped by the caller. */
export function listEntriesAs<T extends Shown>(
  api: Api,
  filter: URLSearchParams,
  at: PageRequest,
  map: (wire: WireEntry, baseUrl: string) => T,
  scope: Scope,
): Promise<Answered<PageData<T>>> {
  return listPage(api, 'listEntries', 'api/entries', filter, at, map, scope)
}

/** `GET /api/search`, which always sends the whole content (quirk 47). */
export function searchEntries(api: Api, query: URLSearchParams, at: PageRequest, scope: Scope) {
  return listPage(api, 'searchEntries', 'api/search', query, at, entryFromWire, scope)
}

async function listPage<T extends Shown>(
  api: Api,
  operation: 'listEntries' | 'searchEntries',
  path: string,
  filter: URLSearchParams,
  at: PageRequest,
  map: (wire: WireEntry, baseUrl: string) => T,
  scope: Scope,
): Promise<Answered<PageData<T>>> {
  const query = new URLSearchParams(filter)
  if (at.page > 1) query.set('page', String(at.page))
  query.set('perPage', String(at.perPage))
  const request = { operation, method: 'GET', path, query, once: at.once } as const
  const reply = await api.send(request, scope)
  const page = api.envelope(reply, 'entryPage')
  const raw = page._embedded.items
  const value = {
    items: await api.items(reply, raw, 'entry', map),
    ids: raw.map(idOf).filter((id) => id !== null),
    length: raw.length,
    number: page.page,
    perPage: page.limit,
    pageCount: page.pages,
    total: page.total,
  }
  const answer = { ...value, link: page._links?.self?.href }
  checkAnswer(query, at, answer, (what, code) => api.convert.otherAnswer(reply, what, code))
  return { value, response: reply }
}
