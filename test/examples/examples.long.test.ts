import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { command, systemProgram } from '../runtimes/packed.js'
import { environmentOf } from '../support/account.js'
import { useProject } from '../support/project.js'
import { snippetsOf } from '../support/snippets.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ends: (() => unknown)[] = []

const project = useProject(async (folder) => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const others = ['dompurify', 'bullmq', '@opentelemetry/api', 'vite']
  const libraries = ['fast-xml-parser', 'csv-parse', ...others]
  const wanted = libraries.map((name) => `${name}@${devDependencies[name]}`)
  await command('npm', ['install', '--no-audit', '--no-fund', ...wanted], folder)
  await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
  await symlink(join(folder, 'node_modules/wallabag-sdk/dist'), join(folder, 'dist'))
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A fake server that listens, and the variables by which an example finds it. */
async function serve(fake: FakeWallabag): Promise<Record<string, string>> {
  const { url, close } = await fake.listen()
  ends.push(close)
  return environmentOf(url, fake.credentials)
}

function start(name: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const program = join('examples', name)
  return spawn(process.execPath, [program, ...args], {
    cwd: project.folder,
    env: { ...process.env, ...env },
  })
}

/** Runs an example to its end; gives its exit code and what it printed. */
async function end(name: string, args: readonly string[], env: Record<string, string>) {
  const child = start(name, args, env)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk)
    })
  }
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { code, output }
}

/** The same for one that succeeds; gives what it printed. */
async function run(name: string, args: readonly string[], env: Record<string, string>) {
  const { code, output } = await end(name, args, env)
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  return output
}

async function originOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
  return `http://127.0.0.1:${address.port}`
}

const temporary = () => mkdtemp(join(tmpdir(), 'wallabag-sdk-example-'))

test('the first lines of the README work in a project that has installed the package', async () => {
  const fake = createFakeWallabag()
  for (const name of ['a', 'b']) fake.seed.entry({ url: `https://example.org/${name}` })
  const { WALLABAG_URL: url = '' } = await serve(fake)
  const [lines] = snippetsOf('README.md')
  const code = lines?.code.replace('https://read.example.org', url)
  const program = `const { clientId, clientSecret, username, password } = ${JSON.stringify(fake.credentials)}\n${code}`
  await writeFile(join(project.folder, 'examples/readme.js'), program)
  expect(await run('readme.js', [], {})).toMatch(/^saved .+ \d+ min\n$/)
  const holiday = fake.state.entries.filter(({ tags }) => tags.includes('holiday'))
  expect(holiday.map(({ archivedAt }) => archivedAt !== null)).toEqual([true, true])
})

test('an uncaught error shows the line that threw, and not a whole file', async () => {
  await writeFile(
    join(project.folder, 'examples/bare.js'),
    "import { Wallabag } from 'wallabag-sdk'\nWallabag.fromEnv()",
  )
  const { code, output } = await end('bare.js', [], {})
  expect(code).toBe(1)
  expect(output).toContain('InputError: Missing environment variables: WALLABAG_URL')
  expect(output.length).toBeLessThan(2000)
})

test.each([
  ['from-rss.js', 'https://example.org/feed'],
  ['from-pocket.js', 'examples/README.md'],
  ['tag-by-domain.js'],
  ['weekly-epub.js', 'books'],
  ['notes.js', 'notes'],
  ['workers.js', 'work'],
  ['opentelemetry.js', 'https://example.org/a'],
])('%s fails with a sentence and not a stack', async (name, ...args) => {
  const { code, output } = await end(name, args, { WALLABAG_URL: '' })
  expect(code).toBe(1)
  expect(output).toMatch(/^Missing environment variables: WALLABAG_URL.*\.\n$/)
})

test('the library of wallabag-fake has something for each example', async () => {
  const server = spawn(process.execPath, [
    join(project.folder, 'dist/wallabag-fake.js'),
    '--seed',
    '1',
  ])
  ends.push(() => server.kill())
  let printed = ''
  for await (const chunk of server.stdout) {
    printed += String(chunk)
    if (printed.includes('Ctrl-C')) break
  }
  const lines = printed.matchAll(/^export (\w+)=(.*)$/gm)
  const env = Object.fromEntries([...lines].map(([, name, value]) => [name, value]))
  const folder = await temporary()
  expect(await run('tag-by-domain.js', [], env)).toMatch(/tagged \d+/)
  expect(await run('weekly-epub.js', [folder], env)).toContain('.epub')
  expect(await run('notes.js', [folder], env)).toContain('.md')
})

