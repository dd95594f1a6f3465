import type { Scope } from '../http/scope.js'
import type { Answered, Api } from './api.js'

/**
 * `GET /api/entries/exists` by hashes: which entry each is, or `null`. Hashes and not URLs, because
 * a URL in a query would end up in access logs, and would be decoded once more on its way. A hash
 * about which the answer says nothing, or only that it exists, is not in the map.
 */
export function entriesExist(
  api: Api,
  hashes: readonly string[],
  scope: Scope,
): Promise<Answered<Map<string, number | null>>> {
  const query = new URLSearchParams(hashes.map((hash) => ['hashed_urls[]', hash]))
  query.set('return_id', '1')
  return api.one(
    { operation: 'entriesExist', method: 'GET', path: 'api/entries/exists', query },
    'existsMany',
    (wire) => new Map(hashes.flatMap((hash) => answerFor(hash, wire[hash]))),
    scope,
  )
}

function answerFor(hash: string, existence: unknown): [string, number | null][] {
  if (typeof existence === 'number') return [[hash, existence]]
  return existence === null || existence === false ? [[hash, null]] : []
}
