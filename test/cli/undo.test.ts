import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
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
  for (const n of [1, 2, 3]) {
    bench.fake.seed.entry({
      url: `https://undo.example/${n}`,
      title: `Title ${n}`,
      tags: n === 3 ? ['old', 'third'] : ['old'],
      archived: n === 2,
      content: `<p>The content of ${n}.</p>`,
    })
  }
})

/** What there is, without what no API can bring back. */
function library() {
  return bench.fake.state.entries
    .map(({ url, title, tags, archivedAt, starredAt, content }) => ({
      url,
      title,
      content,
      tags: [...tags].sort(),
      archived: archivedAt !== null,
      starred: starredAt !== null,
    }))
    .sort((a, b) => ((a.url ?? '') < (b.url ?? '') ? -1 : 1))
}

const journals = () => join(bench.home, '.local/state/wallabag-cli/journal')

test.each([
  ['archive', ['archive', '--tag', 'old']],
  ['unarchive', ['archive', '--undo', '--tag', 'old']],
  ['star', ['star', '--tag', 'old']],
  ['tag add', ['tag', 'add', 'third,new', '--tag', 'old']],
  ['tag remove', ['tag', 'remove', 'third', '--tag', 'old']],
  ['tag set', ['tag', 'set', 'other,old', '--tag', 'old', '--yes']],
  ['tag clear', ['tag', 'clear', '--tag', 'old', '--yes']],
  ['tag delete', ['tag', 'delete', 'old', 'third']],
  ['tag rename', ['tag', 'rename', 'old', 'third']],
  ['tag merge', ['tag', 'merge', 'old', 'third', '--into', 'one']],
  ['delete', ['delete', '--tag', 'old']],
])('%s is taken back', async (_, words) => {
  const before = library()
  expect((await bench.inside(words)).code).toBe(0)
  expect(library()).not.toEqual(before)
  const undone = await bench.inside(['undo', '1', '--yes'])
  expect(undone.code, undone.stderr).toBe(0)
  expect(library()).toEqual(before)
})

test('a deleted entry comes back with its annotations, and it is said that its number is new', async () => {
  const id = (await wallabag.entries.idOf('https://undo.example/1')) ?? 0
  await wallabag.annotations.create(id, { quote: 'content', text: 'mine' })
  await bench.inside(['delete', String(id)])
  const { stderr } = await bench.inside(['undo', '1', '--yes'])
  expect(stderr).toContain('They have new ids and a new time of saving')
  const back = (await wallabag.entries.idOf('https://undo.example/1')) ?? 0
  expect(back).not.toBe(id)
  expect(await wallabag.annotations.list(back)).toMatchObject([{ quote: 'content', text: 'mine' }])
})

test('what was tagged since stays tagged', async () => {
  await bench.inside(['tag', 'add', 'new', '--tag', 'old'])
  await wallabag.entries.tagMany({ tags: ['new'] }, { add: ['since'] })
  await bench.inside(['undo', '1', '--yes'])
  expect(library().map(({ tags }) => tags.join())).toEqual([
    'old,since',
    'old,since',
    'old,since,third',
  ])
})

test.each([
  ['archive', ['archive', '--tag', 'old']],
  ['tag add', ['tag', 'add', 'new', '--tag', 'old']],
])('of %s, what was deleted since is left out and told', async (_, words) => {
  const before = library().slice(1)
  const from = bench.fake.requests.length
  await bench.inside(words)
  // What the list has told of them need not be asked again.
  const asked = bench.fake.requests.slice(from).map(({ method, path }) => `${method} ${path}`)
  expect(asked.filter((request) => /^GET .*\/\d+$/.test(request))).toEqual([])
  await wallabag.entries.delete((await wallabag.entries.idOf('https://undo.example/1')) ?? 0)
  const { code, stderr } = await bench.inside(['undo', '1', '--yes'])
  expect(stderr).toContain('1 entry is not there any more.')
  expect(stderr).not.toContain('ailed')
  expect(code).toBe(0)
  expect(library()).toEqual(before)
})

test('the last changes are listed, and each is taken back once', async () => {
  await bench.inside(['star', '--tag', 'third'])
  await bench.inside(['archive', '--tag', 'old'])
  const { stdout } = await bench.inside(['undo'])
  const [first = '', second = ''] = stdout.split('\n')
  expect(first).toMatch(/^1\t\d{4}-\d\d-\d\d \d\d:\d\d\tarchive\t2 entries\tTitle 1, Title 3$/)
  expect(second).toMatch(/^2\t.*\tstar\t1 entry\tTitle 3$/)
  await bench.inside(['undo', '1', '--yes'])
  expect((await bench.inside(['undo'])).stdout.split('\n')[0]).toMatch(/^1\t.*\tstar\t/)
  expect((await bench.inside(['undo', '99', '--yes'])).code).toBe(2)
  expect((await bench.inside(['undo', '1'])).code).toBe(2)
})

test('--no-journal and --dry-run keep nothing, and what is kept is private', async () => {
  const count = () => readdirSync(journals()).length
  const before = count()
  await bench.inside(['star', '--tag', 'old', '--no-journal'])
  await bench.inside(['archive', '--tag', 'old', '--dry-run'])
  expect(count()).toBe(before)
  await bench.inside(['archive', '--tag', 'old'])
  const [name = ''] = readdirSync(journals()).sort().reverse()
  expect(statSync(join(journals(), name)).mode & 0o777).toBe(0o600)
})

test('a journal is kept for thirty days, and one of another account is not shown', async () => {
  await bench.inside(['star', '--tag', 'old'])
  const [name = ''] = readdirSync(journals()).sort().reverse()
  const old = `2020-01-01${name.slice(10)}`
  writeFileSync(join(journals(), old), readFileSync(join(journals(), name)))
  utimesSync(join(journals(), old), 0, 0)
  const foreign = readFileSync(join(journals(), name), 'utf8').replace(/"user":\d+/, '"user":4711')
  writeFileSync(join(journals(), `9999-${name}`), foreign)
  expect((await bench.inside(['undo'])).stdout).not.toContain('9999')
  await bench.inside(['archive', '--tag', 'old'])
  expect(readdirSync(journals())).not.toContain(old)
})
