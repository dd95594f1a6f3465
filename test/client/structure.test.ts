import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { version } from '../../src/http/headers.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The layers of `src/`, the upper ones first: a folder imports from itself and from lower rows, never
 * from one beside it. Files directly in `src/` put everything together and are the top; a folder in a
 * folder counts as its parent.
 */
const layers = [
  [''],
  ['node', 'redis'],
  ['jobs', 'sync', 'diagnose'],
  ['tags'],
  ['entries'],
  ['account', 'annotations', 'text'],
  ['api'],
  ['auth'],
  ['http'],
  ['values', 'html'],
  ['contract', 'errors'],
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

function folderOf(file: string): string {
  const inside = relative('src', file)
  return inside.includes('/') ? inside.slice(0, inside.indexOf('/')) : ''
}

function rowOf(folder: string): number {
  return layers.findIndex((row) => row.includes(folder))
}

function mayImport(file: string, target: string): boolean {
  const [from, to] = [folderOf(file), folderOf(target)]
  return from === to || (rowOf(from) >= 0 && rowOf(from) < rowOf(to))
}

test('imports point down through the layers of src, never up and never to a neighbour', () => {
  const wrong = sources('src').flatMap((file) =>
    imports(file)
      .filter((target) => !mayImport(file, target))
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
