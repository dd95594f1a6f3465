import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { main } from '../../cli/src/main.js'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  const { seed } = bench.fake
  seed.entry({ url: 'https://a.example/one', title: 'One', tags: ['x', 'y'], archived: true })
  seed.entry({ url: 'https://b.example/two', title: 'Two', tags: ['x'], starred: true })
  seed.entry({ url: 'https://b.example/three', title: 'Three \u001b]0;owned\u0007 \u009b2J end' })
})

afterAll(() => bench.close())

test('list prints lines with tabs to a pipe, newest first', async () => {
  const { code, stdout } = await bench.inside([
    'list',
    '--columns',
    'id,title,tags,archived,starred',
  ])
  expect(code).toBe(0)
  expect(stdout.split('\n').map((line) => line.split('\t'))).toEqual([
    ['3', 'Three ]0;owned 2J end', '', '', ''],
    ['2', 'Two', 'x', '', 'starred'],
    ['1', 'One', 'x, y', 'archived', ''],
    [''],
  ])
})

test.each([
  [['--tag', 'x', '--unread'], '2'],
  [['--archived'], '1'],
  [['--domain', 'b.example', '--unstarred'], '3'],
  [['--tag', 'x', '--tag', 'y'], '1'],
])('list %j filters', async (words, id) => {
  const { stdout } = await bench.inside(['list', '--columns', 'id', ...words])
  expect(stdout).toBe(`${id}\n`)
})

test('list prints a JSON array, JSON lines and addresses, without a control character', async () => {
  const all = await bench.inside(['list', '--json', '--oldest'])
  expect(JSON.parse(all.stdout)).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }])
  const lines = await bench.inside(['list', '--jsonl', '--limit', '2'])
  const entries = lines.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(entries).toMatchObject([
    { id: 3, tags: [] },
    { id: 2, tags: [{ label: 'x' }] },
  ])
  expect(entries[0].title).toContain('\u001b')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this looks for
  expect(lines.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect(lines.stderr).toBe('There are more; --all or --limit shows them.\n')
  const urls = await bench.inside(['list', '--urls', '--tag', 'x'])
  expect(urls.stdout).toBe('https://b.example/two\nhttps://a.example/one\n')
})

test('ages are counted by the time of saving, which the server cannot filter by', async () => {
  const { fake } = bench
  fake.seed.entry({ url: 'https://old.example/', createdAt: Date.now() / 1000 - 100 * 86_400 })
  const old = await bench.inside(['list', '--urls', '--older-than', '90d'])
  expect(old.stdout).toBe('https://old.example/\n')
  expect((await bench.inside(['count', '--older-than', '90d'])).stdout).toBe('1\n')
  expect((await bench.inside(['count', '--newer-than', '90d'])).stdout).toBe('3\n')
  await bench.inside(['delete', 'https://old.example/'])
})

test('a few old entries of many are not looked for one by one', async () => {
  const { fake } = bench
  const old = fake.seed.entry({ url: 'https://old.example/', createdAt: 1_000_000_000 })
  const young = Array.from({ length: 60 }, (_, at) =>
    fake.seed.entry({ url: `https://young.example/${at}` }),
  )
  fake.requests.clear()
  const { stdout } = await bench.inside(['list', '--urls', '--older-than', '1y', '--limit', '1'])
  expect(stdout).toBe('https://old.example/\n')
  expect(fake.requests.filter(({ path }) => path === '/api/entries').length).toBeLessThan(5)
  await bench.inside(['delete', '--yes', ...[old, ...young].map(String)])
})

test('an age before all time is refused', async () => {
  const { code, stderr } = await bench.inside(['list', '--older-than', '999999999999d'])
  expect(code).toBe(2)
  expect(stderr).toContain('neither an age such as')
})

test.skipIf(process.platform !== 'linux')('a full disk is told in a line', async () => {
  const told = await bench.shell('wallabag list --all 2>&1 >/dev/full; echo $?')
  expect(told).toBe('wallabag: the output cannot be written (ENOSPC).\n1\n')
})

test('count counts', async () => {
  expect((await bench.inside(['count', '--tag', 'x'])).stdout).toBe('2\n')
})

test('search finds by words', async () => {
  const { stdout } = await bench.inside(['search', 'TWO', '--columns', 'id,url'])
  expect(stdout).toBe('2\thttps://b.example/two\n')
})

