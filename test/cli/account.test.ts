import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench
const nobody = { env: {} }

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.close())

afterEach(() => rmSync(join(bench.home, '.config'), { recursive: true, force: true }))

function secrets(): string[] {
  const { clientSecret } = bench.fake.credentials
  const { accessTokens, refreshTokens, clients } = bench.fake.state
  const tokens = [...accessTokens, ...refreshTokens].map(({ token }) => token)
  return [clientSecret, ...clients.map(({ secret }) => secret), ...tokens]
}

function kept(): string {
  return readFileSync(join(bench.home, '.config/wallabag-cli/profiles.json'), 'utf8')
}

test('login asks, makes its own API client, checks, and keeps secrets where nobody else reads them', async () => {
  const clients = bench.fake.state.clients.length
  const terminal = bench.terminal(['login'], nobody)
  await terminal.shows('Address of the server')
  terminal.type(`${bench.url}/login\r`)
  await terminal.shows('User name')
  terminal.type('wallabag\r')
  await terminal.shows('Password')
  terminal.type('wallabag\r')
  await terminal.shows('API client')
  await terminal.shows('make one for me')
  terminal.type('\r')
  await terminal.shows('Created the API client “wallabag-cli”.')
  await terminal.shows(`Logged in as wallabag on ${bench.url} (Wallabag 2.6.14).`)
  expect(await terminal.exitCode).toBe(0)
  expect(bench.fake.state.clients).toHaveLength(clients + 1)
  const folder = join(bench.home, '.config/wallabag-cli')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'profiles.json')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['profiles.json'])
  for (const secret of secrets()) expect(terminal.screen).not.toContain(secret)

  const who = await bench.inside(['whoami'], nobody)
  expect(who.stdout).toBe(`wallabag <wallabag@wallabag.io> on ${bench.url} (Wallabag 2.6.14)\n`)
  bench.fake.requests.clear()
  await bench.inside(['whoami'], nobody)
  expect(bench.fake.requests.map(({ path }) => path)).not.toContain('/oauth/v2/token')

  const out = await bench.inside(['logout'], nobody)
  expect(out.code).toBe(0)
  expect(kept()).toBe('{}\n')
  expect((await bench.inside(['whoami'], nobody)).code).toBe(3)
})

test('login takes a client that is there, and what the environment says is not asked', async () => {
  const { clientId, clientSecret } = bench.fake.credentials
  const env = { WALLABAG_USERNAME: 'wallabag', WALLABAG_PASSWORD: 'wallabag' }
  const terminal = bench.terminal(['login', bench.url, '--profile', 'work'], { env })
  await terminal.shows('API client')
  terminal.type('\u001b[B\r')
  await terminal.shows('Client id')
  terminal.type(`${clientId}\r`)
  await terminal.shows('Client secret')
  terminal.type(`${clientSecret}\r`)
  await terminal.shows('Saved as the profile “work”')
  expect(await terminal.exitCode).toBe(0)
  expect(terminal.screen).not.toContain('User name')
  expect(terminal.screen).not.toContain(clientSecret)
  const who = await bench.inside(['--profile', 'work', 'whoami', '--json'], nobody)
  expect(JSON.parse(who.stdout)).toMatchObject({ username: 'wallabag', url: bench.url })
  const other = await bench.inside(['whoami'], nobody)
  expect(other).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('login\nOr, with --profile, name one of your profiles: work.'),
  })
})

test('login without a terminal takes everything from the environment', async () => {
  const { code } = await bench.inside(['login'])
  expect(code).toBe(0)
  expect((await bench.inside(['count'], nobody)).stdout).toBe('0\n')
  const missing = await bench.inside(['login', bench.url], nobody)
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('WALLABAG_PASSWORD') })
})

test('a login that does not work is explained, and nothing is kept', async () => {
  const wrong = { ...bench.account, WALLABAG_PASSWORD: 'not-this' }
  const { code, stderr } = await bench.inside(['login'], { env: wrong })
  expect(code).toBe(3)
  expect(stderr).toMatch(/password/i)
  expect(stderr).not.toContain('not-this')
  expect(existsSync(join(bench.home, '.config/wallabag-cli/profiles.json'))).toBe(false)
})

test('Ctrl-C in a question changes nothing', async () => {
  const terminal = bench.terminal(['login'], nobody)
  await terminal.shows('Address of the server')
  terminal.type('\u0003')
  await terminal.shows('Cancelled; nothing was changed.')
  expect(await terminal.exitCode).toBe(130)
})

test('doctor says that all is well, or what is not and what to do', async () => {
  const well = await bench.inside(['doctor'])
  expect(well).toMatchObject({ code: 0, stderr: expect.stringContaining('All well.') })
  const env = { ...bench.account, WALLABAG_CLIENT_SECRET: 'wrong' }
  const ill = await bench.inside(['doctor', '--json'], { env })
  expect(ill.code).toBe(1)
  expect(JSON.parse(ill.stdout)).toMatchObject({ ok: false, findings: [{ code: 'wrong_client' }] })
})

test('a damaged profile file is told without a word of what it holds', async () => {
  await bench.inside(['login'])
  const file = join(bench.home, '.config/wallabag-cli/profiles.json')
  writeFileSync(file, kept().slice(0, -10))
  const { code, stderr } = await bench.inside(['count'], nobody)
  expect(code).toBe(3)
  expect(stderr).toContain('is damaged')
  for (const secret of secrets()) expect(stderr).not.toContain(secret)
})

test('a disk that is full while the profile is written is told with its path', async () => {
  // No file may grow: as on a full disk the file can be made, and not written.
  const account = Object.entries(bench.account).map(([name, value]) => `export ${name}='${value}'`)
  const line = `${account.join('; ')}; trap '' XFSZ; ulimit -f 0; wallabag login 2>&1`
  expect(await bench.shell(line)).toMatch(
    /\.config\/wallabag-cli\/profiles\.json cannot be used \(EFBIG\)\. Set XDG_CONFIG_HOME/,
  )
})
