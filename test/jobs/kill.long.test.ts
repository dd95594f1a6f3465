import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest'
import { randomFrom } from '../../mocks/state/random.js'
import { bundle, type Script } from '../support/bundle.js'
import type { Order } from './children/job.js'
import type { Held } from './children/server.js'

const count = Number(process.env['COUNT'] ?? 10_000)
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

let job: Script
let server: Script
beforeAll(async () => {
  console.log(`seed ${seed}; repeat with SEED=${seed}, smaller with COUNT=500`)
  const child = (name: string) => fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))
  job = await bundle(child('job'))
  server = await bundle(child('server'))
})
afterAll(() => {
  job.remove()
  server.remove()
})

interface Ran {
  readonly done: number
  readonly failed: number
  readonly unknown: number
  readonly before: number
  readonly first: string | null
}

/** Ten named points, and ten moments drawn by lot; early ones and late ones. */
function kills(): NonNullable<Order['kill']>[] {
  const points = [
    'before a batch',
    'during a batch',
    'after a batch',
    'before a write',
    'during a write',
    'after a write',
    'before a checkpoint',
    'during a checkpoint',
    'after a checkpoint',
    'during a write',
  ].map((point, index) => ({ point, n: point.includes('write') ? 1 + 4 * index : 1 + index }))
  const random = randomFrom(seed)
  const moments = Array.from({ length: 10 }, () => ({
    point: 'any moment',
    n: 200 + Math.floor(random() * 600),
  }))
  return points.flatMap((point, index) => [point, moments[index] ?? point])
}

async function start(
  { onTestFinished }: TestContext,
  seeded: number,
): Promise<{ process: ChildProcess; order: Omit<Order, 'kind'> }> {
  const child = fork(server.file, [String(seeded), String(seed)])
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  onTestFinished(() => {
    child.disconnect()
    rmSync(folder, { recursive: true })
  })
  const [{ url, auth }] = await once(child, 'message')
  return { process: child, order: { url, auth, count, file: join(folder, 'job.json'), kill: null } }
}

/** One process; `null` when it was killed. */
async function run(order: Order): Promise<Ran | null> {
  const child = fork(job.file, [JSON.stringify(order)])
  let ran: Ran | null = null
  child.on('message', (message: Ran) => {
    ran = message
  })
  const [, signal] = await once(child, 'exit')
  expect(signal === 'SIGKILL' || ran !== null).toBe(true)
  return ran
}

async function held(process: ChildProcess): Promise<Held> {
  process.send('what do you hold?')
  const [held] = await once(process, 'message')
  return held
}

/** Runs a job until nothing of it is left; whatever failed is done by another run. */
async function finish(order: Order): Promise<{ runs: number; last: Ran }> {
  for (let runs = 1; runs <= 10; runs++) {
    const last = await run(order)
    if (last && last.failed + last.unknown === 0) return { runs, last }
    console.log(`run ${runs}: ${JSON.stringify(last)}`)
  }
  throw new Error('the job does not come to its end')
}

// Half of their time they wait for each other's answers, so that all together take half as long.
test.concurrent(`${count} saves with 5 % faults: all done, none twice`, async (context) => {
  const { process, order } = await start(context, 0)
  const { last } = await finish({ ...order, kind: 'save' })
  expect(await held(process)).toMatchObject({ count, distinct: count })
  expect(last.before + last.done).toBe(count)
  expect(existsSync(order.file)).toBe(false)
}, 600_000)

test.concurrent(`${count} tag changes with 5 % faults: all done`, async (context) => {
  const { process, order } = await start(context, count)
  await finish({ ...order, kind: 'tag' })
  expect(await held(process)).toMatchObject({ count, distinct: count, tagged: count })
}, 600_000)

test.concurrent.for(['save', 'tag'] as const)(
  `killed at 20 moments and resumed, a job ends where it would have: %s ${count}`,
  { timeout: 600_000 },
  async (kind, context) => {
    const { process, order } = await start(context, kind === 'save' ? 0 : count)
    let killed = 0
    for (const kill of kills()) {
      // A job that is done starts anew on what is there: it finds everything as it should be.
      if ((await run({ ...order, kind, kill })) === null) killed += 1
    }
    console.log(`${kind}: killed ${killed} times`)
    // A short job can end before its last kills, as tagging by some two hundred mass calls does.
    expect(killed).toBeGreaterThanOrEqual(count < 10_000 ? 5 : kind === 'tag' ? 10 : 20)
    await finish({ ...order, kind })
    const end = kind === 'save' ? {} : { tagged: count }
    expect(await held(process)).toMatchObject({ count, distinct: count, ...end })
  },
)
