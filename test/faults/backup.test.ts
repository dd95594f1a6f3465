import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'
import { urlOf } from '../support/library.js'
import { withoutPauses } from './table.js'
import { most, size, wrongServers } from './wrong-servers.js'

withoutPauses()

let bench: Bench
let path: string

beforeAll(async () => {
  bench = await createBench()
  path = join(bench.home, 'all.jsonl')
  for (let n = 1; n <= size; n += 1) bench.fake.seed.entry({ url: urlOf(n), title: `Title ${n}` })
})
afterAll(() => bench.close())
beforeEach(() => rmSync(path, { force: true }))

/** The numbers of the entries in the backup, or `null` where there is none. */
function inBackup(): number[] | null {
  if (!existsSync(path)) return null
  const titles = readFileSync(path, 'utf8').matchAll(/"title":"Title (\d+)"/g)
  return [...titles].map(([, n]) => Number(n)).toSorted((one, other) => one - other)
}

const all = Array.from({ length: size }, (_, n) => n + 1)

describe.each(wrongServers)('a backup with %s', (_, fault) => {
  const backUp = async () => {
    bench.fake.requests.clear()
    const handle = bench.fake.fault({ path: /^\/api\// }, fault)
    const { code, stdout, stderr } = await bench.inside(['backup', 'all.jsonl'])
    await handle.remove()
    expect(bench.fake.requests.length).toBeLessThan(most)
    expect(bench.fake.state.entries).toHaveLength(size)
    return { code, said: stdout + stderr }
  }

  test('ends by itself, and says by its exit code whether something is missing', async () => {
    const { code, said } = await backUp()
    const missing = all.filter((n) => !inBackup()?.includes(n))
    if (missing.length > 0) expect(code, said).not.toBe(0)
    // Where there is a file, it lacks no more than what was named.
    if (inBackup() !== null) for (const n of missing) expect(said).toContain(`item ${n} of`)
  })

  test('that fails leaves the last one as it was', async () => {
    expect(await bench.inside(['backup', 'all.jsonl'])).toMatchObject({ code: 0 })
    const { code } = await backUp()
    if (inBackup()?.length !== size) expect([code, inBackup()?.length]).toEqual([1, size - 1])
    expect(readdirSync(bench.home).filter((name) => name.startsWith('all.'))).toEqual(['all.jsonl'])
  })
})
