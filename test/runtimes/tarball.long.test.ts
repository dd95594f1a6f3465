import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consumer } from './packed.js'

let installed = ''
let files: string[] = []
let remove = async () => {}

beforeAll(async () => {
  const made = await consumer()
  remove = made.remove
  installed = join(made.folder, 'node_modules/wallabag-sdk')
  const entries = await readdir(installed, { recursive: true, withFileTypes: true })
  files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
}, 300_000)
afterAll(() => remove())

/** A chunk is named after its content, which is no promise. */
const withoutHash = (name: string) => name.replace(/-[\w-]{8}(?=\.(?:d\.ts|js))/, '')

test('the package holds what is built, the API description, the guides and its papers, and nothing else', () => {
  const papers = files.filter((file) => !/^(?:dist|docs)\//.test(file)).sort()
  expect(papers).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'llms.txt',
    'package.json',
    'schemas/models.schema.json',
    'schemas/wallabag.openapi.yaml',
  ])
  const built = files.filter((file) => file.startsWith('dist/')).map(withoutHash)
  expect([...new Set(built)].sort().join('\n')).toMatchSnapshot()
})

test('zod is asked for by wallabag-sdk/schemas alone, in code and in declarations', async () => {
  const built = files.filter((file) => file.startsWith('dist/') && /\.(?:js|d\.ts)$/.test(file))
  const codes = await Promise.all(built.map((file) => readFile(join(installed, file), 'utf8')))
  const asking = built.filter((_, index) =>
    /["']\.\/entry-schemas|["']zod/.test(codes[index] ?? ''),
  )
  expect(asking.map(withoutHash).sort()).toEqual([
    'dist/entry-schemas.d.ts',
    'dist/schemas.d.ts',
    'dist/schemas.js',
  ])
})

test('the package is small: no source maps, and at most 1.5 MB unpacked', async () => {
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(installed, file))).size),
  )
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_500_000)
})

test('what runs in a service worker and under a strict policy loads nothing later and compiles nothing', async () => {
  const code = await codeOf(['index.js', 'core.js', 'sync.js'])
  expect(code.match(/\bimport\(|\bnew Function\b|\beval\(/g)).toBeNull()
})

test('nothing of zod is shipped, and only the schemas import it', async () => {
  const scripts = files.filter((file) => /^dist\/.*\.js$/.test(file)).map((file) => basename(file))
  const code = await codeOf(scripts.filter((name) => name !== 'schemas.js'))
  expect(await codeOf(['schemas.js'])).toMatch(/\bfrom ?"zod\/mini"/)
  expect(code).toContain('_embedded')
  expect(code).not.toMatch(/\bzod\b|_zod\b/)
})

/** The code of entry points with all that they import of the package, without comments. */
async function codeOf(entries: readonly string[]): Promise<string> {
  const texts = new Map<string, string>()
  const read = async (name: string) => {
    if (texts.has(name)) return
    const text = await readFile(join(installed, 'dist', name), 'utf8')
    texts.set(name, text)
    for (const [, found = ''] of text.matchAll(/\bfrom ?"\.\/([^"]+)"/g)) await read(found)
  }
  for (const entry of entries) await read(entry)
  return [...texts.values()].join('\n').replace(/^\s*(?:\*|\/).*$/gm, '')
}
