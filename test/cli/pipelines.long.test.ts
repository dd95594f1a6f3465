import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  const { seed } = bench.fake
  const now = Math.floor(Date.now() / 1000)
  const year = 365 * 24 * 3600
  seed.entry({ url: 'https://a.example/old', title: 'Old', createdAt: now - 2 * year })
  seed.entry({ url: 'https://a.example/soup', title: 'A recipe for soup' })
  seed.entry({ url: 'https://a.example/book', title: 'For the week', tags: ['weekly'] })
  for (const title of ['One', 'Two']) seed.entry({ url: 'https://a.example/twice', title })
})

afterAll(() => bench.close())

/** The lines for scripts in docs/cli.md; of the one for cron what it runs. */
function pipelines(): string[] {
  const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)
  const lines = blocks.at(-1)?.trim().split('\n') ?? []
  return lines.map((line) => line.replace(/^[\d* ]+(?=wallabag)/, ''))
}

test('the pipelines of docs/cli.md do what they look like', async () => {
  const [unread = '', recipes = '', copies = '', weekly = '', ...others] = pipelines()
  expect(others).toEqual([])
  const { state } = bench.fake
  const entry = (title: string) => state.entries.find((one) => one.title === title)

  await bench.shell(unread)
  expect(readFileSync(join(bench.home, 'old.txt'), 'utf8')).toBe('https://a.example/old\n')

  await bench.shell(recipes)
  expect(state.entries.filter(({ tags }) => tags.includes('recipes'))).toHaveLength(1)
  expect(entry('A recipe for soup')?.tags).toEqual(['recipes'])

  expect(await bench.shell(copies)).toBe(
    `delete\t${entry('Two')?.id} Two https://a.example/twice\n`,
  )
  expect(state.entries).toHaveLength(5)

  await bench.shell(weekly)
  expect(readdirSync(join(bench.home, 'ereader'))).toEqual([
    '.wallabag-exports.jsonl',
    'For the week.epub',
  ])
  expect(state.entries.filter(({ archivedAt }) => archivedAt !== null)).toHaveLength(1)
  expect(entry('For the week')?.archivedAt).not.toBeNull()
})
