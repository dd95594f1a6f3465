/**
 * Whether this is a browser, which sends its own `User-Agent` and keeps cookies to itself. A worker
 * has no `document`, but tells the agent.
 */
export function isBrowser(): boolean {
  const agent = globalThis.navigator?.userAgent ?? ''
  return 'document' in globalThis || agent.startsWith('Mozilla/')
}
