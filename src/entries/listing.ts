import type { Answered } from '../api/api.js'
import type { Context } from '../api/context.js'
import { aCount, checkOptions, checkUnicode, unexpectedInput } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import type { Entry, EntrySummary } from './entry.js'
import { type EntryFilter, filterToWire, type ListOptions } from './entry-filter.js'
import { List } from './list.js'
import { listEntries, searchEntries } from './page-requests.js'
import { aroundUnreadable } from './unreadable.js'

const usualPerPage = 30

/** The list of the entries that a filter names; nothing is sent before it is read. */
export function entryList(
  context: Context,
  filter: ListOptions,
  request: RequestOptions | undefined,
): List<EntrySummary> {
  const { query, requirements } = filterToWire(filter)
  if (!query.has('detail')) query.set('detail', 'metadata')
  const byId = (filter.sort ?? 'created') === 'created' ? (filter.order ?? 'desc') : null
  const part = context.part()
  const open = (signal?: AbortSignal) => part.scope({ ...request, signal })
  return new List<EntrySummary>({
    perPage: filter.perPage ?? usualPerPage,
    byId,
    signal: context.signal(request),
    fetch: aroundUnreadable(
      async (at, signal) => {
        const scope = open(signal)
        await context.version.require(requirements, scope)
        return (await listEntries(context.api, query, at, scope)).value
      },
      { api: context.api, byId, open },
    ),
  })
}

/** How many entries a filter names. */
export async function countEntries(
  context: Context,
  filter: EntryFilter,
  scope: Scope,
): Promise<Answered<number>> {
  const { query, requirements } = filterToWire(filter)
  query.set('detail', 'metadata')
  await context.version.require(requirements, scope)
  const at = { page: 1, perPage: 1 }
  const { value, response } = await listEntries(context.api, query, at, scope)
  return { value: value.total, response }
}

/** How the results of a search are read. */
export interface SearchOptions {
  /** How many entries a page holds; 30 unless told. */
  perPage?: number | undefined
}

/** The list of the entries in which the words occur; nothing is sent before it is read. */
export function searchList(
  context: Context,
  words: string,
  options: SearchOptions,
  request: RequestOptions | undefined,
): List<Entry> {
  // The server takes no words for all words, and lists the whole library.
  if (typeof words !== 'string' || words.trim() === '') {
    throw unexpectedInput('words', 'some text', words)
  }
  checkUnicode(words, 'words')
  // A search knows no filter: with one that is ignored it would find more than was asked for.
  checkOptions(options, { perPage: aCount }, { code: 'invalid_filter' })
  const { perPage = usualPerPage } = options
  const query = new URLSearchParams({ term: words })
  const part = context.part()
  const open = (signal?: AbortSignal) => part.scope({ ...request, signal })
  return new List<Entry>({
    perPage,
    byId: null,
    signal: context.signal(request),
    fetch: aroundUnreadable(
      async (at, signal) => (await searchEntries(context.api, query, at, open(signal))).value,
      { api: context.api, byId: null, open },
    ),
  })
}
