import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'

const casesFile = (name: string) => fileURLToPath(new URL(`exports/cases/${name}`, import.meta.url))

let bench: Bench
let ids: number[]

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.close())

/** Five entries of a tag of their own, so that tests do not meet each other's. */
let tag = 0
beforeEach(() => {
  tag += 1
  ids = [1, 2, 3, 4, 5].map((number) =>
    bench.fake.seed.entry({
      url: `https://example.org/${tag}/${number}`,
      title: `Article ${number}`,
      tags: [`t${tag}`],
    }),
  )
})

function entries() {
  return bench.fake.state.entries.filter(({ id }) => ids.includes(id))
}

test('save saves addresses from words, files and stdin, each once, and prints their ids', async () => {
  writeFileSync(join(bench.home, 'links.txt'), '# mine\nhttps://s.example/file\n\n')
  const words = [
    'save',
    'https://s.example/word',
    '-',
    '--file',
    'links.txt',
    '--tag',
    'New, later',
  ]
  const input = 'https://s.example/stdin\nhttps://s.example/word\n'
  const { code, stdout, stderr } = await bench.inside([...words, '--starred'], { input })
  expect(code).toBe(0)
  expect(stderr).toContain('done')
  const saved = bench.fake.state.entries.filter(({ url }) => url?.startsWith('https://s.example/'))
  expect(saved.map(({ url }) => url).sort()).toEqual([
    'https://s.example/file',
    'https://s.example/stdin',
    'https://s.example/word',
  ])
  for (const { id, tags, starredAt } of saved) {
    expect([...tags].sort()).toEqual(['later', 'new'])
    expect(starredAt).not.toBeNull()
    expect(stdout).toContain(`create\t${id}\thttps://s.example/`)
  }
})

test('save says what it would do, and keeps what is there when told to', async () => {
  const [url] = entries().map((entry) => entry.url ?? '')
  const words = ['save', url ?? '', 'https://s.example/unknown', '--title', 'Other']
  expect((await bench.inside(words)).code).toBe(2)
  const plan = await bench.inside([...words.slice(0, 3), '--tag', 'x', '--dry-run'])
  expect(plan.stdout).toContain(`update\t${ids[0]}\t${url}`)
  expect(plan.stdout).toContain('create\t\thttps://s.example/unknown')
  const kept = await bench.inside(['save', url ?? '', '--tag', 'x', '--keep', '--json'])
  expect(JSON.parse(kept.stdout)).toMatchObject({ id: ids[0], status: 'skipped', reason: 'exists' })
  expect(entries()[0]?.tags).toEqual([`t${tag}`])
  expect(bench.fake.state.entries.some(({ url }) => url === 'https://s.example/unknown')).toBe(
    false,
  )
})

