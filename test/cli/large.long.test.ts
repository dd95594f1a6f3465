import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { readExport } from '../../cli/src/importers/read.js'
import { createBench } from '../support/command.js'

const rows = 50_000

function pocketFile(count: number): string {
  const lines = Array.from({ length: count }, (_, n) => {
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
  writeFileSync(file, pocketFile(rows))
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

test('more than 100 000 rows are read', async () => {
  const path = join(inject('shared'), 'many.txt')
  const lines = Array.from({ length: 130_000 }, (_, at) => `https://example.org/${at}`)
  writeFileSync(path, lines.join('\r\n'))
  expect((await readExport([path])).rows).toHaveLength(130_000)
})

/** The CPU time of reading a file, in microseconds. */
async function timeToRead(name: string, text: string): Promise<number> {
  const path = join(inject('shared'), name)
  writeFileSync(path, text)
  const before = process.cpuUsage()
  await readExport([path])
  const { user, system } = process.cpuUsage(before)
  return user + system
}

test.each([
  ['bookmarks.html', '<DL><DT><H3>f</H3><p><b><DT><A HREF="https://e.org/">T</A>', ''],
  ['closed.html', '<DL><DT><A HREF="https://e.org/">T</A></p></li></DL></h3>', ''],
  ['quotes.html', '<DT><A HREF="https://e.org/ ADD_DATE=1>T</A>', ''],
  ['comments.html', '<DT><A HREF="https://e.org/"><!--<a <script>T</A><DD>', ''],
  ['quotes.csv', 'T,"https://e.org/\n', 'title,url\n'],
  ['notes.csv', 'T,https://e.org/,"a\nT,https://e.org/,b\n\n"\n', 'title,url,note\n'],
  ['marks.txt', '[[](<https://e.org/ - [ ] ', 'https://e.org/\n'],
])('%s: the time grows with the file and not with its square', async (name, piece, head) => {
  const first = `${head || '<!DOCTYPE NETSCAPE-Bookmark-file-1>'}`
  await timeToRead(name, first + piece.repeat(2_000))
  const short = await timeToRead(name, first + piece.repeat(4_000))
  const long = await timeToRead(name, first + piece.repeat(32_000))
  // Eight times as long; by its square it would be sixty-four times the work.
  expect(long / short).toBeLessThan(24)
})

/** Ten thousand took 521 s on two busy cores, and 90 s of CPU. `ROWS=50000` imports more. */
const imported = Number(process.env['ROWS'] ?? 10_000)

test(
  'many rows, killed three times and resumed: complete, none twice, each in its place',
  async () => {
    const bench = await createBench()
    let said = ''
    try {
      writeFileSync(join(bench.home, 'part_000000.csv'), pocketFile(imported))
      const words = ['import', 'part_000000.csv', '--yes']
      for (const share of [0.1, 0.4, 0.8]) {
        const enough = share * imported
        const running = bench.start(words)
        // Each look copies the whole library, which must not take the server's time.
        while (bench.fake.state.entries.length < enough) await pause(1000)
        running.kill('SIGKILL')
        said += (await running.finished).stderr
      }
      const { code, stderr } = await bench.run(words)
      expect(code, stderr).toBe(0)
      said += stderr
      const numbers = bench.fake.state.entries.map(({ url }) => Number(url?.split('/').at(-1)))
      expect(numbers).toHaveLength(imported)
      expect(new Set(numbers).size).toBe(imported)
      // What a kill cut off between request and answer is looked for, and named when that takes too long.
      const late = new Set([...said.matchAll(/^Late: .*\/(\d+);/gm)].map(([, n]) => Number(n)))
      expect(late.size).toBeLessThanOrEqual(3 * 16)
      const inTime = numbers.filter((n) => !late.has(n))
      const places = new Map([...inTime].sort((a, b) => a - b).map((n, at) => [n, at]))
      const farthest = Math.max(...inTime.map((n, at) => Math.abs((places.get(n) ?? -1) - at)))
      // Sixteen, and as many again for what was under way when it was killed.
      expect(farthest).toBeLessThanOrEqual(32)
      for (const { tags, url } of bench.fake.state.entries) {
        const n = Number(url?.split('/').at(-1))
        expect([...tags].sort()).toEqual(['later', `tag ${n % 9}`])
      }
    } finally {
      await bench.close()
    }
  },
  imported * 90,
)

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
