import { noSuch, unexpectedInput } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import type { Entry } from '../models/entry.js'
import type { Context } from '../operations/context.js'
import { searchEntries } from '../operations/list.js'
import { List } from '../pages/list.js'

const usualPerPage = 30

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
  // A search knows no filter: with one that is ignored it would find more than was asked for.
  for (const name of Object.keys(options)) {
    if (name !== 'perPage') throw noSuch('invalid_filter', 'option', name, ['perPage'])
  }
  const { perPage = usualPerPage } = options
  if (!Number.isSafeInteger(perPage) || perPage < 1) {
    throw unexpectedInput('perPage', 'a whole number above 0', perPage)
  }
  const query = new URLSearchParams({ term: words })
  return new List<Entry>({
    perPage,
    byId: null,
    signal: context.signal(request),
    fetch: async (at, signal) => {
      const scope = context.scope({ ...request, signal })
      return (await searchEntries(context.api, query, at, scope)).value
    },
  })
}
