import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { version } from '../../src/http/headers.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The layers of `src/`, the upper ones first; a folder may import from its own and from lower rows.
 * Files directly in `src/` put everything together and are the top.
 */
const layers = [
  [''],
  ['node'],
  ['jobs', 'sync', 'diagnose'],
  ['tags', 'resources'],
  ['entries', 'flows', 'pages'],
  ['account', 'annotations'],
  ['api', 'operations'],
  ['auth'],
  ['http'],
  ['values', 'models', 'url'],
  ['contract', 'wire', 'errors'],
]

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map(([, path]) => join(dirname(file), (path ?? '').replace(/\.js$/, '.ts')))
}

function layerOf(file: string): number {
  const inside = relative('src', file)
  const folder = inside.includes('/') ? inside.slice(0, inside.indexOf('/')) : ''
  return layers.findIndex((row) => row.includes(folder))
}

test('imports point down through the layers of src, never up', () => {
  const wrong = sources('src').flatMap((file) =>
    imports(file)
      .filter((target) => layerOf(file) < 0 || layerOf(target) < layerOf(file))
      .map((target) => `${file} → ${target}`),
  )
  expect(wrong).toEqual([])
})

test('no file imports itself by way of others', () => {
  const files = [...sources('src'), ...sources('mocks')]
  const graph = new Map(files.map((file) => [file, imports(file)]))
  const finished = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (path.includes(file) || finished.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...path, file])
    finished.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})

test('the fake imports nothing from the SDK, and the SDK nothing from the fake', () => {
  const crossing = [
    ...sources('mocks').filter((file) => imports(file).some((target) => target.startsWith('src'))),
    ...sources('src').filter((file) => imports(file).some((target) => target.startsWith('mocks'))),
  ]
  expect(crossing).toEqual([])
})

test('the version that the SDK tells is the one of its package', () => {
  expect(version).toBe(manifest.version)
})

test('this run is on a Node that the package supports', () => {
  console.log(`Node ${process.version}`)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  expect(major > 20 || (major === 20 && minor >= 20)).toBe(true)
})
