import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Bench, createBench } from '../support/command.js'

/** Most of its time it waits for creates whose answers were lost: 342 s for 3 000 of them, 44 s of CPU. */
const links = 1500

test('1 500 links with faults, killed twice and resumed: all there, none twice, report right', async () => {
  const bench = await createBench()
  try {
    setFaults(bench)
    writeFileSync(join(bench.home, 'part_000000.csv'), pocketFile())
    const words = ['import', 'pocket', 'part_000000.csv', '--yes']
    for (const enough of [450, 1050]) {
      const running = bench.start(words)
      while (bench.fake.state.entries.length < enough) await pause(100)
      running.kill('SIGKILL')
      expect((await running.finished).code).toBeNull()
    }
    const { code, stderr } = await bench.run(words)
    const urls = bench.fake.state.entries.map(({ url }) => url)
    expect(urls).toHaveLength(links)
    expect(new Set(urls).size).toBe(links)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^\d+ done, \d+ done by earlier runs/m)
    const report = readFileSync(join(bench.home, 'part_000000.csv.failed.jsonl'), 'utf8')
    const [head, ...rows] = report
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(head).toEqual({ type: 'wallabag-import-report', version: 1 })
    // Whole rows, so that one which should not be there says why it is.
    expect(rows).toEqual([
      expect.objectContaining({ row: links + 1, status: 'refused' }),
      expect.objectContaining({ row: links + 2, status: 'refused' }),
    ])
    for (const { title, tags, archivedAt, url } of bench.fake.state.entries) {
      const number = Number(url?.split('/').at(-1))
      expect(title).toBe(`Title ${number}`)
      expect(tags).toEqual([`tag ${number % 7}`])
      expect(archivedAt !== null).toBe(number % 3 === 0)
    }
    expect(existsSync(join(bench.home, '.local/state/wallabag-cli'))).toBe(true)
  } finally {
    await bench.close()
  }
}, 600_000)

test('a file of 20 MB and 3 000 bookmarks is imported', async () => {
  const bench = await createBench()
  try {
    const icon = `data:image/png;base64,${'A'.repeat(6700)}`
    const rows = Array.from(
      { length: 3000 },
      (_, at) =>
        `<DT><A HREF="https://example.org/${at}" ADD_DATE="1500000000" ICON="${icon}">T</A>`,
    )
    const text = `<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n${rows.join('\n')}\n</DL><p>`
    writeFileSync(join(bench.home, 'bookmarks.html'), text)
    const { code, stderr } = await bench.run(['import', 'browser', 'bookmarks.html', '--yes'])
    expect(stderr).toContain('3000 done')
    expect(code).toBe(0)
    expect(bench.fake.state.entries).toHaveLength(3000)
  } finally {
    await bench.close()
  }
})

/** Five in a hundred of all requests; of the creates, most are done although nobody hears of it. */
function setFaults({ fake }: Bench): void {
  const create = { method: 'POST', path: '/api/entries' }
  fake.fault({ ...create, probability: 0.02, seed: 1 }, 'timeout-done')
  fake.fault({ ...create, probability: 0.02, seed: 2 }, 'unanswered')
  fake.fault({ ...create, probability: 0.01, seed: 3 }, 'truncated-json')
  fake.fault({ ...create, nth: [350, 750, 1350] }, 'reset-before')
  fake.fault({ method: 'GET', probability: 0.05, seed: 4 }, 'html-error')
  fake.fault({ method: 'PATCH', probability: 0.03, seed: 5 }, 'unanswered')
  fake.fault({ method: 'PATCH', probability: 0.02, seed: 6 }, 'html-error')
}

function pocketFile(): string {
  const rows = Array.from({ length: links }, (_, number) => {
    const status = number % 3 === 0 ? 'archive' : 'unread'
    const time = 1_500_000_000 + number * 60
    return `Title ${number},https://example.org/${number},${time},tag ${number % 7},${status}`
  })
  const bad = ['Bad,nonsense,1500000000,,unread', 'Bad,about:blank,1500000000,,unread']
  return ['title,url,time_added,tags,status', ...rows, ...bad].join('\n')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
