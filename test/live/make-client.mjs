// Makes an API client on a fresh Wallabag (compose.yaml; user and password are `wallabag`) and prints
// the variables that `npm run test:live` wants, for `eval`. Needs `npm run build`.
import { Wallabag } from 'wallabag-sdk'

const url = process.env['WALLABAG_URL'] ?? 'http://127.0.0.1:8080'
const username = process.env['WALLABAG_USERNAME'] ?? 'wallabag'
const password = process.env['WALLABAG_PASSWORD'] ?? 'wallabag'

// Making a client takes the login form and no token; whoever has none yet has nothing to supply.
const wallabag = new Wallabag({ url, auth: { getAccessToken: () => '' } })
const client = await wallabag.server.createApiClient({ username, password, name: 'live tests' })
const variables = {
  WALLABAG_URL: url,
  WALLABAG_USERNAME: username,
  WALLABAG_PASSWORD: password,
  WALLABAG_CLIENT_ID: client.clientId,
  WALLABAG_CLIENT_SECRET: client.clientSecret,
}
/** @param {string} value */
const quoted = (value) => `'${value.replaceAll("'", "'\\''")}'`
for (const [name, value] of Object.entries(variables))
  console.log(`export ${name}=${quoted(value)}`)
