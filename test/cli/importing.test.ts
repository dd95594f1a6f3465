import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { showProgress } from '../../cli/src/output/progress.js'
import { type Bench, createBench } from '../support/command.js'

const file = (name: string) => fileURLToPath(new URL(`exports/${name}`, import.meta.url))

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.close())

beforeEach(async () => {
  const { url, credentials, fetch } = bench.fake
  await new Wallabag({ url, auth: credentials, fetch }).entries.deleteMany({ all: true })
})

function library() {
  return bench.fake.state.entries.map(({ url, title, tags, archivedAt, starredAt }) => ({
    url,
    title,
    tags: [...tags].sort(),
    archived: archivedAt !== null,
    starred: starredAt !== null,
  }))
}

function report(name: string): { row: number; url: string; status: string; reason: string }[] {
  const text = readFileSync(join(bench.home, `${name}.failed.jsonl`), 'utf8')
  const [head = '', ...lines] = text.trim().split('\n')
  expect(JSON.parse(head)).toEqual({ type: 'wallabag-import-report', version: 1 })
  return lines.map((line) => JSON.parse(line))
}

test('Pocket: the plan first, then oldest first, with a report of what Wallabag cannot hold', async () => {
  const plan = await bench.inside(['import', 'pocket', file('pocket.csv'), '--dry-run'])
  expect(plan.code).toBe(0)
  expect(library()).toEqual([])
  expect(plan.stderr).toMatch(/pocket.csv: Pocket’s CSV, 11 rows\n11 rows, 7 to save/)
  expect(plan.stderr).toMatch(/more than once in the file: 1 \(merged\)\n +cannot be saved: 3/)
  expect(plan.stderr).toMatch(/tags with a comma, .*: 1/)
  expect(plan.stderr).toMatch(
    /oldest first, each within 16 places of its own\n +6 with a date: the date is left out/,
  )
  expect(plan.stdout).toContain('save\thttps://example.org/quotes\tHe said "no"')
  expect(plan.stdout).toContain(
    'refuse\tpocket://open\tWallabag saves http and https, and not pocket.',
  )

  const { code, stderr } = await bench.inside(['import', 'pocket', file('pocket.csv'), '--yes'])
  expect(code).toBe(1)
  expect(stderr).toContain('7 done')
  const saved = library()
  expect(saved).toHaveLength(7)
  expect(saved).toContainEqual({
    url: 'https://example.org/bread?a=1&b=2',
    title: 'Bread, water and salt',
    tags: ['baking', 'food drink', 'later'],
    archived: false,
    starred: false,
  })
  expect(saved).toContainEqual(
    expect.objectContaining({ url: 'https://example.org/empty-title', archived: true }),
  )
  expect(report('pocket.csv').map(({ row }) => row)).toEqual([8, 9, 10])
})

test('nothing is saved before somebody agrees', async () => {
  const { code, stderr } = await bench.inside(['import', 'urls', file('links.txt')])
  expect(code).toBe(2)
  expect(stderr).toContain('add --yes')
  expect(library()).toEqual([])
  const terminal = bench.terminal(['import', 'urls', file('links.txt')])
  await terminal.shows('Save 2 addresses?')
  terminal.type('y')
  await terminal.shows(/Importing .*2\/2/)
  expect(await terminal.exitCode).toBe(1)
  expect(
    library()
      .map(({ url }) => url)
      .sort(),
  ).toEqual(['https://example.org/one', 'https://example.org/two'])
})

test('--keep-order --one-by-one saves one after another, as the file has it', async () => {
  const words = [
    'import',
    'instapaper',
    file('instapaper.csv'),
    '--yes',
    '--keep-order',
    '--one-by-one',
  ]
  await bench.inside([...words, '--dates', 'tag'])
  expect(
    library().map(({ url, archived, starred, tags }) => [
      url?.slice(8, 24),
      archived,
      starred,
      tags,
    ]),
  ).toEqual([
    ['www.newyorker.co', false, true, ['saved 2023-03']],
    ['dougseven.com/20', true, false, ['cautionary tales', 'devops', 'saved 2023-09']],
    ['example.org/reci', false, false, ['recipes', 'saved 2017-07']],
    ['example.org/unti', false, false, ['saved 2017-07']],
  ])
})

