import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { operations as table } from '../../src/http/operation-facts.js'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const docs = read('docs/errors.md')

/** The members of a union of strings, as the source lists them. */
function members(path: string, type: string): string[] {
  const [, union = ''] =
    new RegExp(`export type ${type} =\\n((?:\\s+\\| '\\w+'\\n)+)`).exec(read(path)) ?? []
  return [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name ?? '')
}

test.each([
  ['ErrorCode', 'src/errors/wallabag-error.ts'],
  ['FindingCode', 'src/diagnose/findings.ts'],
])('docs/errors.md explains every %s', (type, path) => {
  const codes = members(path, type)
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((code) => !docs.includes(`\`${code}\``))).toEqual([])
})

test('docs/errors.md says of every write how it is repeated', () => {
  const row = (title: string) => {
    const [, names = ''] = new RegExp(`\\*\\*${title}\\*\\*: ([^|]*)`).exec(docs) ?? []
    return [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()
  }
  const operations = (repeat: string) =>
    Object.entries(table)
      .filter(([, facts]) => facts.repeat === repeat)
      .map(([name]) => name)
      .sort()
  expect(row('Writes that can be done twice')).toEqual(operations('repeatable'))
  expect(row('Writes that would show twice')).toEqual(operations('once'))
})
