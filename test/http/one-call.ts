// A program of one call, and of one that waits too long: run by timeouts.test.ts.
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
