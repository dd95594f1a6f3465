import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { homedir, hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fileTokenStore } from 'wallabag-sdk/node'
import { eventually } from '../support/eventually.js'
import { gate, signInWorld, warningLog } from '../support/sign-in.js'

const tokens = { accessToken: 'ACCESS-1', refreshToken: 'REFRESH-1', expiresAt: 1_800_000_000_000 }
const modeOf = (path: string) => statSync(path).mode & 0o777

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('tokens survive in a file of the owner alone, in a folder of the owner alone', async () => {
  const folder = join(temporaryFolder(), 'deep', 'down')
  await fileTokenStore(folder).set('key', tokens)
  expect(await fileTokenStore(folder).get('key')).toEqual(tokens)
  expect(readdirSync(folder)).toEqual(['key.json'])
  expect(modeOf(folder)).toBe(0o700)
  expect(modeOf(join(folder, 'key.json'))).toBe(0o600)
  await fileTokenStore(folder).delete('key')
  expect(await fileTokenStore(folder).get('key')).toBe(null)
})

test('a folder and a file that others could read are tightened', async () => {
  const folder = join(temporaryFolder(), 'open')
  mkdirSync(folder, { mode: 0o755 })
  writeFileSync(join(folder, 'key.json'), JSON.stringify(tokens), { mode: 0o644 })
  chmodSync(folder, 0o755)
  expect(await fileTokenStore(folder).get('key')).toEqual(tokens)
  expect(modeOf(folder)).toBe(0o700)
  expect(modeOf(join(folder, 'key.json'))).toBe(0o600)
})

test('no link is followed: not for the file, not for the folder', async () => {
  const outside = temporaryFolder()
  const folder = temporaryFolder()
  const victim = join(outside, 'victim')
  writeFileSync(victim, JSON.stringify(tokens))
  symlinkSync(victim, join(folder, 'key.json'))
  const store = fileTokenStore(folder)
  await expect(Promise.resolve(store.get('key'))).rejects.toThrow('is a link')
  await store.set('key', { ...tokens, accessToken: 'ACCESS-2' })
  expect(readFileSync(victim, 'utf8')).toContain('ACCESS-1')
  expect(lstatSync(join(folder, 'key.json')).isSymbolicLink()).toBe(false)

  symlinkSync(outside, join(folder, 'link'))
  await expect(fileTokenStore(join(folder, 'link')).set('key', tokens)).rejects.toThrow('is a link')
})

test('a damaged file is set aside, and its content is shown nowhere', async () => {
  const warned: string[] = []
  const emit = vi
    .spyOn(process, 'emitWarning')
    .mockImplementation((text) => void warned.push(String(text)))
  onTestFinished(() => emit.mockRestore())
  const folder = temporaryFolder()
  const store = fileTokenStore(folder)
  for (const text of ['', '{"accessToken": "SECRET-HALF', 'SECRET', '{"accessToken":"SECRET"}']) {
    writeFileSync(join(folder, 'key.json'), text)
    expect(await store.get('key')).toBe(null)
    expect(readFileSync(join(folder, 'key.json.damaged'), 'utf8')).toBe(text)
    expect(existsSync(join(folder, 'key.json'))).toBe(false)
  }
  expect(warned).toHaveLength(4)
  expect(warned.join()).toContain('set aside')
  expect(warned.join()).not.toContain('SECRET')
})

test('a folder that is not the store’s own is refused, and so is what is no path', () => {
  for (const folder of [homedir(), tmpdir(), process.cwd(), '/']) {
    expect(() => fileTokenStore(folder)).toThrow('a private folder')
  }
  expect(() => fileTokenStore('')).toThrow('expected the path of a folder')
})

test('a client signs in once, and the next process goes on with its tokens', async () => {
  const folder = temporaryFolder()
  const { connect, grants } = signInWorld()
  await connect({ tokenStore: fileTokenStore(folder) }).tags.list()
  await connect({ tokenStore: fileTokenStore(folder) }).tags.list()
  expect(grants()).toEqual(['password'])
  expect(readdirSync(folder)).toHaveLength(1)
})

test('a folder that cannot be written costs a warning, and no call', async () => {
  const folder = join(temporaryFolder(), 'file')
  writeFileSync(folder, 'in the way')
  const { warnings, logger } = warningLog()
  const { wallabag } = signInWorld({ tokenStore: fileTokenStore(folder), logger })
  await wallabag.tags.list()
  expect(warnings.join()).toContain('could not be kept in the token store')
})

