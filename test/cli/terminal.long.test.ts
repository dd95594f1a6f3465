import { afterAll, beforeAll, expect, test } from 'vitest'
import { widthOf } from '../../cli/src/output/text.js'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  const at = Date.UTC(2026, 5, 1, 12) / 1000
  const titles = [
    'Short',
    '京都の古本屋を歩く、長い長い午後の話',
    `x👩‍👩‍👧‍👦${'y'.repeat(60)}`,
    'e\u0301'.repeat(50),
  ]
  for (const [n, title] of titles.entries()) {
    const tags = n === 1 ? ['日本', '読書'] : []
    bench.fake.seed.entry({ url: `https://wide.example/${n}`, title, tags, createdAt: at + n })
  }
})

afterAll(() => bench.close())

const screens = {
  40: [
    'id  saved       title',
    '1   2026-06-01  Short',
    '2   2026-06-01  京都の古本屋を歩く、長…',
    `3   2026-06-01  x👩‍👩‍👧‍👦${'y'.repeat(20)}…`,
    `4   2026-06-01  ${'e\u0301'.repeat(23)}…`,
  ],
  200: [
    `id  saved       minutes  title${' '.repeat(60)}tags        domain`,
    `1   2026-06-01  0        Short${' '.repeat(72)}wide.example`,
    `2   2026-06-01  0        京都の古本屋を歩く、長い長い午後の話${' '.repeat(29)}日本, 読書  wide.example`,
    `3   2026-06-01  0        x👩‍👩‍👧‍👦${'y'.repeat(60)}${' '.repeat(14)}wide.example`,
    `4   2026-06-01  0        ${'e\u0301'.repeat(50)}${' '.repeat(27)}wide.example`,
  ],
} as const

test.each([40, 200] as const)(
  'a list on a terminal of %i columns, with wide and joined letters',
  async (columns) => {
    const terminal = bench.terminal(['list', '--oldest'], { columns })
    expect(await terminal.exitCode).toBe(0)
    const lines = terminal.screen.trim().split('\n')
    expect(lines).toEqual(screens[columns])
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
  },
)

test.each([40, 80, 200])('every other screen fits %i columns', async (columns) => {
  for (const words of [['tag', 'list'], ['stats'], ['show', '2'], ['undo'], ['search', '京都']]) {
    const terminal = bench.terminal(words, { columns })
    expect(await terminal.exitCode, words.join(' ')).toBe(0)
    for (const line of terminal.screen.split('\n')) {
      expect(widthOf(line), `${words}: ${line}`).toBeLessThanOrEqual(columns)
    }
  }
})