test('Omnivore: content comes along, so that the page is not fetched', async () => {
  const { code } = await bench.inside([
    'import',
    'omnivore',
    file('omnivore'),
    '--yes',
    '--dates',
    'published',
  ])
  expect(code).toBe(0)
  const [withContent] = bench.fake.state.entries.filter(({ url }) => url?.endsWith('/with-content'))
  expect(withContent?.content).toContain('The article as Omnivore kept it.')
  expect(library()).toHaveLength(3)
  expect(library()).toContainEqual({
    url: 'https://example.org/with-content',
    title: 'With its content',
    tags: ['long long read', 'tech'],
    archived: true,
    starred: false,
  })
  expect(existsSync(join(bench.home, 'omnivore.failed.jsonl'))).toBe(false)
})

test.each([
  ['pocket', 'pocket.html', 3, 1],
  ['raindrop', 'raindrop.csv', 4, 0],
  ['readwise', 'readwise.csv', 3, 1],
  ['browser', 'bookmarks.html', 4, 2],
] as const)('%s is imported from %s', async (service, name, saved, refused) => {
  const { code } = await bench.inside(['import', service, file(name), '--yes'])
  expect(library()).toHaveLength(saved)
  expect(code).toBe(refused === 0 ? 0 : 1)
  if (refused > 0) expect(report(name)).toHaveLength(refused)
})

test('what saved already is left as it is, unless told --update', async () => {
  bench.fake.seed.entry({ url: 'https://example.org/quotes', title: 'Mine', tags: ['mine'] })
  const words = ['import', 'pocket', file('pocket.csv'), '--yes']
  const { stdout } = await bench.inside([...words, '--dry-run'])
  expect(stdout.match(/^save\t/gm)).toHaveLength(6)
  expect(stdout).toContain('leave\thttps://example.org/quotes\tsaved already\n')
  const first = await bench.inside(words)
  expect(first.stderr).toContain('11 rows, 6 to save to')
  expect(first.stderr).toContain('saved already: 1 (left as they are)')
  const mine = () => library().find(({ url }) => url === 'https://example.org/quotes')
  expect(mine()).toMatchObject({ title: 'Mine', tags: ['mine'] })
  const second = await bench.inside([...words, '--update'])
  expect(second.stderr).toContain('11 rows, 7 to save to')
  expect(mine()).toMatchObject({ title: 'He said "no"', tags: ['mine'] })
  expect(library()).toHaveLength(7)
})

test('dead addresses are saved under the title of the export', async () => {
  writeFileSync(
    join(bench.home, 'dead.csv'),
    'title,url,time_added,tags,status\nStill known,http://refused.test:9/dead,1556652000,,unread\n',
  )
  const { code } = await bench.inside(['import', 'pocket', 'dead.csv', '--yes'])
  expect(code).toBe(0)
  expect(library()).toMatchObject([{ title: 'Still known' }])
})

test('an import that Ctrl-C stopped finishes what is in flight, and goes on when run again', async () => {
  const slow = await createBench({ latency: ({ path }) => (path === '/api/entries' ? 20 : 0) })
  try {
    const lines = Array.from({ length: 120 }, (_, at) => `https://slow.example/${at}`)
    writeFileSync(join(slow.home, 'links.txt'), lines.join('\n'))
    const terminal = slow.terminal(['import', 'urls', 'links.txt', '--yes'])
    await terminal.shows(/Importing .* [1-9]\d*\/120/)
    terminal.type('\u0003')
    await terminal.shows('Finishing the running requests.')
    await terminal.shows('Interrupted. Run the same command again to go on where it stopped.')
    expect(await terminal.exitCode).toBe(130)
    const before = slow.fake.state.entries.length
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(120)
    const { code, stderr } = await slow.inside(['import', 'urls', 'links.txt', '--yes'])
    expect(stderr).toContain('done by earlier runs')
    expect(code).toBe(0)
    expect(slow.fake.state.entries).toHaveLength(120)
    const creates = slow.fake.requests.filter(
      ({ method, path }) => method === 'POST' && path === '/api/entries',
    )
    expect(creates).toHaveLength(120)
  } finally {
    await slow.close()
  }
})