test('archive and star take ids, addresses, JSON lines and filters, and can be undone', async () => {
  const [first, , third] = ids
  const url = `https://example.org/${tag}/2`
  expect((await bench.inside(['archive', String(first), url])).code).toBe(0)
  expect(entries().map(({ archivedAt }) => archivedAt !== null)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  const lines = await bench.inside(['list', '--tag', `t${tag}`, '--archived', '--jsonl'])
  await bench.inside(['star', '-'], { input: lines.stdout })
  expect(entries().map(({ starredAt }) => starredAt !== null)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  await bench.inside(['archive', '--undo', '--tag', `t${tag}`, '--starred'])
  expect(entries().every(({ archivedAt }) => archivedAt === null)).toBe(true)
  const plan = await bench.inside(['archive', '--tag', `t${tag}`, '--unstarred', '--dry-run'])
  expect(plan.stdout.split('\n')[0]).toBe(
    `archive\t${third} Article 3 https://example.org/${tag}/3`,
  )
  expect(plan.stdout.trim().split('\n')).toHaveLength(3)
  expect(entries().every(({ archivedAt }) => archivedAt === null)).toBe(true)
})

test('an address that is not saved fails, is named, and stops nothing else', async () => {
  const { code, stderr } = await bench.inside([
    'archive',
    'https://nowhere.example/',
    String(ids[4]),
  ])
  expect(code).toBe(1)
  expect(stderr).toContain('Not there: https://nowhere.example/')
  expect(entries().map(({ archivedAt }) => archivedAt !== null)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ])
})

test('tag adds, removes, sets, renames, merges and lists', async () => {
  const filter = ['--tag', `t${tag}`]
  await bench.inside(['tag', 'add', 'Long Read,b', ...filter])
  expect(entries().map(({ tags }) => [...tags].sort())).toEqual(
    ids.map(() => ['b', 'long read', `t${tag}`]),
  )
  await bench.inside(['tag', 'remove', 'b', String(ids[0])])
  expect(entries()[0]?.tags).not.toContain('b')
  await bench.inside(['tag', 'set', `only,t${tag}`, String(ids[0]), '--yes'])
  expect([...(entries()[0]?.tags ?? [])].sort()).toEqual(['only', `t${tag}`])
  const plan = await bench.inside(['tag', 'rename', 'long read', `r${tag}`, '--dry-run'])
  expect(plan.stdout).toBe(`merge\tlong read\tr${tag}\t4\n`)
  await bench.inside(['tag', 'rename', 'long read', `r${tag}`])
  const merged = await bench.inside(['tag', 'merge', 'b', 'only', '--into', `r${tag}`])
  expect(merged.code).toBe(0)
  expect(entries().map(({ tags }) => [...tags].sort())).toEqual(
    ids.map(() => [`r${tag}`, `t${tag}`]),
  )
  const { stdout } = await bench.inside(['tag', 'list'])
  expect(stdout).toContain(`r${tag}\t5\n`)
  expect(stdout).not.toMatch(/^(b|only|long read)\t/m)
})

test('delete takes ten without a question, more only with --yes, and nothing with --dry-run', async () => {
  const many = Array.from({ length: 11 }, (_, at) =>
    bench.fake.seed.entry({ url: `https://many.example/${tag}/${at}`, tags: [`many${tag}`] }),
  )
  const left = () => bench.fake.state.entries.filter(({ id }) => many.includes(id)).length
  const filter = ['--tag', `many${tag}`]
  const refused = await bench.inside(['delete', ...filter])
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') })
  expect(
    (await bench.inside(['delete', ...filter, '--dry-run'])).stdout.trim().split('\n'),
  ).toHaveLength(11)
  expect(left()).toBe(11)
  expect((await bench.inside(['delete', String(many[0])])).code).toBe(0)
  expect(left()).toBe(10)
  expect((await bench.inside(['delete', ...filter])).code).toBe(0)
  expect(left()).toBe(0)
})

test('on a terminal more than ten deletions are asked about, and shown as they go', async () => {
  for (let at = 0; at < 12; at++) {
    bench.fake.seed.entry({ url: `https://asked.example/${tag}/${at}`, tags: [`asked${tag}`] })
  }
  const left = () =>
    bench.fake.state.entries.filter(({ tags }) => tags.includes(`asked${tag}`)).length
  const refused = bench.terminal(['delete', '--tag', `asked${tag}`])
  await refused.shows('Really delete 12 entries?')
  refused.type('n')
  expect(await refused.exitCode).toBe(2)
  expect(left()).toBe(12)
  const agreed = bench.terminal(['delete', '--tag', `asked${tag}`])
  await agreed.shows('Really delete')
  agreed.type('y')
  await agreed.shows(/Deleting █+ 12\/12/)
  expect(await agreed.exitCode).toBe(0)
  expect(left()).toBe(0)
})

test('export writes one file for each entry, and leaves what is there when told to', async () => {
  const words = ['export', '--tag', `t${tag}`, '--format', 'txt', '--to', `shelf${tag}`]
  const { code, stdout } = await bench.inside(words)
  expect(code).toBe(0)
  const folder = join(bench.home, `shelf${tag}`)
  const files = () => readdirSync(folder).filter((name) => name !== '.wallabag-exports.jsonl')
  expect(files().sort()).toEqual(stdout.trim().split('\n').sort())
  expect(files()).toHaveLength(5)
  expect(readFileSync(join(folder, 'Article 1.txt'), 'utf8')).toContain('Article 1')
  await bench.inside([...words, '--skip-existing'])
  expect(files()).toHaveLength(5)
  expect((await bench.inside(['export', '1', '--format', 'doc'])).code).toBe(2)
})

test('export --skip-existing leaves out no article because another one has its title', async () => {
  const [label, folder] = [`same${tag}`, join(bench.home, `same${tag}`)]
  const words = ['export', '--tag', label, '--format', 'txt', '--to', folder, '--skip-existing']
  const seed = (n: number) =>
    bench.fake.seed.entry({ url: `https://same.example/${tag}/${n}`, title: 'Same', tags: [label] })
  seed(1)
  expect((await bench.inside(words)).stdout).toBe('Same.txt\n')
  seed(2)
  const second = await bench.inside(words)
  expect(second.stderr).toContain('1 done, 1 skipped')
  expect(readdirSync(folder).filter((name) => name.endsWith('.txt'))).toHaveLength(2)
})

test('what is so already is left alone, and counted', async () => {
  const [first] = ids
  await bench.inside(['archive', String(first)])
  const at = entries()[0]?.archivedAt
  bench.fake.requests.clear()
  const { code, stderr } = await bench.inside(['archive', '--tag', `t${tag}`])
  expect(stderr).toContain('1 entry is archived already.\n')
  expect(stderr).toContain('4 done')
  expect(code).toBe(0)
  expect(entries()[0]?.archivedAt).toBe(at)
  const none = await bench.inside(['unstar', '--tag', `t${tag}`])
  expect(none).toMatchObject({ code: 0, stderr: '5 entries are unstarred already.\n' })
})

test.each([
  ['tag set replaces tags', () => ['tag', 'set', 'x', `--tag=t${tag}`]],
  ['tag clear takes them all', () => ['tag', 'clear', `--tag=t${tag}`]],
  ['--all means everything', () => ['archive', '--all', '--newer-than', '9999-01-01']],
])('%s, so it asks, and names what goes', async (name, words) => {
  if (name.startsWith('--all')) {
    const { stderr } = await bench.inside(words())
    expect(stderr).toContain('No entry matches.')
    const all = await bench.inside(['star', '--all'])
    expect(all).toMatchObject({ code: 2, stderr: expect.stringMatching(/… and \d+ more\n/) })
    return
  }
  const { code, stderr } = await bench.inside(words())
  expect(code).toBe(2)
  expect(stderr).toContain(`  ${ids[0]} Article 1 https://example.org/${tag}/1\n`)
  expect(stderr).toContain('5 entries without asking, add --yes')
  expect(entries().every(({ tags }) => tags.join() === `t${tag}`)).toBe(true)
})

test('tag clear, tag delete and --untagged', async () => {
  await bench.inside(['tag', 'clear', String(ids[0]), '--yes'])
  expect(entries()[0]?.tags).toEqual([])
  const untagged = await bench.inside([
    'list',
    '--untagged',
    '--newer-than',
    '1y',
    '--columns',
    'id',
  ])
  expect(untagged.stdout.split('\n')).toContain(String(ids[0]))
  expect(untagged.stdout.split('\n')).not.toContain(String(ids[1]))
  expect(await bench.inside(['tag', 'delete', `t${tag}`])).toMatchObject({
    code: 0,
    stderr: '1 tag deleted.\n',
  })
  expect(entries().every(({ tags }) => tags.length === 0)).toBe(true)
})

test.each([
  [['tag', 'rename', 'nope', 'x'], 1, 'There is no tag “nope”.'],
  [['tag', 'delete', 'nope'], 1, 'There is no tag “nope”.'],
  [['tag', 'set', '', '1'], 2, 'There is no label. To remove all tags: wallabag tag clear'],
  [['tag', 'add', 'a,,b', '1'], 2, 'A label is missing before or after a comma'],
  [['delete', '99999'], 1, 'Not there: 99999'],
  [['delete', 'https://nowhere.example/'], 1, 'Not there: https://nowhere.example/'],
  [['list', '--tag', 'nothing-has-this'], 0, 'No entries.'],
  [['search', 'nobody wrote this'], 0, 'No entries.'],
])('%j is answered in the words of the command', async (words, code, message) => {
  const run = await bench.inside(words)
  expect(run).toMatchObject({ code, stderr: expect.stringContaining(message) })
  expect(run.stderr).not.toMatch(/`|HTTP|\d done/)
})

test('save reads addresses as people keep them, and refuses the rest by line', async () => {
  const { code, stderr } = await bench.inside(['save', '--file', casesFile('urls/messy.txt')])
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /Refused: line 10 of .*messy.txt: “example.com\/noscheme” is not a web address/,
  )
  const saved = bench.fake.state.entries.filter(({ url }) => url?.startsWith('https://a.example/i'))
  expect(
    saved
      .map(({ url }) => url?.at(-1))
      .sort()
      .join(''),
  ).toBe('123456789')
  expect(saved.find(({ url }) => url?.endsWith('i2'))?.title).toBe('Title two')
  const two = await bench.inside([
    'save',
    `https://two.example/${tag}/1\nhttps://two.example/${tag}/2`,
  ])
  expect(two.stderr).toContain('2 done')
})

