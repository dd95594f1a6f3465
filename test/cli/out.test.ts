import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readExport } from '../../cli/src/importers/read.js'
import { type Bench, createBench } from '../support/command.js'
import { isFull } from '../support/size.js'

let from: Bench
let to: Bench

beforeAll(async () => {
  from = await createBench()
  to = await createBench()
  for (let n = 1; n <= 5; n++) {
    from.fake.seed.entry({
      url: `https://out.example/${n}?a=1&b=<2>`,
      title: `Title “${n}” & <more>`,
      tags: n % 2 ? ['odd', 'long read'] : [],
      archived: n === 1,
    })
  }
})

afterAll(() => Promise.all([from.close(), to.close()]))

const file = (name: string) => join(from.home, name)

describe('a backup', () => {
  test('goes to standard output, and comes back from standard input, read once', async () => {
    await from.shell('wallabag backup - > piped.jsonl')
    expect(existsSync(file('-'))).toBe(false)
    const lines = readFileSync(file('piped.jsonl'), 'utf8').trim().split('\n')
    expect(lines).toHaveLength(7)
    const { code, stderr } = await to.inside(['restore', '-', '--yes'], {
      input: lines.join('\n'),
    })
    expect(stderr).toContain('5 done')
    expect(code).toBe(0)
    const titles = ({ fake }: Bench) => fake.state.entries.map(({ title }) => title).sort()
    expect(titles(to)).toEqual(titles(from))
  })

  test('comes through a pipe under another name too', async () => {
    const third = await createBench()
    try {
      writeFileSync(join(third.home, 'b.gz'), gzipSync(readFileSync(file('piped.jsonl'))))
      await third.shell('zcat b.gz | wallabag restore /dev/stdin --yes')
      expect(third.fake.state.entries).toHaveLength(5)
      await third.shell('wallabag restore <(zcat b.gz) --yes > out.txt 2>&1')
      expect(readFileSync(join(third.home, 'out.txt'), 'utf8')).toContain('0 done, 5 skipped')
    } finally {
      await third.close()
    }
  })

  test('is packed when its name says so, and restored as it is', async () => {
    expect((await from.inside(['backup', 'packed.jsonl.gz'])).code).toBe(0)
    const text = gunzipSync(readFileSync(file('packed.jsonl.gz'))).toString()
    expect(text.trim().split('\n')).toHaveLength(7)
    expect(statSync(file('packed.jsonl.gz')).mode & 0o777).toBe(0o600)
    // The one before is replaced.
    expect((await from.inside(['backup', 'packed.jsonl.gz'])).code).toBe(0)
    const plan = await to.inside(['restore', file('packed.jsonl.gz'), '--dry-run'])
    expect(plan.stdout.trim().split('\n')).toHaveLength(5)
  })

  test('written by way of a link leaves the link, and replaces what it leads to', async () => {
    await from.inside(['backup', 'target.jsonl'])
    const before = readFileSync(file('target.jsonl'), 'utf8')
    symlinkSync('target.jsonl', file('link.jsonl'))
    expect((await from.inside(['backup', 'link.jsonl'])).code).toBe(0)
    expect(readlinkSync(file('link.jsonl'))).toBe('target.jsonl')
    // The head has the time.
    expect(readFileSync(file('target.jsonl'), 'utf8')).not.toBe(before)
  })

  test('takes the place of no file that is none', async () => {
    for (const [name, content] of [
      ['notes.md', 'mine'],
      ['notes.gz', gzipSync('mine')],
      ['other.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
      ['bookmarks.html', '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Mine</TITLE>'],
    ] as const) {
      writeFileSync(file(name), content)
      const words = ['backup', name, ...(name.endsWith('html') ? ['--format', 'netscape'] : [])]
      expect(await from.inside(words)).toMatchObject({ code: 2 })
      expect(readFileSync(file(name))).toEqual(Buffer.from(content))
    }
  })

  test('takes away what a killed run has left of it, and nothing else', async () => {
    writeFileSync(file('swept.jsonl.999999999.part'), 'half')
    writeFileSync(file(`swept.jsonl.${process.ppid}.part`), 'of one that lives')
    writeFileSync(file('other.jsonl.999999999.part'), 'of another file')
    await from.inside(['backup', 'swept.jsonl'])
    expect(
      readdirSync(from.home)
        .filter((name) => name.endsWith('.part'))
        .sort(),
    ).toEqual(['other.jsonl.999999999.part', `swept.jsonl.${process.ppid}.part`])
  })

  test('as bookmarks is read by every browser, and by import', async () => {
    const bookmarks = await from.inside(['backup', 'mine.html', '--format', 'netscape'])
    expect(bookmarks.code).toBe(0)
    expect(bookmarks.stderr).not.toContain('annotation')
    const { rows, files } = await readExport([file('mine.html')])
    expect(files).toMatchObject([{ format: 'bookmarks as HTML', rows: 5 }])
    expect(rows.map(({ url, title, tags, archived }) => [url, title, tags, archived])).toEqual(
      from.fake.state.entries.map(({ url, title, tags, archivedAt }) => [
        url,
        title,
        expect.arrayContaining([...tags]),
        archivedAt !== null,
      ]),
    )
    expect((await from.inside(['backup', 'mine.html', '--format', 'netscape'])).code).toBe(0)
  })
})

test.each((['SIGTERM', 'SIGHUP', 'SIGINT'] as const).slice(0, isFull ? 3 : 1))(
  'a backup that %s ends leaves nothing, at once when it comes twice',
  async (signal) => {
    const slow = await createBench({ latency: 60 })
    try {
      for (let n = 0; n < 200; n++) slow.fake.seed.entry({ url: `https://slow.example/${n}` })
      for (const times of [1, 2]) {
        const running = slow.start(['backup', 'slow.jsonl'])
        await vi.waitFor(
          () => {
            expect(readdirSync(slow.home).some((name) => name.endsWith('.part'))).toBe(true)
          },
          { timeout: 20_000 },
        )
        for (let n = 0; n < times; n++) {
          running.kill(signal)
          await new Promise((resolve) => setTimeout(resolve, 30))
        }
        expect((await running.finished).code).toBe(130)
        expect(readdirSync(slow.home).filter((name) => name.startsWith('slow'))).toEqual([])
      }
    } finally {
      await slow.close()
    }
  },
)

test('a damaged list of exports ends an export, and its line is named once', async () => {
  await from.inside(['export', '--all', '--to', 'shelf'])
  appendFileSync(file('shelf/.wallabag-exports.jsonl'), 'damaged\n')
  const { code, stderr } = await from.inside([
    'export',
    '--all',
    '--to',
    'shelf',
    '--skip-existing',
  ])
  expect(code).toBe(1)
  expect(stderr.match(/Line 6 of .*wallabag-exports\.jsonl/g)).toHaveLength(1)
})

describe('a place that cannot be written ends it with one sentence, and leaves nothing', () => {
  // Below a file, and where Linux makes no folders: both hold for every user, root included.
  const places = ['a file/shelf', ...(process.platform === 'linux' ? ['/proc/shelf'] : [])]
  beforeAll(() => writeFileSync(file('a file'), ''))

  test.each(places)('export --to %s', async (folder) => {
    const { code, stdout, stderr } = await from.inside(['export', '--all', '--to', folder])
    expect(stderr).toMatch(
      new RegExp(`^0 done before that.\nwallabag: The folder ${folder} cannot be written \\(E`),
    )
    expect([code, stdout]).toEqual([1, ''])
  })

  test.each(places)('backup to %s', async (folder) => {
    const { code, stderr } = await from.inside(['backup', `${folder}/b.jsonl`])
    expect(stderr).toContain(`wallabag: ${folder}/b.jsonl cannot be written`)
    expect(code).toBe(1)
  })

  test('a full disk', async () => {
    // No file may grow, as on a full disk: it can be made, and not written.
    const run = (line: string) => from.shell(`trap '' XFSZ; ulimit -f 0; (${line}) 2>&1 | cat`)
    const said = await run(
      'wallabag export --all --to full; wallabag star --tag odd; wallabag backup full.jsonl;' +
        'echo nothing | wallabag import - --report full.report --yes',
    )
    expect(said).toContain('The folder full cannot be written (EFBIG)')
    expect(said).toMatch(/Nothing was done: the journal for undo cannot be .* \(EFBIG\)/)
    expect(said).toContain('full.jsonl cannot be written (EFBIG). No backup was made.')
    expect(readdirSync(file('full'))).toEqual([])
    expect(readdirSync(file('.local/state/wallabag-cli/journal'))).toEqual([])
    expect(readdirSync(from.home).filter((name) => name.startsWith('full.'))).toEqual([])
    expect(from.fake.state.entries.some(({ starred }) => starred)).toBe(false)
  })
})

test('a restore keeps the order of the backup within sixteen places', async () => {
  const other = await createBench()
  try {
    for (let n = 0; n < 40; n++)
      other.fake.seed.entry({ url: `https://many.example/${n}`, tags: ['all'] })
    await other.inside(['backup', 'many.jsonl'])
    const target = await createBench()
    try {
      await target.inside(['restore', join(other.home, 'many.jsonl'), '--yes'])
      const numbers = target.fake.state.entries.map(({ url }) => Number(url?.split('/').at(-1)))
      expect(numbers).toHaveLength(40)
      expect(Math.max(...numbers.map((n, at) => Math.abs(n - at)))).toBeLessThanOrEqual(16)
    } finally {
      await target.close()
    }
  } finally {
    await other.close()
  }
})
