import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  bench.fake.seed.entry({
    url: 'https://example.org/oven',
    title: 'Bread from the old oven',
    tags: ['cooking'],
  })
})

afterAll(() => bench.close())

test('every command of the skill works, in its order', async () => {
  const skill = readFileSync(new URL('../../skills/wallabag/SKILL.md', import.meta.url), 'utf8')
  expect(skill).toMatch(/^---\nname: wallabag\ndescription: .{50,1000}\n---\n/)
  const commands = [...skill.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command)
  expect(commands.length).toBeGreaterThan(10)
  const printed = await bench.shell(
    commands.map((command) => `${command} < /dev/null > /dev/null; echo $?`).join('; '),
  )
  const codes = printed.trim().split('\n')
  expect(commands.filter((_, index) => codes[index] !== '0')).toEqual([])
  const state = bench.fake.state.entries.map(({ url, tags, starred }) => [
    url,
    [...tags].sort(),
    starred,
  ])
  expect(state).toEqual([
    ['https://example.org/oven', ['bread', 'kitchen', 'slow food'], true],
    ['https://example.org/bread', ['kitchen'], false],
    ['https://example.org/soup', ['kitchen', 'later'], false],
    ['https://example.org/salt', ['kitchen', 'later'], false],
  ])
  expect(readFileSync(join(bench.home, 'library.jsonl'), 'utf8')).toContain(
    'Bread from the old oven',
  )
})