test('duplicates names what was saved more than once, and its younger copies', async () => {
  const url = `https://twice.example/${tag}`
  const [first, second] = [bench.fake.seed.entry({ url }), bench.fake.seed.entry({ url })]
  expect((await bench.inside(['duplicates'])).stdout).toContain(`${first},${second}\t${url}\n`)
  const copies = await bench.inside(['duplicates', '--copies'])
  expect(copies.stdout).toBe(`${second}\n`)
  await bench.inside(['delete', '-'], { input: copies.stdout })
  expect((await bench.inside(['duplicates', '--json'])).stdout).toBe('[]\n')
})

test('a job that ends because the log-in is refused says so by its exit code', async () => {
  const env = { ...bench.account, WALLABAG_PASSWORD: 'wrong', HOME: `${bench.home}/other` }
  const { code, stderr } = await bench.inside(['archive', String(ids[0])], { env })
  expect(stderr).toMatch(/password/)
  expect(code).toBe(3)
})

test('a reader that leaves early does not leave a change half done', async () => {
  const urls = Array.from({ length: 40 }, (_, at) => `https://unread.example/${at}`)
  writeFileSync(join(bench.home, 'unread.txt'), urls.join('\n'))
  const codes = await bench.shell(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own way to ask for the status
    'wallabag save --file unread.txt 2>&1 | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"',
  )
  expect(codes).toBe('0\n')
  const saved = bench.fake.state.entries.filter(({ url }) => url?.includes('unread.example'))
  expect(saved).toHaveLength(40)
})

test('an end by Ctrl-C gives the terminal its cursor back, and writes over nothing that was said', async () => {
  const slow = await createBench({ latency: 20 })
  try {
    for (let at = 0; at < 150; at++) slow.fake.seed.entry({ url: `https://slow.example/${at}` })
    const [restore, hide, show] = ['\u001b8', '\u001b[?25l', '\u001b[?25h']
    for (const presses of [1, 2]) {
      const terminal = slow.terminal(['export', '--all', '--format', 'txt', '--to', 'shelf'])
      await terminal.shows(/Exporting .* [1-9]\d*\/150/)
      terminal.type('\u0003')
      await terminal.shows('Finishing the running requests. Press Ctrl-C again to end at once.\n')
      if (presses === 2) terminal.type('\u0003')
      expect(await terminal.exitCode).toBe(130)
      const { codes } = terminal
      expect(codes.lastIndexOf(show)).toBeGreaterThan(codes.lastIndexOf(hide))
      // Where the cursor goes back to is a place after these words, and not the line before them.
      const said = codes.indexOf('Finishing the running requests')
      expect(codes.slice(said, codes.lastIndexOf(restore))).toContain('\u001b7')
    }
  } finally {
    await slow.close()
  }
})
