import { fork } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { fileTokenStore } from 'wallabag-sdk/node'
import { randomFrom } from '../../mocks/state/random.js'
import { bundle, type Script } from '../support/bundle.js'

const randomKills = Number(process.env['KILLS'] ?? 120)

let hold: Script
let write: Script
beforeAll(async () => {
  const child = (name: string) => fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))
  hold = await bundle(child('hold'))
  write = await bundle(child('write'))
})
afterAll(() => {
  hold.remove()
  write.remove()
})

const points = [
  'before the temporary file',
  'in the middle of the text',
  'before the file is synced',
  'before the rename',
  'after the rename',
  'before the folder is synced',
  'before the lock has a name',
  'before the lock is in place',
  'after the lock is made',
  'before the lock is removed',
  'before the empty lock is removed',
]

for (const point of points) {
  test(`killed ${point}, a store has the old or the new tokens, and the next process goes on`, async () => {
    const folder = temporaryFolder()
    const store = fileTokenStore(folder)
    await store.set('key', { accessToken: 'ACCESS-0', refreshToken: 'REFRESH-0', expiresAt: 0 })
    const { written } = await writeUntilKilled({ folder, point, from: 1 }, null)
    expect(written).toBe(0)
    expect([0, 1]).toContain(await numberIn(folder))
    await goOn(folder)
  })
}

test(`killed at ${randomKills} random moments, a store has the last tokens or those being written`, async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`SEED=${seed}`)
  const random = randomFrom(seed)
  const folder = temporaryFolder()
  const store = fileTokenStore(folder)
  await store.set('key', { accessToken: 'ACCESS-0', refreshToken: 'REFRESH-0', expiresAt: 0 })
  let [last, interrupted] = [0, 0]
  for (let kill = 0; kill < randomKills; kill++) {
    const { written } = await writeUntilKilled(
      { folder, point: null, from: last + 1 },
      random() * 60,
    )
    if (readdirSync(folder).length > 1) interrupted += 1
    const found = await numberIn(folder)
    // A message that was on its way when the process died tells of a write that is done.
    expect(found).toBeGreaterThanOrEqual(Math.max(last, written))
    last = found
  }
  // Kills that came between two writes, or before the first, would prove nothing.
  expect(last).toBeGreaterThan(randomKills / 10)
  expect(interrupted).toBeGreaterThan(randomKills / 10)
  await goOn(folder)
})

test('while holders are killed at random moments, no two processes ever have the lock at once', async () => {
  const folder = temporaryFolder()
  const diary = join(temporaryFolder(), 'diary')
  const env = { ...process.env, HOLD: JSON.stringify({ folder, diary }) }
  const start = () => fork(hold.file, { env })
  const holders = Array.from({ length: 6 }, start)
  for (let kill = 0; kill < 60; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 50))
    const last = readFileSync(diary, { encoding: 'utf8', flag: 'a+' }).trim().split('\n').at(-1)
    const victim = Math.max(
      0,
      holders.findIndex(({ pid }) => last === `${pid} in`),
    )
    holders[victim]?.kill('SIGKILL')
    holders[victim] = start()
  }
  const ends = holders.map((holder) => new Promise((resolve) => holder.once('exit', resolve)))
  for (const holder of holders) holder.kill('SIGKILL')
  await Promise.all(ends)
  const lines = readFileSync(diary, 'utf8').trim().split('\n')
  let [inside, whole, died] = ['', 0, 0]
  for (const line of lines) {
    const [pid = '', step] = line.split(' ')
    if (step === 'in') {
      // Whoever was in before is not heard of again: it died in there.
      if (inside !== '') died += 1
      inside = pid
    } else {
      expect(pid).toBe(inside)
      inside = ''
      whole += 1
    }
  }
  console.log(`${whole} times held, ${died} times until death`)
  expect(whole).toBeGreaterThan(100)
  expect(died).toBeGreaterThan(5)
})

/** The number of the pair in the store; every part of it must be of one pair. */
async function numberIn(folder: string): Promise<number> {
  const tokens = await fileTokenStore(folder).get('key')
  const number = tokens?.expiresAt ?? Number.NaN
  expect(tokens).toEqual({
    accessToken: `ACCESS-${number}`,
    refreshToken: `REFRESH-${number}`,
    expiresAt: number,
  })
  return number
}

/** The dead process's lock is taken over at once, and its leftovers are swept away. */
async function goOn(folder: string): Promise<void> {
  const store = fileTokenStore(folder)
  const begun = performance.now()
  await store.lock?.('key', async () => {
    await store.set('key', { accessToken: 'NEXT', refreshToken: null, expiresAt: 1 })
  })
  expect(performance.now() - begun).toBeLessThan(2000)
  expect(readdirSync(folder)).toEqual(['key.json'])
}

/** Runs a writer until it dies by itself, or is killed so many milliseconds after it is ready. */
function writeUntilKilled(
  job: { folder: string; point: string | null; from: number },
  after: number | null,
): Promise<{ written: number }> {
  const child = fork(write.file, { env: { ...process.env, WRITE: JSON.stringify(job) } })
  let written = 0
  child.on('message', (message) => {
    if (message === 'ready' && after !== null) setTimeout(() => child.kill('SIGKILL'), after)
    if (typeof message === 'number') written = message
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve({ written })
      else reject(new Error(`the writer ended with ${code}`))
    })
  })
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
