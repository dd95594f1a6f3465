import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { quoteOf } from 'wallabag-sdk/annotations'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench
let wallabag: Wallabag

beforeAll(async () => {
  bench = await createBench()
  const { url, credentials, fetch } = bench.fake
  wallabag = new Wallabag({ url, auth: credentials, fetch })
})

afterAll(() => bench.close())

beforeEach(async () => {
  await wallabag.entries.deleteMany({ all: true })
})

const content = '<p>The quick brown fox jumps.</p><p>Over the <b>lazy</b> dog it goes.</p>'

/** An export of Omnivore with one article and these highlights. */
function write(
  highlights: { quote: string; annotation?: string }[],
  name = 'omnivore_export.json',
) {
  const article = {
    slug: 'x',
    url: 'https://marked.example/',
    title: 'Marked',
    content,
    highlights,
  }
  writeFileSync(join(bench.home, name), JSON.stringify([article]))
  return name
}

async function annotations() {
  const entry = await wallabag.entries.get(
    (await wallabag.entries.idOf('https://marked.example/')) ?? 0,
  )
  const found: [string, string, string | null][] = []
  for (const { quote, text, ranges } of entry.annotations) {
    const [range] = ranges
    found.push([quote, text, range ? await quoteOf(entry.content ?? '', [range]) : null])
  }
  return found
}

test('a highlight becomes an annotation on its words, and one whose words are missing a note', async () => {
  const name = write([
    { quote: 'lazy dog', annotation: 'mine' },
    { quote: 'not in there', annotation: 'pity' },
  ])
  const { code, stderr } = await bench.inside(['import', name, '--yes'])
  expect(code).toBe(0)
  expect(stderr).toContain('2 highlights, 0 notes: kept as annotations')
  expect(stderr).toContain(
    '2 annotations added, 1 of them as notes, since the article lacks the words',
  )
  expect(await annotations()).toEqual([
    ['lazy dog', 'mine', 'lazy dog'],
    ['The quick brown fox jumps.', '“not in there”\n\npity', 'The quick brown fox jumps.'],
  ])
})

test('run again, none is made twice, and one that was added is made', async () => {
  await bench.inside(['import', write([{ quote: 'lazy dog' }, { quote: 'missing' }]), '--yes'])
  const before = await annotations()
  const again = await bench.inside([
    'import',
    write([{ quote: 'lazy dog' }, { quote: 'missing' }]),
    '--yes',
  ])
  expect(again.stderr).toContain('0 annotations added, 2 there already')
  expect(await annotations()).toEqual(before)
  const more = write([{ quote: 'lazy dog' }, { quote: 'quick' }])
  await bench.inside(['import', more, '--yes'])
  expect((await annotations()).map(([quote]) => quote)).toContain('quick')
})

test('--highlights report keeps them there, and none says that they are left out', async () => {
  const name = write([{ quote: 'lazy dog', annotation: 'mine' }])
  await bench.inside(['import', name, '--yes', '--highlights', 'report'])
  expect(await annotations()).toEqual([])
  const report = readFileSync(join(bench.home, `${name}.failed.jsonl`), 'utf8')
  expect(report).toContain('"highlights":[{"quote":"lazy dog","note":"mine"}]')
  const none = await bench.inside(['import', name, '--dry-run', '--highlights', 'none'])
  expect(none.stderr).toContain('1 highlight, 0 notes: left out')
})

test('Wallabag’s own export comes back with its content, dates, authors and annotations', async () => {
  const path = new URL('exports/cases/other/wallabag-v2.json', import.meta.url).pathname
  expect((await bench.inside(['import', path, '--yes'])).code).toBe(0)
  const entry = await wallabag.entries.get(
    (await wallabag.entries.idOf('https://v.example/1')) ?? 0,
  )
  expect(entry).toMatchObject({
    title: 'V2 entry',
    archived: true,
    authors: ['Ann'],
    language: 'en',
    publishedAt: new Date('2016-09-01T03:54:18Z'),
    annotations: [{ quote: 'Kept', text: 'note' }],
  })
  expect(entry.content).toContain('Kept content of the old server.')
  expect(entry.tags.map(({ label }) => label).sort()).toEqual(['one', 'two words'])
})

test('a highlight that cannot be kept is in the report', async () => {
  const fault = bench.fake.fault(
    { method: 'POST', path: /annotations/ },
    { kind: 'server-error', status: 400 },
  )
  const name = write([{ quote: 'lazy dog' }])
  const { code } = await bench.inside(['import', name, '--yes'])
  await fault.remove()
  expect(code).toBe(1)
  expect(readFileSync(join(bench.home, `${name}.failed.jsonl`), 'utf8')).toContain(
    'Its highlights: ',
  )
})
