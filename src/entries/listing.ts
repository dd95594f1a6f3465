// `list`, `count` and `search`: they check a filter and create a list.
import { type Answered, noResponse } from '../api/api.js'
import type { Context } from '../api/context.js'
import { aCount, aText, checkOptions, checkUnicode, unexpectedInput } from '../errors/index.js'
import { type RequestOptions, requestRules } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import { walkEntries } from './ahead.js'
import { Cursors } from './cursor.js'
import type { Entry, EntrySummary } from './entry.js'
import { type EntryFilter, filterToWire, type ListOptions } from './entry-filter.js'
import { List, type ListSource } from './list.js'
import {
  type FetchPage,
  listEntries,
  type PageData,
  type PageRequest,
  searchEntries,
} from './page-requests.js'
import { aroundUnreadable } from './unreadable.js'
import { isWanted, type Where, type WhereOptions, whereRules } from './where.js'

const defaultPerPage = 30

/** Where a list begins, a predicate for its entries, and the timeouts of its requests. */
export interface ListRequest extends RequestOptions, WhereOptions {
  /** The cursor of a page of the same list, to continue after that page. */
  after?: string | undefined
}

/** Creates the list of the entries that match a filter. Nothing is sent before it is read. */
export function entryList(
  context: Context,
  filter: ListOptions,
  request: ListRequest = {},
): List<EntrySummary> {
  const { query, requirements } = filterToWire(filter)
  // The default is not sent, because servers before 2.4.0 do not know the parameter.
  if (filter.detail === 'full') query.delete('detail')
  else query.set('detail', 'metadata')
  checkOptions(request, { ...requestRules, ...whereRules, after: aText }, { secret: true })
  const { after, where, whereName, ...times } = request
  const { sort = 'created', order = 'desc', perPage = defaultPerPage, detail: _, ...which } = filter
  const byId = sort === 'created' ? order : null
  const restricted = String(filterToWire(which).query)
  const how = byId ?? [sort, order, perPage]
  const cursors = new Cursors({ where, whereName }, context.api.baseUrl, restricted, how)
  const shape = { perPage, byId, start: cursors.read(after), cursors, where }
  return listOf<EntrySummary>(context, times, shape, async (at, scope) => {
    await context.version.require(requirements, scope)
    return listEntries(context.api, query, at, scope)
  })
}

/** Creates a list from a function that fetches a page. */
function listOf<T extends EntrySummary>(
  context: Context,
  times: RequestOptions | undefined,
  shape: Omit<ListSource<T>, 'fetch' | 'signal'>,
  ask: (at: PageRequest, scope: Scope) => Promise<Answered<PageData<T>>>,
): List<T> {
  const part = context.part()
  const open = (signal?: AbortSignal) => part.scope({ ...times, signal })
  const fetch: FetchPage<T> = async (at, signal) => {
    const { value } = await ask(at, open(signal))
    const [owner] = value.items
    if (owner) shape.cursors.belongTo(owner.userId)
    return value
  }
  return new List<T>({
    ...shape,
    signal: context.signal(times),
    fetch: aroundUnreadable(fetch, { api: context.api, byId: shape.byId, open }),
  })
}

/** Counts the entries that match a filter. */
export async function countEntries(
  context: Context,
  filter: EntryFilter,
  where: Where | undefined,
  scope: Scope,
): Promise<Answered<number>> {
  const { query, requirements } = filterToWire(filter)
  query.set('detail', 'metadata')
  await context.version.require(requirements, scope)
  const { api } = context
  if (where) {
    let value = 0
    let response = noResponse()
    const pages = walkEntries(
      api,
      query,
      () => scope,
      'asc',
      undefined,
      (last) => {
        response = last
      },
    )
    for await (const { items } of pages) {
      value += items.filter((entry) => isWanted(where, entry)).length
    }
    return { value, response }
  }
  const at = { page: 1, perPage: 1 }
  const { value, response } = await listEntries(api, query, at, scope)
  // The link of a page never repeats these two filters (quirk 23). A single entry may match by
  // accident, so the opposite filter is checked as well, which the same entry cannot match.
  const others = {
    domain_name: 'no.such.host.invalid',
    http_status: filter.httpStatus === 418 ? '511' : '418',
  }
  for (const [name, other] of Object.entries(others)) {
    if (value.total === 0 || !query.has(name)) continue
    const control = new URLSearchParams(query)
    control.set(name, other)
    await listEntries(api, control, at, scope)
  }
  return { value: value.total, response }
}

/** How the results of a search are read. */
export interface SearchOptions {
  /** How many entries a page holds (default: 30). */
  perPage?: number | undefined
  /** The number of the page to begin with, from 1. */
  page?: number | undefined
  /** The cursor of a page of the same search, to continue after that page. */
  after?: string | undefined
}

/** Creates the list of the entries that contain the words. Nothing is sent before it is read. */
export function searchList(
  context: Context,
  words: string,
  options: SearchOptions,
  request: RequestOptions | undefined,
): List<Entry> {
  // Without words the server would list the whole library.
  if (typeof words !== 'string' || words.trim() === '') {
    throw unexpectedInput('words', 'some text', words)
  }
  checkUnicode(words, 'words')
  // A search has no filters. If they were ignored, it would find more than was asked for.
  const rules = { perPage: aCount, page: aCount, after: aText }
  checkOptions(options, rules, { code: 'invalid_filter' })
  const { perPage = defaultPerPage, page, after } = options
  const cursors = new Cursors({}, context.api.baseUrl, words, perPage)
  if (page && after) throw unexpectedInput('page', 'none beside `after`', page)
  const start = page ? { mark: null, position: page - 1 } : cursors.read(after)
  const query = new URLSearchParams({ term: words })
  return listOf<Entry>(
    context,
    request,
    { perPage, byId: null, start, cursors, where: undefined },
    (at, scope) => searchEntries(context.api, query, at, scope),
  )
}
