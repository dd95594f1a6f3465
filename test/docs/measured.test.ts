import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tableOf } from '../../bench/table.mjs'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

// To measure again and write both: npm run bench -- --save
test('the table in docs/benchmarks.md is what the bench measured last', () => {
  const [, shown] =
    /<!-- bench -->\n([\s\S]*?)\n<!-- \/bench -->/.exec(read('docs/benchmarks.md')) ?? []
  expect(shown).toBe(tableOf(JSON.parse(read('bench/results.json'))))
})
