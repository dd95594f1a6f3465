import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { createBench } from '../support/command.js'

const rows = 50_000

function pocketFile(): string {
  const lines = Array.from({ length: rows }, (_, n) => {
    const title = n % 10 === 0 ? `"Title ${n}, with a comma"` : `Title ${n}`
    return `${title},https://example.org/${n},${1_400_000_000 + n},tag ${n % 9}|later,${n % 3 ? 'unread' : 'archive'}`
  })
  return ['title,url,time_added,tags,status', ...lines].join('\n')
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What a script costs in a process of its own: seconds of CPU, and megabytes at most. */
function costOf(name: string, code: string): { cpu: number; memory: number } {
  const path = join(here('../../cli'), `.vitest-${name}.mjs`)
  const measured = `${code}
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    console.log(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }))`
  writeFileSync(path, measured)
  try {
    const { stdout, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8' })
    if (!stdout) throw new Error(stderr)
    return JSON.parse(stdout)
  } finally {
    spawnSync('rm', ['-f', path])
  }
}

test('a plan of 50 000 rows costs at most three times what reading the CSV does', async () => {
  const file = join(inject('shared'), 'fifty.csv')
  writeFileSync(file, pocketFile())
  const library = costOf(
    'parse',
    `import { parse } from 'csv-parse/sync'
       import { readFileSync } from 'node:fs'
       const rows = parse(readFileSync(${JSON.stringify(file)}, 'utf8'), { columns: true })
       if (rows.length !== ${rows}) throw new Error('rows')`,
  )
  const bundled = spawnSync(
    here('../../node_modules/.bin/esbuild'),
    [
      here('children/plan.ts'),
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--packages=external',
      `--alias:wallabag-sdk=${here('../../src/index.ts')}`,
      `--alias:wallabag-sdk/node=${here('../../src/node.ts')}`,
    ],
    { encoding: 'utf8', maxBuffer: 1e8 },
  )
  expect(bundled.status, bundled.stderr).toBe(0)
  const plan = costOf('plan', `${bundled.stdout}\nawait planFile(${JSON.stringify(file)}, ${rows})`)
  console.log(`parsing ${library.cpu} s, plan ${plan.cpu} s, ${Math.round(plan.memory)} MB`)
  expect(plan.cpu / library.cpu).toBeLessThan(3)
  expect(plan.memory).toBeLessThan(300)
})

test('50 000 rows, killed three times and resumed: complete, none twice, each in its place', async () => {
  const bench = await createBench()
  try {
    writeFileSync(join(bench.home, 'part_000000.csv'), pocketFile())
    const words = ['import', 'part_000000.csv', '--yes']
    for (const enough of [5_000, 20_000, 40_000]) {
      const running = bench.start(words)
      while (bench.fake.state.entries.length < enough) await pause(50)
      running.kill('SIGKILL')
      await running.finished
    }
    const { code, stderr } = await bench.run(words)
    expect(code, stderr).toBe(0)
    const numbers = bench.fake.state.entries.map(({ url }) => Number(url?.split('/').at(-1)))
    expect(numbers).toHaveLength(rows)
    expect(new Set(numbers).size).toBe(rows)
    const farthest = numbers.reduce((most, n, at) => Math.max(most, Math.abs(n - at)), 0)
    // Sixteen, and as many again for what was under way when it was killed.
    expect(farthest).toBeLessThanOrEqual(32)
    for (const { tags, url } of bench.fake.state.entries) {
      const n = Number(url?.split('/').at(-1))
      expect([...tags].sort()).toEqual(['later', `tag ${n % 9}`])
    }
  } finally {
    await bench.close()
  }
}, 900_000)

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
