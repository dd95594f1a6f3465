import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/quirks.md')
const quirks = new Map(
  [...page.matchAll(/^### Quirk (\d+)\n([^#]*)/gm)].map(([, id = '', text = '']) => [id, text]),
)

/** The texts of a folder, by their path. */
function textsOf(folder: string, kinds: RegExp): [string, string][] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        kinds.test(path) && !/(?:^|\/)(?:node_modules|dist|recordings|\.vitest)\//.test(path),
    )
    .map((path) => [`${folder}/${path}`, read(`${folder}/${path}`)])
}

const sources = ['src', 'mocks', 'cli', 'test', 'examples', 'scripts', 'bench', 'schemas'].flatMap(
  (folder) => textsOf(folder, /\.(?:ts|js|mjs|yaml|md)$/),
)
const guides = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']
  .map((path): [string, string] => [path, read(path)])
  .concat(textsOf('docs', /\.md$/))

test('the quirks are numbered without a gap, each once', () => {
  const headings = [...page.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading)
  expect(headings).toEqual(headings.map((_, index) => `Quirk ${index + 1}`))
  expect(quirks.size).toBe(headings.length)
})

test.each(['2.6.14', '2.7.0-dev'])(
  'the recordings that prove a quirk are there, of %s',
  (version) => {
    const lines = read(`test/recordings/wallabag-${version}.jsonl`).trim().split('\n')
    const names = new Set(lines.map((line) => JSON.parse(line).name))
    const unknown: string[] = []
    let cited = 0
    for (const [id, text] of quirks) {
      const [, recorded = ''] = /Recorded: (.*?)(?:\. |\.$)(?:Seen|Read|$)/ms.exec(text) ?? []
      for (const [, name = ''] of recorded.matchAll(/`([^`]+)`/g)) {
        cited += 1
        if (!names.has(name)) unknown.push(`quirk ${id}: ${name}`)
      }
    }
    expect(unknown).toEqual([])
    expect(cited).toBeGreaterThan(90)
  },
)

test('every quirk says how it is known', () => {
  const unproven = [...quirks].filter(([, text]) => !/\b(?:Recorded: `|Seen|Read\b)/.test(text))
  expect(unproven.map(([id]) => id)).toEqual([])
})

test('every citation of a quirk leads to one', () => {
  const dead: string[] = []
  let citations = 0
  for (const [path, text] of [...sources, ...guides]) {
    for (const [cited, list = ''] of text.matchAll(/\bquirks? (\d+(?:(?:, | and )\d+)*)/gi)) {
      citations += 1
      const missing = list.split(/, | and /).filter((id) => !quirks.has(id))
      if (missing.length > 0) dead.push(`${path}: ${cited}`)
    }
    for (const [, id = ''] of text.matchAll(/#quirk-(\w+)/g)) {
      if (!quirks.has(id)) dead.push(`${path}: #quirk-${id}`)
    }
  }
  expect(dead).toEqual([])
  expect(citations).toBeGreaterThan(100)
})

test('nothing cites a document that is not in the repository', () => {
  const self = 'test/docs/quirks.test.ts'
  const old = [...sources, ...guides].filter(
    ([path, text]) => path !== self && /\bQ\d{1,2}\b|§ ?\d|API page/.test(text),
  )
  expect(old.map(([path]) => path)).toEqual([])
})

test('the reference, which its readers get without this repository, cites none', () => {
  const reference = textsOf('docs/reference', /\.md$/)
  expect(reference.length).toBeGreaterThan(4)
  const citing = reference.filter(([, text]) => /\bquirks? \d/i.test(text))
  expect(citing.map(([path]) => path)).toEqual([])
})