test('tasks under one lock run one after another, in whatever store of the folder', async () => {
  const folder = temporaryFolder()
  let [running, most] = [0, 0]
  const task = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    running -= 1
  }
  await Promise.all(Array.from({ length: 20 }, () => fileTokenStore(folder).lock?.('key', task)))
  expect(most).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('whoever waits for a lock has it soon after it is free, and not at the next heartbeat', async () => {
  const folder = temporaryFolder()
  const store = fileTokenStore(folder)
  const delays: number[] = []
  for (let round = 0; round < 7; round++) {
    let free = 0
    const [taken, done] = [gate(), gate()]
    const holder = store.lock?.('key', async () => {
      taken.open()
      await done.opened
      free = performance.now()
    })
    await taken.opened
    const next = store.lock?.('key', async () => void delays.push(performance.now() - free))
    await new Promise((resolve) => setTimeout(resolve, 50))
    done.open()
    await Promise.all([holder, next])
  }
  // It looks every 20 ms at most; a heartbeat would be 5 s, and a busy machine adds delays of its own.
  const median = delays.toSorted((a, b) => a - b)[3]
  expect(median).toBeLessThan(1000)
})

/** The name by which somebody holds a lock. */
const holder = (pid: number, start: string, host: string) => `${pid},${start},${host},unique`

/** Where processes can be seen: this machine, and on Linux this container of it. */
const here = encodeURIComponent(
  hostname() + (process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : ''),
)

/** When a process began, where Linux tells it. */
function startOf(pid: number | undefined): string {
  if (process.platform !== 'linux') return ''
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** Makes a lock that somebody else holds, or has left. */
function lockOf(name: string, age: number): string {
  const folder = temporaryFolder()
  const held = join(folder, 'key.json.lock', name)
  mkdirSync(dirname(held))
  writeFileSync(held, '')
  const then = new Date(Date.now() - age)
  utimesSync(held, then, then)
  return folder
}

test.each([
  ['of a dead process', holder(999_999_999, '', here), 0],
  ['of a process whose number was given away', holder(process.pid, '1', here), 0],
  ['of another machine that fell silent', holder(1, '', 'elsewhere'), 61_000],
])(
  'a lock %s is taken over by one of many, and the others wait for that one',
  async (_, name, age) => {
    const folder = lockOf(name, age)
    let [running, most, done] = [0, 0, 0]
    await Promise.all(
      Array.from({ length: 10 }, () =>
        fileTokenStore(folder).lock?.('key', async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setTimeout(resolve, 1))
          running -= 1
          done += 1
        }),
      ),
    )
    expect([most, done]).toEqual([1, 10])
    expect(readdirSync(folder)).toEqual([])
  },
)

test('a lock of another machine, whose clock is ahead, is taken over when it is silent for a minute by ours', async () => {
  const folder = lockOf(holder(1, '', 'elsewhere'), -3_600_000)
  let now = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  let ran = false
  const waiting = fileTokenStore(folder).lock?.('key', async () => {
    ran = true
  })
  await eventually(() => expect(clock.mock.calls.length).toBeGreaterThan(6))
  expect(ran).toBe(false)
  now += 61_000
  await waiting
  expect(ran).toBe(true)
  clock.mockRestore()
})

test('a process of this machine that sleeps keeps its lock, however long it is silent', async () => {
  const alive = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  await once(alive, 'spawn')
  const folder = lockOf(holder(alive.pid ?? 0, startOf(alive.pid), here), 3_600_000)
  let ran = false
  const waiting = fileTokenStore(folder).lock?.('key', async () => {
    ran = true
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(ran).toBe(process.platform !== 'linux')
  alive.kill('SIGKILL')
  await waiting
  expect(ran).toBe(true)
})

test('who waits for a lock that never comes free gives up after three minutes, so that the process ends', async () => {
  const folder = lockOf(holder(process.pid, startOf(process.pid), here), 0)
  let now = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  const waiting = fileTokenStore(folder).lock?.('key', async () => {})
  await eventually(() => expect(clock.mock.calls.length).toBeGreaterThan(3))
  now += 180_001
  await expect(waiting).rejects.toThrow('held by another process')
  clock.mockRestore()
})

test.each([
  ['machine', holder(1, '', 'elsewhere')],
  ['container of the same host name', holder(999_999_999, '', `${hostname()}pid%3A%5B1%5D`)],
])('a lock of another %s that speaks is respected', async (_, name) => {
  const folder = lockOf(name, 50_000)
  let ran = false
  const waiting = fileTokenStore(folder).lock?.('key', async () => {
    ran = true
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(ran).toBe(false)
  rmSync(join(folder, 'key.json.lock'), { recursive: true })
  await waiting
  expect(ran).toBe(true)
})

test('who comes late to take a dead lock away does not take away the one that was made since', async () => {
  const folder = lockOf(holder(999_999_999, '', here), 0)
  const original = fs.rm
  let [begun, goOn] = [false, () => {}]
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const rm = vi.spyOn(fs, 'rm').mockImplementation(async (...given) => {
    if (!begun) {
      begun = true
      await held
    }
    return original(...given)
  })
  syncBuiltinESMExports()
  onTestFinished(() => {
    rm.mockRestore()
    syncBuiltinESMExports()
  })
  const order: string[] = []
  const late = fileTokenStore(folder).lock?.('key', async () => void order.push('late'))
  await eventually(() => expect(begun).toBe(true))
  await fileTokenStore(folder).lock?.('key', async () => {
    goOn()
    await new Promise((resolve) => setTimeout(resolve, 100))
    order.push('in time')
  })
  await late
  expect(order).toEqual(['in time', 'late'])
})

test('what a killed writer left behind is swept away by the next write, and what a living one writes is not', async () => {
  const folder = temporaryFolder()
  const store = fileTokenStore(folder)
  writeFileSync(join(folder, 'key.json.999999999.abc.tmp'), 'half')
  writeFileSync(join(folder, `key.json.${process.ppid}.abc.tmp`), 'half')
  mkdirSync(join(folder, 'key.json.lock.999999999.abc.tmp', 'never held'), { recursive: true })
  await store.set('key', tokens)
  expect(readdirSync(folder).sort()).toEqual([`key.json`, `key.json.${process.ppid}.abc.tmp`])
})
