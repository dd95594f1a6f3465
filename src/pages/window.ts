import type { PageRequest } from '../operations/list.js'

/**
 * The page, of about the size asked for, that holds the entry at `target` and brings the most
 * entries after it. The server counts in whole pages, so the size decides where a page begins.
 */
export function windowAt(target: number, size: number): PageRequest {
  let best: PageRequest = { page: 1, perPage: size }
  let most = 0
  // Below half the size more pages would be needed than a better beginning saves.
  for (let perPage = size; perPage >= Math.max(2, size / 2) && perPage - 1 > most; perPage--) {
    const fresh = perPage - 1 - (target % perPage)
    if (fresh <= most) continue
    most = fresh
    best = { page: Math.floor(target / perPage) + 1, perPage }
  }
  return best
}
