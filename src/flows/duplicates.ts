import type { Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import { walkEntries } from '../pages/walk-entries.js'

/**
 * The other entries of an address that were made since a moment on the server's clock: what a lost
 * try left behind after it was made again. Newest first, so that a library of any size costs a page.
 */
export async function youngDuplicates(
  api: Api,
  of: { readonly id: number; readonly hash: string; readonly since: Date },
  scope: Scope,
): Promise<number[]> {
  const found: number[] = []
  const newest = walkEntries(api, new URLSearchParams(), () => scope, 'desc')
  for await (const { items } of newest) {
    const young = items.filter(({ createdAt }) => createdAt >= of.since)
    for (const { id, hashedUrl, hashedGivenUrl } of young) {
      if (id !== of.id && (hashedUrl === of.hash || hashedGivenUrl === of.hash)) found.push(id)
    }
    if (young.length < items.length) break
  }
  return found
}
