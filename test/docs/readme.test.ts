import { expect, test } from 'vitest'
import { runSnippet, snippetScope, snippetsOf } from '../support/snippets.js'

test('the first lines of the README do what they say', async () => {
  const [snippet] = snippetsOf('README.md')
  const surroundings = snippetScope()
  const { fake, logged } = surroundings
  for (const name of ['a', 'b']) fake.seed.entry({ url: `https://example.org/${name}` })
  await runSnippet(snippet?.code ?? '', surroundings)
  expect(logged).toEqual([['saved', expect.any(String), expect.any(Number), 'min']])
  const holiday = fake.state.entries.filter(({ tags }) => tags.includes('holiday'))
  expect(holiday.map(({ url }) => url)).toEqual(['https://example.org/a', 'https://example.org/b'])
  expect(holiday.every((entry) => entry.archivedAt !== null)).toBe(true)
  const saved = fake.state.entries.find(({ url }) => url === 'https://example.org/article')
  expect(saved?.tags).toEqual(['to read'])
})

test('the snippet of the README about errors does what it says', async () => {
  const [, snippet, ...others] = snippetsOf('README.md')
  expect(others).toEqual([])
  const surroundings = snippetScope()
  await runSnippet(snippet?.code ?? '', surroundings)
  expect(surroundings.logged).toEqual([
    ['not_found_entry', 'refused'],
    [expect.stringContaining('GET /api/entries/999999')],
  ])
})
