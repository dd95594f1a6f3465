// A program of one call, and of two that it does not wait for: run by timeouts.test.ts.
import { Wallabag } from 'wallabag-sdk'

const [url = '', clientId = '', clientSecret = '', username = '', password = ''] =
  process.argv.slice(2)
const wallabag = new Wallabag({
  url,
  auth: { clientId, clientSecret, username, password },
  timeout: 600_000,
  totalTimeout: 600_000,
})
console.log((await wallabag.entries.list()).total)
// An aborted wait leaves no timer behind either.
const controller = new AbortController()
const call = wallabag.entries.get(1, { signal: controller.signal })
controller.abort()
await call.catch(() => undefined)
// Nobody waits for this one, so nothing of it may hold the program for its ten minutes.
const silent = new Wallabag({
  url,
  auth: { getAccessToken: () => 'token' },
  fetch: () => new Promise(() => {}),
  timeout: 600_000,
})
silent.tags.list().catch(() => undefined)