test('show prints an article as text, by id or address, without what would steer a terminal', async () => {
  const id = bench.fake.seed.entry({
    url: 'https://c.example/article',
    title: 'An article',
    tags: ['x'],
    content: `<h2>Head</h2><p>First <b>bold</b> &amp; <a href="https://l.example/">a link</a>.</p>
      <p>Second\u001b[2J \u202eevil</p><script>alert(1)</script><img src="https://i.example/p.png">`,
  })
  const { stdout } = await bench.inside(['show', 'https://c.example/article'])
  expect(stdout).toMatch(/^An article\nhttps:\/\/c\.example\/article\n.*#x\n\nHead\n----\n/)
  expect(stdout).toContain('First bold & a link (https://l.example/).')
  expect(stdout).toContain('Second[2J evil')
  expect(stdout).not.toContain('alert')
  const same = await bench.inside(['show', String(id), '--json'])
  expect(JSON.parse(same.stdout)).toMatchObject({ id, title: 'An article' })
})

test.each([
  [['list', '--colums', 'id'], 2, /Unknown option '--colums'/],
  [['list', '--columns', 'id,nothing'], 2, /no column “nothing”; there are: id, saved/],
  [['list', '--unread', '--archived'], 2, /exclude each other/],
  [['list', '--older-than', 'yesterday'], 2, /'--older-than <when>' argument.*neither an age/],
  [['list', '--limit', 'many'], 2, /'--limit <number>' argument.*not a whole number/],
  [['export', '1', '--to', '-'], 2, /--to names a folder/],
  [['show', 'four'], 2, /neither the id of an entry nor a web address/],
  [['archive'], 2, /Nothing is named/],
  [['archive', '1', '--unread'], 2, /not both/],
  [['list', '--profile', 'work'], 3, /no profile “work”/],
  [['fly'], 2, /Unknown command 'fly'/],
])('%j ends with %i and says why', async (words, code, message) => {
  const finished = await inThisProcess(words)
  expect(finished.stderr).toMatch(message)
  expect(finished.code).toBe(code)
  expect(finished.stdout).toBe('')
})

/** For what needs no server: a process for each would take most of the time. */
async function inThisProcess(words: readonly string[]) {
  const said = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += text
      return true
    }),
  )
  for (const [name, value] of Object.entries(bench.account)) vi.stubEnv(name, value)
  try {
    await main(['node', 'wallabag', ...words])
    return { code: process.exitCode, ...said }
  } finally {
    process.exitCode = 0
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
}

test('what is not there is told', async () => {
  const number = await bench.inside(['show', '4711'])
  expect(number).toMatchObject({ code: 1, stderr: expect.stringContaining('4711') })
  const address = await bench.inside(['show', 'https://nowhere.example/'])
  expect(address).toMatchObject({ code: 1, stderr: expect.stringContaining('Not there') })
})

test('without an account it says how to get one', async () => {
  const { code, stderr } = await bench.inside(['list'], { env: {} })
  expect(code).toBe(3)
  expect(stderr).toBe('wallabag: Not logged in. Run: wallabag login\n')
  const begun = await bench.inside(['list'], { env: { WALLABAG_USERNAME: 'me' } })
  expect(begun.stderr).toMatch(/Missing environment variables: WALLABAG_URL, WALLABAG_CLIENT_ID/)
})

test('a search without words says what is missing', async () => {
  const { code, stderr } = await bench.inside(['search', ' '])
  expect([code, stderr]).toEqual([2, 'wallabag: Give the words to search for.\n'])
})

test('a server that is not there is told, with a code of its own', async () => {
  const env = { ...bench.account, WALLABAG_URL: 'http://127.0.0.1:9' }
  const { code, stderr } = await bench.inside(['count'], { env })
  expect(code).toBe(4)
  expect(stderr).toContain('the connection failed')
  expect(stderr).not.toContain(bench.fake.credentials.clientSecret)
})

test('a server that is not there is told with its code by what changes something, too', async () => {
  const env = { ...bench.account, WALLABAG_URL: 'http://127.0.0.1:1' }
  const commands = [
    ['save', 'https://b.example/dead'],
    ['export', '1'],
    ['archive', '1'],
  ]
  for (const words of commands) {
    expect(await bench.inside(words, { env })).toMatchObject({ code: 4 })
  }
})

test('a table on a terminal fits it', async () => {
  const tags = Array.from({ length: 12 }, (_, at) => `quite a long tag ${at}`)
  const id = bench.fake.seed.entry({
    url: 'https://b.example/many',
    title: '題名'.repeat(60),
    tags,
  })
  const { code, screen } = await bench.inside(['list', '--limit', '3'], { columns: 100 })
  expect(screen).toMatch(/^id +saved +minutes +title +tags +domain/)
  expect(screen).toMatch(/\nThere are more; --all or --limit shows them.\n$/)
  expect(code).toBe(0)
  for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  await bench.inside(['delete', String(id)])
})

test('a table shortens no letters of two columns that there is room for', async () => {
  const id = bench.fake.seed.entry({
    url: 'https://b.example/wide',
    tags: ['日本語', '読書', '漢字'],
  })
  const { code, screen } = await bench.inside(['list', '--limit', '1'], { columns: 100 })
  expect(code).toBe(0)
  expect(screen).toContain('日本語, 読書, 漢字')
  await bench.inside(['delete', String(id)])
})
