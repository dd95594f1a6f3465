import * as checks from './checks.js'

const loaded = Promise.resolve(checks)

/** Stands in for `load-checks.ts` where nothing may be loaded later: a service worker has no `import()`. */
export function loadChecks(): Promise<typeof checks> {
  return loaded
}
