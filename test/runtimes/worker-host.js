// Runs a bundled Worker in workerd, and prints what it found as the last line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

// Installed by the test that runs this, and by nothing else.
const { Miniflare } = await import(String('miniflare'))

const [bundle = '', server = ''] = process.argv.slice(2)
const miniflare = new Miniflare({
  // Given as a list, so that the imports in it which never run are not looked for.
  modules: [{ type: 'ESModule', path: bundle, contents: readFileSync(bundle, 'utf8') }],
  compatibilityDate: '2026-01-01',
})
try {
  const response = await miniflare.dispatchFetch('http://worker.test/', {
    method: 'POST',
    body: server,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  const { version } = createRequire(import.meta.url)('workerd/package.json')
  console.log(JSON.stringify({ runtime: `workerd ${version}`, ...JSON.parse(text) }))
} finally {
  await miniflare.dispose()
}
