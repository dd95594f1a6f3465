import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runSnippet, snippetScope, snippetsOf } from '../support/snippets.js'

const root = new URL('../../', import.meta.url)

/** Pages whose own tests run their snippets, with more around them than there is here. */
const runElsewhere: Record<string, string> = {
  'README.md': 'test/docs/readme.test.ts',
  'docs/annotations.md': 'test/annotations/docs.test.ts',
  'docs/testing.md': 'test/mocks/docs.test.ts',
}

const guides = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'))
const pages = ['README.md', 'SECURITY.md', ...guides.map((name) => `docs/${name}`)]

test.each(Object.entries(runElsewhere))('the snippets of %s are run by %s', (page, path) => {
  expect(readFileSync(new URL(path, root), 'utf8')).toContain(page)
})

test.each(pages)('%s links only to what is there', (page) => {
  const text = readFileSync(new URL(page, root), 'utf8')
  const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target)
  const dead = targets.filter((target) => !existsSync(new URL(target ?? '', new URL(page, root))))
  expect(dead).toEqual([])
})

const withCode = pages.filter((page) => !(page in runElsewhere) && snippetsOf(page).length > 0)

describe.each(withCode)('%s', (page) => {
  const snippets = snippetsOf(page)
  test.each(snippets)('the snippet in line $line runs', async ({ code }) => {
    await runSnippet(code, snippetScope())
  })
})
