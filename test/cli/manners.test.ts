import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench
const nobody = { env: {} }

beforeAll(async () => {
  bench = await createBench()
})

afterAll(() => bench.close())

afterEach(() => rmSync(join(bench.home, '.config'), { recursive: true, force: true }))

const profiles = () => join(bench.home, '.config/wallabag-cli/profiles.json')

describe('places', () => {
  test('profiles that others can read are told, and closed to them', async () => {
    await bench.inside(['login'])
    chmodSync(profiles(), 0o644)
    const { code, stderr } = await bench.inside(['count'], nobody)
    expect(code).toBe(0)
    expect(stderr).toContain(`${profiles()} could be read by others`)
    expect(statSync(profiles()).mode & 0o777).toBe(0o600)
    expect((await bench.inside(['count'], nobody)).stderr).toBe('')
  })

  test.each([{ HOME: '' }, { HOME: 'not/whole' }, { XDG_CONFIG_HOME: 'not/whole' }])(
    'without a home nothing is put into the folder one is in: %j',
    async (home) => {
      const before = readdirSync(bench.home)
      const { code, stderr } = await bench.inside(['count'], { env: { ...bench.account, ...home } })
      expect(code).toBe(2)
      expect(stderr).toMatch(/Set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME/)
      expect(readdirSync(bench.home)).toEqual(before)
    },
  )

  test('a place that cannot be written is told once, with its path and what to set', async () => {
    // A file where a folder should be: this holds for every user, root included.
    const place = join(bench.home, 'a file')
    writeFileSync(place, '')
    const env = { ...bench.account, XDG_STATE_HOME: place, XDG_CONFIG_HOME: join(bench.home, 'c') }
    bench.fake.seed.entry({ url: 'https://place.example/' })
    const { code, stderr } = await bench.inside(['star', 'https://place.example/'], { env })
    expect(code).toBe(1)
    expect(stderr).toContain(`${place}/wallabag-cli`)
    expect(stderr).toContain('Nothing was done')
    expect(stderr).toContain('Set XDG_STATE_HOME to a folder that can be written')
    expect(bench.fake.state.entries.at(-1)).toMatchObject({ starred: false })
    const failed = await bench.inside(['import', '-', '--yes'], { env, input: 'https://e.org/' })
    expect(failed).toMatchObject({ code: 1 })
    expect(failed.stderr).toContain('Set XDG_CONFIG_HOME (profiles, tokens) and XDG_STATE_HOME')
    const login = await bench.inside(['login'], { env: { ...env, XDG_CONFIG_HOME: place } })
    expect(login).toMatchObject({ code: 1, stdout: '' })
    expect(login.stderr.trim().split('\n')).toEqual([expect.stringContaining(`${place} cannot`)])
    const tokens = { ...bench.account, XDG_CONFIG_HOME: place }
    const warned = await bench.inside(['whoami'], { env: tokens })
    expect(warned.code).toBe(0)
    expect(warned.stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('login', () => {
  test('tries the address before it asks anything else, and asks for it again', async () => {
    const terminal = bench.terminal(['login', 'http://127.0.0.1:9'], nobody)
    await terminal.shows(/connection|refused|reach/i)
    await terminal.shows('Address of the server')
    terminal.type(`${bench.url}\r`)
    await terminal.shows('User name')
    terminal.type('\u0003')
    expect(await terminal.exitCode).toBe(130)
    const { code } = await bench.inside(['login', 'http://127.0.0.1:9'], nobody)
    expect(code).toBe(4)
  })

  test('asks again after a wrong password, and uses its API client again', async () => {
    const login = async (...passwords: string[]) => {
      const terminal = bench.terminal(['login', bench.url], {
        env: { WALLABAG_USERNAME: 'wallabag' },
      })
      for (const password of passwords) {
        await terminal.shows('Password')
        terminal.type(`${password}\r`)
        if (terminal.screen.includes('Using the API client')) continue
        await terminal.shows('API client')
        terminal.type('\r')
      }
      await terminal.shows('Saved as the profile “default”')
      expect(await terminal.exitCode).toBe(0)
      return terminal.screen
    }
    const before = bench.fake.state.clients.length
    const wrong = 'The server does not accept wallabag with this password.'
    expect(await login('not this one', 'wallabag')).toContain(wrong)
    expect(bench.fake.state.clients).toHaveLength(before + 1)
    expect(await login('wallabag')).toContain('Using the API client of the profile “default”.')
    expect(bench.fake.state.clients).toHaveLength(before + 1)
  })

  test('asks for the user name again too, which may be what is wrong', async () => {
    const terminal = bench.terminal(['login', bench.url, '--profile', 'mistyped'], nobody)
    const tries = ['wallaba', 'g']
    for (const typed of tries) {
      await terminal.shows('User name')
      // What was typed before is there, to be kept or mended.
      terminal.type(`${typed}\r`)
      await terminal.shows('Password')
      terminal.type('wallabag\r')
      await terminal.shows(/API client|does not accept/)
      if (!terminal.screen.includes('Using the API client')) terminal.type('\r')
    }
    await terminal.shows('Saved as the profile “mistyped”')
    expect(terminal.screen).toContain('The server does not accept wallaba with this password.')
    expect(await terminal.exitCode).toBe(0)
  })
})

describe('doctor', () => {
  test('lists what was checked', async () => {
    const { code, stderr } = await bench.inside(['doctor'])
    expect(code).toBe(0)
    expect(stderr).toBe(
      [
        `✓ Server: Wallabag 2.6.14 at ${bench.url}`,
        '✓ API client: known to the server',
        '✓ Account: signed in as wallabag',
        '✓ Profiles: none',
        '! Anyone on the way can read the password and the tokens.',
        'All well.',
        '',
      ]
        .filter((line) => !line.startsWith('!'))
        .join('\n'),
    )
  })

  test('and what could not be, since something before it is wrong', async () => {
    const env = { ...bench.account, WALLABAG_CLIENT_SECRET: 'wrong' }
    const { code, stderr } = await bench.inside(['doctor'], { env })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^✓ Server: .*\n✗ API client: .*\n {2}.*\n- Account: not checked\n/)
  })
})

describe('a proxy', () => {
  const asked: string[] = []
  let proxy: Server
  let address: string

  beforeAll(async () => {
    proxy = createServer()
    proxy.on('connect', (request, socket, head) => {
      asked.push(request.url ?? '')
      const [host = '', port = ''] = (request.url ?? '').split(':')
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        onward.write(head)
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const at = proxy.address()
    address = `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`
  })

  afterAll(() => {
    proxy.closeAllConnections()
    proxy.close()
  })

  test('of the usual variables is used, and NO_PROXY heeded', async () => {
    const env = { ...bench.account, HTTP_PROXY: address, HTTPS_PROXY: address }
    expect((await bench.run(['count'], { env })).code).toBe(0)
    expect(asked.length).toBeGreaterThan(0)
    asked.length = 0
    expect((await bench.run(['count'], { env: { ...env, NO_PROXY: '127.0.0.1' } })).code).toBe(0)
    expect(asked).toEqual([])
  })

  test('that refuses is told', async () => {
    const env = {
      ...bench.account,
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    }
    const refused = await bench.run(['count'], { env })
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('A proxy is set by HTTPS_PROXY, HTTP_PROXY.')
    const wrong = { ...bench.account, HTTPS_PROXY: 'user:secret@proxy' }
    const { code, stderr } = await bench.inside(['count'], { env: wrong })
    expect(stderr).toBe(
      'wallabag: HTTPS_PROXY holds no address such as http://proxy.example:8080.\n',
    )
    expect(code).toBe(2)
  })
})

describe('watch', () => {
  test('tells what is new, changed and deleted since the last time, and runs a program for it', async () => {
    const watching = await createBench()
    try {
      const { fake, home } = watching
      const [first, second] = [1, 2].map((n) =>
        fake.seed.entry({ url: `https://watch.example/${n}`, title: `Title ${n}` }),
      )
      const known = await watching.inside(['watch', '--once'])
      expect(known).toMatchObject({
        code: 0,
        stdout: '',
        stderr: expect.stringContaining('2 entries are known'),
      })
      fake.clock.advance(60_000)
      const third = fake.seed.entry({ url: 'https://watch.example/3', title: '$(touch owned)' })
      await watching.inside(['star', String(first)])
      await watching.inside(['delete', String(second)])
      writeFileSync(join(home, 'hook'), `#!/bin/sh\ncat >> '${home}/events'\n`)
      chmodSync(join(home, 'hook'), 0o755)
      const { code, stdout } = await watching.inside(['watch', '--once', '--exec', `${home}/hook`])
      expect(code).toBe(0)
      expect(stdout.trim().split('\n').sort()).toEqual([
        `added\t${third}\t$(touch owned)`,
        expect.stringMatching(new RegExp(`^changed\\t${first}\\tTitle 1\\t.*starred`)),
        `deleted\t${second}\tTitle 2`,
      ])
      expect(existsSync(join(home, 'owned'))).toBe(false)
      const events = readFileSync(join(home, 'events'), 'utf8').trim().split('\n')
      expect(events.map((line) => JSON.parse(line).type).sort()).toEqual([
        'added',
        'changed',
        'deleted',
      ])
      expect(await watching.inside(['watch', '--once', '--jsonl'])).toMatchObject({
        code: 0,
        stdout: '',
      })
      expect((await watching.inside(['watch', '--every', 'often'])).code).toBe(2)
    } finally {
      await watching.close()
    }
  })
})
