import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { linesOf, tableOf } from '../../bench/table.mjs'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

// To measure again and write all three: npm run bench -- --save
test.each([
  ['the tables in docs/performance.md are', 'docs/performance.md', tableOf],
  ['the lines in the README are', 'README.md', linesOf],
])('%s what the bench measured last', (_, file, write) => {
  const [, shown] = /<!-- bench -->\n([\s\S]*?)\n<!-- \/bench -->/.exec(read(file)) ?? []
  expect(shown).toBe(write(JSON.parse(read('bench/results.json'))))
})