test('from-rss saves what is new in RSS and Atom feeds, once', async () => {
  const fake = createFakeWallabag()
  const env = await serve(fake)
  const rss = `<rss><channel><item><link>https://a.test/1</link>
    <category>Bread, rolls</category><category domain="x">Baking</category></item>
    <item><link>javascript:alert(1)</link></item></channel></rss>`
  const atom =
    '<feed><entry><link href="https://a.test/2?x=1&amp;y=2"/><category term="Tea"/></entry></feed>'
  const feeds = createServer(({ url }, response) => response.end(url === '/rss' ? rss : atom))
  const origin = await originOf(feeds)
  const args = [`${origin}/rss`, `${origin}/atom`]
  expect(await run('from-rss.js', args, env)).toContain('2 saved, 0 known, 0 failed')
  expect(await run('from-rss.js', args, env)).toContain('0 saved, 2 known, 0 failed')
  const urls = fake.state.entries.map(({ url }) => url).sort()
  expect(urls).toEqual(['https://a.test/1', 'https://a.test/2?x=1&y=2'])
  const tags = fake.state.entries.flatMap((entry) => entry.tags)
  expect(tags.sort()).toEqual(['baking', 'bread rolls', 'feed', 'feed', 'tea'])
})

test('from-pocket moves titles, tags and the archive in', async () => {
  const fake = createFakeWallabag()
  const env = await serve(fake)
  const csv = join(await temporary(), 'pocket.csv')
  const lines = [
    'title,url,time_added,tags,status',
    '"Slow food, fast",https://a.test/1,1700000000,food|to cook,unread',
    'https://a.test/2,https://a.test/2,1700000001,,archive',
  ]
  await writeFile(csv, lines.join('\n'))
  expect(await run('from-pocket.js', [csv], env)).toContain('2 saved, 0 known, 0 failed')
  const [one, two] = fake.state.entries.toSorted((a, b) => (a.url < b.url ? -1 : 1))
  expect(one).toMatchObject({ title: 'Slow food, fast', tags: ['food', 'to cook'] })
  expect(two?.archivedAt).not.toBeNull()
})

test('tag-by-domain tags what is not tagged yet, after showing what it would do', async () => {
  const fake = createFakeWallabag()
  for (const host of ['github.com', 'de.wikipedia.org', 'notgithub.com']) {
    fake.seed.entry({ url: `https://${host}/page` })
  }
  const env = await serve(fake)
  expect(await run('tag-by-domain.js', ['--dry-run'], env)).toContain('code: would tag 1')
  expect(fake.state.entries.flatMap(({ tags }) => tags)).toEqual([])
  await run('tag-by-domain.js', [], env)
  expect(fake.state.entries.map(({ tags }) => tags)).toEqual([['code'], ['reference'], []])
  expect(await run('tag-by-domain.js', [], env)).toContain('Nothing to tag.')
})

test('weekly-epub writes the unread articles of the week, and archives them', async () => {
  const fake = createFakeWallabag()
  const now = Math.floor(Date.now() / 1000)
  const week = 7 * 24 * 3600
  fake.seed.entry({ url: 'https://a.test/new', title: 'New' })
  fake.seed.entry({ url: 'https://a.test/read', title: 'Read', archived: true })
  fake.seed.entry({ url: 'https://a.test/old', title: 'Old', createdAt: now - 2 * week })
  const env = await serve(fake)
  const books = await temporary()
  await run('weekly-epub.js', [books, '--archive'], env)
  const [book = '', ...others] = (await readdir(books)).toSorted().reverse()
  // Beside the book lies the list by which the next run knows what it has.
  expect(others).toEqual(['.wallabag-exports.jsonl'])
  expect((await readFile(join(books, book))).subarray(0, 2).toString()).toBe('PK')
  const unread = fake.state.entries.filter(({ archivedAt }) => archivedAt === null)
  expect(unread.map(({ title }) => title)).toEqual(['Old'])
})

test('notes quotes what others wrote', async () => {
  const fake = createFakeWallabag()
  const title = 'A "title": with\n---\nkey: value'
  const id = fake.seed.entry({ url: 'https://a.test/1', title, tags: ['slow food'] })
  const env = await serve(fake)
  const { Wallabag } = await import('wallabag-sdk')
  const wallabag = new Wallabag({ url: env['WALLABAG_URL'] ?? '', auth: fake.credentials })
  const quote = '# No heading\n![[Secret]] <script>'
  await wallabag.annotations.create(id, { quote, text: 'Mine' })
  const vault = await temporary()
  await run('notes.js', [vault], env)
  const note = await readFile(join(vault, `wallabag-${id}.md`), 'utf8')
  const { parse } = await import('yaml')
  expect(parse(note.split('\n---\n')[0] ?? '')).toMatchObject({ title, tags: ['slow-food'] })
  expect(note).toContain('> \\# No heading \\!\\[\\[Secret\\]\\] \\<script\\>')
})

