// Writes docs/reference from the TSDoc of the public surface; with --check, only says whether it is current.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, Converter } from 'typedoc'

/** What the entry points are called by those who import them. */
const names = new Map([
  ['src', 'wallabag-sdk'],
  ['src/core', 'wallabag-sdk/core'],
  ['src/annotations', 'wallabag-sdk/annotations'],
  ['src/node', 'wallabag-sdk/node'],
  ['src/sync', 'wallabag-sdk/sync'],
  ['mocks', 'wallabag-sdk/testing'],
])

const target = fileURLToPath(new URL('../docs/reference', import.meta.url))
const written = await mkdtemp(join(tmpdir(), 'wallabag-sdk-reference-'))

const app = await Application.bootstrapWithPlugins({ out: written })
app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
  for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name
})
const project = await app.convert()
if (!project) process.exit(1)
await app.generateOutputs(project)

if (process.argv.includes('--check')) {
  const [wanted, found] = [await textOf(written), await textOf(target)]
  if (wanted !== found) {
    console.error('docs/reference is not what the TSDoc says: run `npm run reference`.')
    process.exitCode = 1
  }
} else {
  await rm(target, { recursive: true, force: true })
  await cp(written, target, { recursive: true })
}
await rm(written, { recursive: true })

/** @param {string} folder */
async function textOf(folder) {
  const paths = await readdir(folder, { recursive: true }).catch(() => [])
  const pages = paths.filter((path) => path.endsWith('.md')).sort()
  const texts = pages.map(async (path) => `${path}\n${await readFile(join(folder, path), 'utf8')}`)
  return (await Promise.all(texts)).join('\n')
}
