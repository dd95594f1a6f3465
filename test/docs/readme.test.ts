import { expect, test } from 'vitest'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { runSnippet, snippetScope, snippetsOf } from '../support/snippets.js'

/** The first program, on a server with the small library of the other snippets. */
async function runFirstProgram(prepare: (fake: FakeWallabag) => void) {
  const [snippet] = snippetsOf('README.md')
  const surroundings = snippetScope()
  prepare(surroundings.fake)
  await runSnippet(snippet?.code ?? '', surroundings)
  return surroundings
}

test.each<[string, (fake: FakeWallabag) => void]>([
  [
    'an empty library',
    (fake) => {
      for (const { id } of fake.state.entries) fake.behind.remove(id)
      expect(fake.state.entries).toEqual([])
    },
  ],
  ['a library that has other articles', () => {}],
  [
    'a library that has them',
    (fake) => {
      for (const name of ['a', 'b']) fake.seed.entry({ url: `https://example.org/${name}` })
    },
  ],
])('the first lines of the README do what they say on %s', async (_, prepare) => {
  const { fake, logged } = await runFirstProgram(prepare)
  expect(logged).toEqual([['saved', expect.any(String), expect.any(Number), 'min']])
  const holiday = fake.state.entries.filter(({ tags }) => tags.includes('holiday'))
  expect(holiday.map(({ url }) => url)).toEqual(['https://example.org/a', 'https://example.org/b'])
  expect(holiday.every((entry) => entry.archivedAt !== null)).toBe(true)
  const saved = fake.state.entries.find(({ url }) => url === 'https://example.org/article')
  expect(saved?.tags).toEqual(['to read'])
})

test('the first lines of the README fail where a save failed, and say why', async () => {
  const run = runFirstProgram((fake) => {
    const refuses = { code: 403, message: 'Not today' }
    fake.fault({ method: 'POST', nth: 4 }, async () => Response.json(refuses, { status: 403 }))
  })
  await expect(run).rejects.toThrow(/^1 of 2 items failed.*Not today/)
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
