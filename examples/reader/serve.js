// Builds the reader, and serves it and a fake Wallabag on this machine alone:  npm run reader
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const root = fileURLToPath(new URL('.', import.meta.url))
await build({ root, logLevel: 'warn' })

const fake = createFakeWallabag()
const { library: fill } = fake.seed
fill(60, { seed: 7 })
const { url, close } = await fake.listen()
const server = await preview({ root, preview: { host: '127.0.0.1', port: 4173 } })

const { clientId, clientSecret, username, password } = fake.credentials
console.log(`The reader:     ${server.resolvedUrls?.local[0]}

A fake Wallabag to sign in to, until Ctrl-C:
  Server        ${url}
  Client id     ${clientId}
  Client secret ${clientSecret}
  User          ${username}
  Password      ${password}`)

process.once('SIGINT', () => Promise.all([server.close(), close()]).then(() => process.exit()))
