import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
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
    'schemas/wallabag.openapi.yaml',
  ])
  const built = files.filter((file) => file.startsWith('dist/')).map(withoutHash)
  expect([...new Set(built)].sort().join('\n')).toMatchSnapshot()
})

test('the package is small: no source maps, and at most 1.5 MB unpacked', async () => {
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(installed, file))).size),
  )
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_500_000)
})

test('what runs in a service worker and under a strict policy loads nothing later and compiles nothing', async () => {
  // `/annotations` looks for `parse5` where there is no `DOMParser`.
  const plain = files.filter((file) => /^dist\/plain\/(?!annotations).*\.js$/.test(file))
  expect(plain.length).toBeGreaterThan(3)
  const texts = await Promise.all(plain.map((file) => readFile(join(installed, file), 'utf8')))
  const code = texts.join('\n').replace(/^\s*(?:\*|\/).*$/gm, '')
  expect(code.match(/\bimport\(|\bnew Function\b|\beval\(/g)).toBeNull()
})

test('importing the package for Node does not import zod', async () => {
  const index = await readFile(join(installed, 'dist/index.js'), 'utf8')
  const core = await readFile(join(installed, 'dist/core.js'), 'utf8')
  expect(index + core).not.toMatch(/from "\.\/checks-/)
  const made = files.filter((file) => /^dist\/checks-.*\.js$/.test(file))
  expect(made.length).toBe(1)
})
