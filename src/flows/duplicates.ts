import type { Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import { listEntries } from '../operations/list.js'

/** A page of metadata is small, and a busy job makes many entries in the time of a lost try. */
const perPage = 100

/**
 * The other entries of an address that were made since a moment on the server's clock: what a lost
 * try left behind after it was made again. Newest first, so that a library of any size costs a page.
 */
export async function youngDuplicates(
  api: Api,
  of: { readonly id: number; readonly hash: string; readonly since: Date },
  scope: Scope,
): Promise<number[]> {
  const query = new URLSearchParams({ detail: 'metadata' })
  const found: number[] = []
  for (let page = 1; ; page++) {
    const { value } = await listEntries(api, query, { page, perPage }, scope)
    const young = value.items.filter(({ createdAt }) => createdAt >= of.since)
    for (const { id, hashedUrl, hashedGivenUrl } of young) {
      if (id !== of.id && (hashedUrl === of.hash || hashedGivenUrl === of.hash)) found.push(id)
    }
    if (young.length < value.items.length || page >= value.pageCount) return found
  }
}
