import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { services } from '../../cli/src/importers/services.js'
import { widthOf } from '../../cli/src/output/text.js'
import { createProgram } from '../../cli/src/program.js'
import { version } from '../../cli/src/version.js'
import { type Bench, createBench } from '../support/command.js'
import { eventually } from '../support/eventually.js'

let bench: Bench
let noted: number

beforeAll(async () => {
  bench = await createBench()
  const { seed, url, credentials, fetch } = bench.fake
  const month = (text: string) => Date.parse(`${text}-15T12:00:00Z`) / 1000
  const words = (count: number) => `<p>${'word '.repeat(count)}</p>`
  seed.entry({
    url: 'https://a.example/1',
    createdAt: month('2026-01'),
    tags: ['x', 'y'],
    content: words(100),
  })
  seed.entry({
    url: 'https://a.example/2',
    createdAt: month('2026-03'),
    tags: ['x'],
    archived: true,
    content: words(1300),
  })
  noted = seed.entry({
    url: 'https://b.example/3',
    title: 'Noted\u001b[2J',
    createdAt: month('2026-03'),
    starred: true,
    content: '<p>Words to remember.</p>',
  })
  const wallabag = new Wallabag({ url, auth: credentials, fetch })
  await wallabag.annotations.create(noted, { quote: 'Words\nto remember', text: 'Mine' })
})

afterAll(() => bench.close())

test('stats counts by month, domain, tag and reading time, and draws it', async () => {
  const { stdout } = await bench.inside(['stats'])
  expect(stdout).toContain('3 entries, 2 unread, 1 starred')
  expect(stdout).toMatch(/By month\n {2}2026-01 █+ 1\n {2}2026-03 █+ 2\n/)
  expect(stdout).toMatch(/By domain\n {2}a\.example █+ 2\n {2}b\.example █+ 1\n/)
  expect(stdout).toMatch(/By tag\n {2}x +█+ 2\n {2}\(none\) █+ 1\n {2}y +█+ 1\n/)
  expect(stdout).toMatch(/5 to 9 min +█+ 1\n/)
  const bars = [...stdout.matchAll(/2026-0\d (█+)/g)].map((match) => match[1]?.length ?? 0)
  expect(bars[1]).toBe((bars[0] ?? 0) * 2)
  const { stdout: json } = await bench.inside(['stats', '--by', 'domain', '--unread', '--json'])
  expect(JSON.parse(json)).toMatchObject({ entries: 2, domain: { 'a.example': 1, 'b.example': 1 } })
})

test('annotations come as Markdown, and without control characters', async () => {
  const { stdout } = await bench.inside(['annotations', String(noted)])
  expect(stdout).toContain(`## Noted[2J\n\nhttps://b.example/3 (entry ${noted})\n`)
  expect(stdout).toContain('> Words\n> to remember\n\nMine\n')
  const all = await bench.inside(['annotations', '--annotated', '--json'])
  expect(JSON.parse(all.stdout)).toMatchObject([{ id: noted, annotations: [{ text: 'Mine' }] }])
})

const linuxTest = test.skipIf(process.platform !== 'linux')

linuxTest(
  'open starts the browser without a shell, and only for addresses of the web',
  async () => {
    const folder = join(bench.home, 'bin')
    const opened = join(bench.home, 'opened')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s|' "$#" "$@" >> ${opened}\n`)
    chmodSync(join(folder, 'xdg-open'), 0o755)
    const env = { ...bench.account, PATH: `${folder}:${process.env['PATH']}` }
    const nasty = bench.fake.seed.entry({ url: 'https://c.example/$(touch owned)?a=1&b=`id`;rm' })
    const evil = bench.fake.seed.entry({ url: 'javascript:alert(1)' })
    expect((await bench.inside(['open', String(nasty)], { env })).code).toBe(0)
    expect((await bench.inside(['open', String(nasty), '--in-wallabag'], { env })).code).toBe(0)
    const refused = await bench.inside(['open', String(evil)], { env })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not a web address') })
    const expected = [
      '1|https://c.example/$(touch%20owned)?a=1&b=`id`;rm|',
      `1|${bench.url}/view/${nasty}|`,
    ]
    await eventually(() => expect(readFileSync(opened, 'utf8')).toBe(expected.join('')))
  },
)