/** The files below a folder, as a web server gives them. */
function files(below: string): Server {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }
  return createServer(async ({ url = '/' }, response) => {
    const path = join(below, normalize(url.endsWith('/') ? `${url}index.html` : url))
    const content = await readFile(path).catch(() => null)
    response.setHeader('content-type', types[extname(path).replace('.mjs', '.js')] ?? 'text/plain')
    response.writeHead(content ? 200 : 404).end(content ?? '')
  })
}

test('browser shows an article without what is dangerous in it', async ({ skip }) => {
  const executablePath = await systemProgram('chromium', skip)
  const fake = createFakeWallabag()
  const content = '<p>Harmless</p><img src="x" onerror="document.title=1"><form>Password?</form>'
  fake.seed.entry({ url: 'https://a.test/1', title: '<b>Bold</b>', content })
  const { WALLABAG_URL: url = '' } = await serve(fake)
  const origin = await originOf(files(project.folder))
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  ends.push(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`${origin}/examples/browser/`)
  for (const [name, value] of Object.entries({ url, ...fake.credentials })) {
    await page.fill(`[name=${name}]`, value)
  }
  await page.click('form button')
  await page.click('text=<b>Bold</b>')
  const article = page.locator('#article')
  await article.getByText('Harmless').waitFor()
  expect(await article.innerHTML()).toBe('<p>Harmless</p><img src="x">Password?')
  expect(await page.title()).toBe('Unread')
  expect(await page.textContent('#message')).toBe('')
})

test('reader is built and served on this machine, with a fake to sign in to', async () => {
  const child = start('reader/serve.js', [], {})
  ends.push(() => child.kill('SIGKILL'))
  const printed = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += String(chunk)
      if (/^ *Password .+$/m.test(output)) resolve(output)
    })
    child.on('close', (code) => reject(new Error(`It ended with ${code}: ${output}`)))
  })
  const value = (name: string) => new RegExp(`${name}:? +(\\S+)`).exec(printed)?.[1] ?? ''
  const address = value('The reader')
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  const given = async (path: string) => {
    const answer = await fetch(new URL(path, address))
    expect(answer.status).toBe(200)
    return answer.text()
  }
  // All that the page loads, and the service worker keeps.
  const page = await given('')
  const loaded = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(loaded.length).toBeGreaterThan(3)
  const worker = await given('worker.js')
  for (const path of loaded) {
    await given(path)
    expect(worker).toContain(`"${path}"`)
  }
  const { Wallabag } = await import('wallabag-sdk')
  const auth = {
    clientId: value('Client id'),
    clientSecret: value('Client secret'),
    username: value('User'),
    password: value('Password'),
  }
  const wallabag = new Wallabag({ url: value('Server'), auth })
  expect((await wallabag.entries.list()).total).toBe(60)
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGINT')
  expect(await ended).toBe(0)
})

test('workers save each address of the queue once, however many they are', async ({ skip }) => {
  const redis = await systemProgram('redis-server', skip)
  const port = String(20_000 + (process.pid % 10_000))
  const server = spawn(redis, ['--port', port, '--save', '', '--dir', await temporary()])
  ends.push(() => server.kill())
  await new Promise<void>((resolve) => {
    server.stdout.on('data', (text) => String(text).includes('Ready to accept') && resolve())
  })
  const fake = createFakeWallabag({ latency: 5 })
  const env = { ...(await serve(fake)), REDIS_URL: `redis://127.0.0.1:${port}` }
  const tokens = join(await temporary(), 'tokens')
  const workers = [1, 2, 3].map(() =>
    start('workers.js', ['work'], { ...env, WALLABAG_TOKENS: tokens }),
  )
  ends.push(() => workers.map((worker) => worker.kill('SIGKILL')))
  const urls = Array.from({ length: 30 }, (_, index) => `https://a.test/${index}`)
  await run('workers.js', ['add', ...urls], env)
  await expect.poll(() => fake.state.entries.length, { timeout: 30_000 }).toBe(30)
  for (const worker of workers) worker.kill('SIGTERM')
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.on('close', resolve))))
  expect(fake.state.entries.map(({ url }) => url).sort()).toEqual(urls.toSorted())
  // One sign-in for all three: they share the folder, and take turns.
  expect(fake.requests.filter(({ path }) => path === '/oauth/v2/token')).toHaveLength(1)
})
