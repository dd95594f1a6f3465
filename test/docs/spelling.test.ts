import { readdirSync, readFileSync } from 'node:fs'
import nspell from 'nspell'
import { beforeAll, expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** Both ways to write English, as Hunspell knows them, and the words of this field. */
let checkers: { correct(word: string): boolean }[] = []
let ours = new Set<string>()

beforeAll(() => {
  checkers = ['dictionary-en', 'dictionary-en-gb'].map((name) => {
    const part = (kind: string) => readFileSync(new URL(`node_modules/${name}/index.${kind}`, root))
    return nspell(part('aff'), part('dic'))
  })
  ours = new Set(read('test/docs/words.txt').split(/\s+/).filter(Boolean))
})

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'AGENTS.md', 'llms.txt'],
  ...['cli/README.md', 'mcp/README.md', 'examples/README.md'],
  ...['docs', '.changeset'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
]

/** The words of a page, without code, addresses and what looks like a name in code. */
function wordsOf(text: string): string[] {
  const prose = text
    .replace(/^---[\s\S]*?^---$/m, ' ')
    .replace(/^```[\s\S]*?^```$/gm, ' ')
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/<[^>]*>|\]\([^)]*\)|https?:\S+|\S+@\S+/g, ' ')
    .replace(/\S*(?:[/\\_=:]|\w\.\w)\S*/g, (part) => (/^[\p{L}’']+:?$/u.test(part) ? part : ' '))
  return [...prose.matchAll(/(?<![\p{L}\p{N}-])\p{L}[\p{L}’']*(?![\p{L}\p{N}])/gu)].map(([word]) =>
    word.replaceAll('’', "'").replace(/'s?$/, ''),
  )
}

const isKnown = (word: string) =>
  ours.has(word) ||
  ours.has(word.toLowerCase()) ||
  /\p{Ll}\p{Lu}/u.test(word) ||
  checkers.some((checker) => checker.correct(word))

// A word that is right and not known: add it to test/docs/words.txt.
test.each(pages)('every word of %s is spelt as a dictionary has it', (page) => {
  const unknown = new Set(wordsOf(read(page)).filter((word) => !isKnown(word)))
  expect([...unknown].sort()).toEqual([])
})

test('a misspelt word is noticed', () => {
  expect(
    wordsOf('An adress, `adress`, and [the libary](adress.md).').filter((word) => !isKnown(word)),
  ).toEqual(['adress', 'libary'])
})