test('bash completes commands, their commands and options', async () => {
  const { stdout: script } = await bench.inside(['completion', 'bash'], { env: {} })
  const complete = (line: string) => {
    const words = line.split(' ')
    const test = `${script}
      wallabag() { [ "$2" = tags ] && printf 'long read\\nnoted\\n' || echo work; }
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
      _wallabag; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', test], { cwd: bench.home }).toString().trim().split('\n')
  }
  expect(complete('wallabag ba')).toEqual(['backup'])
  expect(complete('wallabag tag re')).toEqual(['remove', 'rename'])
  expect(complete('wallabag tag add x --older')).toEqual(['--older-than'])
  expect(complete('wallabag list --js')).toEqual(['--json', '--jsonl'])
  expect(complete('wallabag import ')).toEqual([...services])
  expect(complete('wallabag list --sort ')).toEqual(['created', 'updated', 'archived'])
  expect(complete('wallabag export --format e')).toEqual(['epub'])
  expect(complete('wallabag list --tag l')).toEqual(['long\\ read'])
  expect(complete('wallabag tag remove no')).toEqual(['noted'])
  expect(complete('wallabag --profile ')).toEqual(['work'])
})

test('the labels for completion are asked for once in a while', async () => {
  const labels = async () => (await bench.inside(['completion', 'tags'])).stdout
  const first = await labels()
  bench.fake.requests.clear()
  bench.fake.seed.entry({ url: 'https://b.example/tagged', tags: ['brand new'] })
  expect(await labels()).toBe(first)
  expect(bench.fake.requests).toHaveLength(0)
})

test('bash completes files, also those with blanks in their names', async () => {
  await bench.inside(['completion', 'bash'], { env: {} }).then(({ stdout }) => {
    writeFileSync(join(bench.home, 'completion.bash'), stdout)
  })
  writeFileSync(join(bench.home, 'my own backup.jsonl'), '')
  const line =
    'source ./completion.bash; wallabag() { echo "<$2>"; }\nwallabag restore my\t\nexit\n'
  const shown = execFileSync('bash', ['--norc', '-i'], {
    cwd: bench.home,
    input: line,
    env: { PATH: process.env['PATH'], HOME: bench.home, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  expect(shown.toString()).toContain('<my own backup.jsonl>')
})

test('zsh and fish get scripts that know every command', async () => {
  const names = createProgram().commands.map((command) => command.name())
  const { stdout: zsh } = await bench.inside(['completion', 'zsh'], { env: {} })
  expect(zsh).toContain('bashcompinit')
  const { stdout: fish } = await bench.inside(['completion', 'fish'], { env: {} })
  for (const name of names) expect(fish).toContain(`-f -a ${name} -d`)
  for (const line of fish.trim().split('\n')) {
    expect(line).toMatch(
      /^complete -c wallabag -n '[^']*' (-f -a [a-z-]+|-l [a-z-]+( -x -a "[^"]*")?|-a "[^"]*") -d '[^']*'$/,
    )
  }
  expect((await bench.inside(['completion', 'csh'], { env: {} })).code).toBe(2)
})

/** What a command says of itself on a terminal of eighty columns. */
function helpOf(command: ReturnType<typeof createProgram>): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 })
  command.outputHelp()
  return help
}

test('help fits eighty columns, and that of all commands is in groups, with examples', () => {
  const program = createProgram()
  const all = [program, ...program.commands.flatMap((one) => [one, ...one.commands])]
  for (const command of all) {
    const wide = helpOf(command)
      .split('\n')
      .filter((line) => widthOf(line) > 80)
    expect(wide, command.name()).toEqual([])
  }
  const headings = helpOf(program).match(/^\S.*:$/gm)
  expect(headings).toEqual([
    'Options:',
    'Account:',
    'Reading:',
    'Saving and changing:',
    'Bringing in, taking out, keeping:',
    'The command itself:',
    'Examples:',
  ])
})

test('every command says what it does, with an example', () => {
  const program = createProgram()
  const all = program.commands.flatMap((command) =>
    command.commands.length > 0 ? [...command.commands] : [command],
  )
  expect(all.length).toBeGreaterThan(25)
  for (const command of all) {
    const help = helpOf(command)
    expect(command.description(), command.name()).not.toBe('')
    expect(help, command.name()).toMatch(/Examples?:\n {2}(\S+ \| )?(wallabag|pbpaste)/)
  }
})

test('the page in docs names every command, and no option that there is not', () => {
  const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
  const program = createProgram()
  const all = program.commands.flatMap((command) => [command, ...command.commands])
  for (const command of all) expect(page).toMatch(new RegExp(`[\`| ]${command.name()}[\` ,]`))
  const known = [...program.options, ...all.flatMap(({ options }) => options)]
  const flags = ['--help', '--global', ...known.map(({ long }) => long)]
  for (const [flag] of page.matchAll(/--[a-z][a-z-]*/g)) expect(flags).toContain(flag)
})

test('everything that changes something can be asked what it would do', () => {
  const program = createProgram()
  const reading = ['list', 'show', 'search', 'count', 'open', 'whoami', 'doctor', 'stats', 'watch']
  const others = ['annotations', 'duplicates', 'completion', 'login', 'logout', 'help']
  const all = program.commands.flatMap((command) =>
    command.commands.length > 0 ? [...command.commands] : [command],
  )
  const changing = all.filter((command) => ![...reading, ...others].includes(command.name()))
  expect(changing.length).toBeGreaterThanOrEqual(11)
  for (const command of changing) {
    const flags = command.options.map(({ long }) => long)
    expect(flags, command.name()).toContain('--dry-run')
  }
})

test('the version is that of the package, and is told without loading the SDK or the parser', async () => {
  const manifest = readFileSync(new URL('../../cli/package.json', import.meta.url), 'utf8')
  expect(JSON.parse(manifest)).toMatchObject({ version })
  const { code, stdout } = await bench.run(['--version'], { env: {} })
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` })
  const loaded = async (flag: string) =>
    (await bench.run([flag], { env: { NODE_DEBUG: 'esm,module' } })).stderr
  expect(await loaded('--help')).toMatch(/commander|main-/)
  expect(await loaded('--version')).not.toMatch(/commander|main-/)
})

test('a reader of the output that leaves early is no failure', async () => {
  for (let at = 0; at < 300; at++) bench.fake.seed.entry({ url: `https://many.example/${at}` })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own way to ask for the status
  const line = 'wallabag list --all --jsonl | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"'
  const codes = await bench.shell(line)
  expect(codes).toBe('0\n')
})

test('what is not there is said, and the rest is shown all the same', async () => {
  const id = bench.fake.seed.entry({ url: 'https://shown.example/', title: 'Shown' })
  const shown = await bench.inside(['show', '99999', String(id)])
  expect(shown).toMatchObject({ code: 1, stderr: 'Not there: 99999\n' })
  expect(shown.stdout).toMatch(/^Shown\n/)
  const none = await bench.inside(['annotations', String(id)])
  expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'No annotations.\n' })
  await bench.inside(['delete', String(id)])
})