describe('the report of an import', () => {
  const good = 'https://fine.example/1\n'
  const bad = `${good}ftp://bad.example/\n`

  function run(content: string, ...words: string[]) {
    writeFileSync(join(bench.home, 'one.txt'), content)
    return bench.inside(['import', 'urls', 'one.txt', '--yes', ...words])
  }

  test.each([
    ['notes.md', 'my notes'],
    ['one.txt', good],
    ['empty.md', ''],
    ['lines.jsonl', '{"row":1,"url":"https://mine.example/"}\n'],
  ])('never takes the place of a file that an import did not write: %s', async (name, content) => {
    writeFileSync(join(bench.home, name), content)
    const { code, stderr } = await run(good, '--report', name)
    expect(code).toBe(2)
    expect(stderr).toContain(`${name} exists and is not a report of an import.`)
    expect(readFileSync(join(bench.home, name), 'utf8')).toBe(content)
    expect(library()).toEqual([])
  })

  test('does not take the place of another file under its usual name either', async () => {
    const place = join(bench.home, 'one.txt.failed.jsonl')
    writeFileSync(place, 'mine')
    expect((await run(good)).code).toBe(2)
    expect(readFileSync(place, 'utf8')).toBe('mine')
    rmSync(place)
  })

  test('is opened before the first save', async () => {
    const { code, stderr } = await run(good, '--report', 'no/such/folder.jsonl')
    expect(code).toBe(2)
    expect(stderr).toContain('The report no/such/folder.jsonl cannot be written (ENOENT).')
    expect(library()).toEqual([])
  })

  test('replaces that of the run before, and goes when everything is saved', async () => {
    await run(bad, '--report', 'mine.jsonl')
    const place = join(bench.home, 'mine.jsonl')
    expect(readFileSync(place, 'utf8')).toContain('ftp://bad.example/')
    await run(`${bad}gopher://bad.example/\n`, '--report', 'mine.jsonl')
    expect(readFileSync(place, 'utf8').trim().split('\n')).toHaveLength(3)
    expect((await run(good, '--report', 'mine.jsonl')).code).toBe(0)
    expect(existsSync(place)).toBe(false)
  })

  test('goes to a device or to standard output', async () => {
    expect((await run(bad, '--report', '/dev/null')).stderr).toContain('1 done')
    const { stdout } = await run(bad, '--report', '-')
    expect(JSON.parse(stdout)).toMatchObject({ row: 2, status: 'refused' })
  })
})

test('what fails is in the report with its row and reason, and only that is tried again', async () => {
  const { fake, home } = bench
  const fault = fake.fault(
    { method: 'POST', path: '/api/entries', nth: [2, 4] },
    { kind: 'server-error', status: 400 },
  )
  const lines = Array.from({ length: 6 }, (_, at) => `https://some.example/${at}`)
  writeFileSync(join(home, 'some.txt'), lines.join('\n'))
  const words = ['import', 'urls', 'some.txt', '--keep-order', '--yes']
  const first = await bench.inside(words)
  expect(first.code).toBe(1)
  expect(report('some.txt')).toMatchObject([
    { row: 2, url: lines[1], status: 'failed', code: 'refused_by_server' },
    { row: 4, url: lines[3], status: 'failed', code: 'refused_by_server' },
  ])
  await fault.remove()
  fake.requests.clear()
  const second = await bench.inside(words)
  expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining('2 done, 4 done by') })
  expect(library()).toHaveLength(6)
  const creates = fake.requests.filter(
    ({ method, path }) => `${method} ${path}` === 'POST /api/entries',
  )
  expect(creates).toHaveLength(2)
  expect(existsSync(join(home, 'some.txt.failed.jsonl'))).toBe(false)
})

test('an author without a name is left out', async () => {
  const article = {
    url: 'https://author.example/',
    slug: 'x',
    title: 'x',
    author: ' , ',
    labels: [],
  }
  writeFileSync(join(bench.home, 'metadata_0.json'), JSON.stringify([article]))
  expect((await bench.inside(['import', 'omnivore', 'metadata_0.json', '--yes'])).code).toBe(0)
})

test('progress is told every ten seconds, also when the clock was set back', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const none = { before: 0, skipped: 0, failed: 0, unknown: 0, total: 9 }
    const progress = showProgress('Importing', null)
    progress.at({ ...none, done: 1 })
    vi.setSystemTime(Date.now() - 3_600_000)
    vi.advanceTimersByTime(10_000)
    progress.at({ ...none, done: 2 })
    progress.at({ ...none, done: 3 })
    expect(said.mock.calls).toEqual([['Importing 2 of 9\n']])
  } finally {
    said.mockRestore()
    vi.useRealTimers()
  }
})
