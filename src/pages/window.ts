import type { PageRequest } from '../operations/list.js'

/**
 * The page, of about the size asked for, that holds the entry at `target` and brings the most
 * entries after it. The server counts in whole pages, so the size decides where a page begins.
 */
export function windowAt(target: number, size: number): PageRequest {
  let best: PageRequest = { page: 1, perPage: size }
  let most = 0
  const consider = (perPage: number) => {
    const fresh = perPage - 1 - (target % perPage)
    if (fresh <= most) return
    most = fresh
    best = { page: Math.floor(target / perPage) + 1, perPage }
  }
  // Below half the size more pages would be needed than a better beginning saves.
  for (let perPage = size; perPage >= Math.max(2, size / 2) && perPage - 1 > most; perPage--) {
    consider(perPage)
  }
  // With few sizes to choose from, the target can be the last of a page with every one of them.
  for (let perPage = size + 1; most === 0; perPage++) consider(perPage)
  return best
}
