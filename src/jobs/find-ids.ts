import type { Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import { entriesExist } from '../operations/exists.js'
import type { Settled, UrlLine } from './url-line.js'

/** What one hash adds to the query: `hashed_urls%5B%5D=` and 40 digits. */
export const hashLength = 60

/** Looks for entries by the hashes of their addresses: what each hash got, an id or `null`. */
export function findIds(
  api: Api,
  hashes: readonly string[],
  scope: () => Scope,
  line: UrlLine,
): Promise<Settled<number | null>[]> {
  return line.send(hashes, async (part) => {
    const { value } = await entriesExist(api, part, scope())
    return part.map((hash) => value.get(hash) ?? null)
  })
}
