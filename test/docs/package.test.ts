import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { llmsText } from '../../docs/.vitepress/sections.mjs'
import { packedFiles, withAddresses } from '../../scripts/publish-links.mjs'

const root = new URL('../../', import.meta.url)
const repository = 'https://code.example/somebody/wallabag-sdk'
let packed: ReadonlySet<string> = new Set()

beforeAll(() => {
  packed = packedFiles()
})

/** Where the links of a page lead, without those that stay on it. */
const linksOf = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = '']) => (to.startsWith('#') ? [] : to))

test('the package carries its README and the guides, and no reference and no picture', () => {
  expect(packed).toContain('README.md')
  expect(packed).toContain('docs/saving.md')
  const others = [...packed].filter((path) => /^docs\/.*(?:\/|(?<!\.md)$)/.test(path))
  expect(others).toEqual([])
})

test('no link of a packed page is dead: it leads into the package or has the address of the repository', () => {
  const pages = [...packed].filter((path) => path.endsWith('.md'))
  expect(pages.length).toBeGreaterThan(15)
  const dead: string[] = []
  let rewritten = 0
  for (const page of pages) {
    const text = withAddresses(readFileSync(new URL(page, root), 'utf8'), page, packed, repository)
    for (const target of linksOf(text)) {
      const [path = ''] = target.split('#')
      if (path.startsWith(repository)) {
        const file = path.slice(repository.length).replace(/^\/(?:blob|raw)\/HEAD\//, '')
        rewritten += 1
        if (!existsSync(new URL(file, root))) dead.push(`${page}: ${target}`)
      } else if (!/^https?:/.test(path)) {
        if (!packed.has(posix.join(posix.dirname(page), path))) dead.push(`${page}: ${target}`)
      }
    }
  }
  expect(dead).toEqual([])
  expect(rewritten).toBeGreaterThan(5)
})

test('the line that clones names the repository', () => {
  const text = readFileSync(new URL('README.md', root), 'utf8')
  expect(withAddresses(text, 'README.md', packed, repository)).toContain(`git clone ${repository}`)
})

test('a picture, its anchor and a link around it are rewritten each for itself', () => {
  const text = '[![a demo](docs/a.svg)](examples/README.md#demo) [here](#top) [guide](docs/b.md#x)'
  expect(withAddresses(text, 'README.md', new Set(['docs/b.md']), repository)).toBe(
    `[![a demo](${repository}/raw/HEAD/docs/a.svg)](${repository}/blob/HEAD/examples/README.md#demo) [here](#top) [guide](docs/b.md#x)`,
  )
})

// To write it: npm run generate
test('llms.txt is in the package, and names every guide', () => {
  expect(packed).toContain('llms.txt')
  const text = readFileSync(new URL('llms.txt', root), 'utf8')
  expect(text).toBe(llmsText())
  const guides = [...packed].filter((path) => /^docs\/[^/]*\.md$/.test(path))
  expect(guides.filter((path) => !text.includes(`(${path})`))).toEqual([])
})

test('every entry point of the package has its place in the sidebar of the site', () => {
  const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  const config = readFileSync(new URL('docs/.vitepress/config.mjs', root), 'utf8')
  const named = /const entryPoints = \[(.*)\]/.exec(config)?.[1] ?? ''
  const names = Object.keys(exports).filter((name) => /^\.\/\w+$/.test(name))
  expect(names.map((name) => `'${name.slice(2)}'`).sort()).toEqual(named.split(', ').sort())
})

test('every changeset names the SDK alone: the three packages have one version and one changelog', () => {
  const folder = new URL('.changeset/', root)
  const names = readdirSync(folder).filter((name) => /^(?!README).*\.md$/.test(name))
  const others = names.filter((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    return !/^---\n(['"])wallabag-sdk\1: (?:major|minor|patch)\n---\n/.test(text)
  })
  expect(others).toEqual([])
})
