import type * as checks from './checks.js'

let loading: Promise<typeof checks> | undefined

/**
 * The checks of the answers, loaded while the first request is under way: making zod and the schemas
 * takes a third as long as loading all the rest (`npm run bench`).
 */
export function loadChecks(): Promise<typeof checks> {
  loading ??= import('./checks.js')
  return loading
}
