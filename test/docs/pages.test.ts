import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { runSnippet, snippetScope, snippetsOf } from '../support/snippets.js'

const root = new URL('../../', import.meta.url)

/** Pages whose own tests run their snippets, with more around them than there is here. */
const runElsewhere: Record<string, string> = {
  'README.md': 'test/docs/readme.test.ts',
  'docs/annotations.md': 'test/annotations/docs.test.ts',
  'docs/scaling.md': 'test/redis/docs.redis.test.ts',
  'docs/testing.md': 'test/mocks/docs.test.ts',
}

const guides = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'))
const others = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'AGENTS.md',
  'examples/README.md',
  '.changeset/README.md',
]
const pages = [...others, ...guides.map((name) => `docs/${name}`)]
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** What a heading can be linked to by, as GitHub makes it. */
function anchorsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '')
  const headings = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  const given = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  const made = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...given, ...made]
}

/** Whether the target of a link is there: the file, and the heading in it. */
function isThere(page: string, target: string): boolean {
  const [path, anchor] = target.split('#')
  const file = path ? new URL(path, new URL(page, root)) : new URL(page, root)
  if (!existsSync(file)) return false
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor)
}

test.each(Object.entries(runElsewhere))('the snippets of %s are run by %s', (page, path) => {
  expect(read(path)).toContain(page)
})

test.each(pages)('%s links only to what is there', (page) => {
  const links = read(page).matchAll(/\]\((?!https?:)([^)\s]+)/g)
  const targets = [...links].map(([, target = '']) => target)
  expect(targets.filter((target) => !isThere(page, target))).toEqual([])
})

test('every guide is linked from the README, and every example from the page about them', () => {
  const unlinked = guides.filter((name) => !read('README.md').includes(`(docs/${name})`))
  expect(unlinked).toEqual([])
  const parts = ['README.md', 'demo-articles.js', 'progress-bar.js']
  const examples = readdirSync(new URL('examples/', root)).filter((name) => !parts.includes(name))
  expect(examples.filter((name) => !read('examples/README.md').includes(`](${name}`))).toEqual([])
})

test('docs/pagination.md names every filter that there is', async () => {
  const { wallabag } = snippetScope().scope
  const unknown = JSON.parse('{ "none": 1 }')
  const list = async () => wallabag.entries.list(unknown)
  const error = await list().then(String, String)
  const [, names = ''] = /known are (.*)\.$/.exec(error) ?? []
  expect(names.split(', ').length).toBeGreaterThan(9)
  // The first cell of each row, and the line about what is no filter.
  const named = [...read('docs/pagination.md').matchAll(/^\| (`[^|]*)|^Beside .*/gm)].join()
  expect(names.split(', ').filter((name) => !named.includes(`\`${name}`))).toEqual([])
})

const withCode = pages.filter((page) => !(page in runElsewhere) && snippetsOf(page).length > 0)

const tokens = mkdtempSync(join(tmpdir(), 'wallabag-docs-'))
afterAll(() => rmSync(tokens, { recursive: true }))

describe.each(withCode)('%s', (page) => {
  const snippets = snippetsOf(page)
  test.each(snippets)('the snippet in line $line runs', async ({ code }) => {
    vi.stubEnv('TOKENS', tokens)
    await runSnippet(code, snippetScope())
  })
})
