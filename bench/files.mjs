// Counts how many files of src/ a call uses: files with a function that was called, from V8's
// coverage. `npm run bench -- --names` prints their names. Before the modules of 2026-11-30 there
// were 27 and 38.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Measures the second of two equal calls of a client that has a token.
 *
 * @returns {Promise<import('./table.mjs').Figure[]>}
 */
export async function files() {
  // The files are compiled one by one, in a folder inside the package, so that their imports are
  // found.
  const folder = await mkdtemp(`${root}node_modules/files-`)
  try {
    await transpile('src', `${folder}/src`)
    await transpile('mocks', `${folder}/mocks`)
    const { Wallabag } = await import(pathToFileURL(`${folder}/src/index.js`).href)
    const { createFakeWallabag } = await import(pathToFileURL(`${folder}/mocks/index.js`).href)
    const fake = createFakeWallabag({ entries: [{ url: 'https://example.org/a' }] })
    const { url, fetch } = fake
    const token = await tokenOf(fake)
    const wallabag = new Wallabag({ url, fetch, auth: { getAccessToken: () => token } })
    const get = await called(folder, () => wallabag.entries.get(1))
    let articles = 0
    const save = await called(folder, () => {
      articles += 1
      return wallabag.entries.save(`https://example.org/${articles}`)
    })
    if (process.argv.includes('--names')) console.log({ get, save })
    return [
      {
        what: 'Files of src/ that a warm `entries.get` runs through',
        unit: 'files',
        values: [get.length],
        atMost: 20,
      },
      {
        what: 'Files of src/ that a warm `entries.save` of a new address runs through',
        unit: 'files',
        values: [save.length],
        atMost: 25,
      },
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @param {string} from @param {string} to */
async function transpile(from, to) {
  const names = await readdir(`${root}${from}`, { recursive: true })
  const entryPoints = names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${root}${from}/${name}`)
  await build({
    entryPoints,
    outdir: to,
    outbase: `${root}${from}`,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  })
}

/** @param {any} fake */
async function tokenOf({ url, fetch, credentials }) {
  const { clientId, clientSecret, username, password } = credentials
  const body = new URLSearchParams({
    grant_type: 'password',
    client_id: clientId,
    client_secret: clientSecret,
    username,
    password,
  })
  const response = await fetch(`${url}/oauth/v2/token`, { method: 'POST', body })
  return (await response.json()).access_token
}

/**
 * Returns the files with a function that was called in the second of two calls.
 *
 * @param {string} folder
 * @param {() => Promise<unknown>} call
 */
async function called(folder, call) {
  await call()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await call()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  await session.post('Profiler.stopPreciseCoverage')
  session.disconnect()
  const from = pathToFileURL(`${folder}/src/`).href
  return result
    .filter(
      ({ url, functions }) =>
        url.startsWith(from) &&
        functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)),
    )
    .map(({ url }) => url.slice(from.length))
    .sort()
}
