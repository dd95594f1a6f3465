import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { generatedPage } from '../../mocks/content/generated.js'
import { type Bench, createBench } from '../support/command.js'
import { eventually } from '../support/eventually.js'

let bench: Bench

beforeEach(async () => {
  bench = await createBench({
    // A few are imported at once, so that neighbours may swap; here they come as the pages show them.
    async pages(url) {
      if (url.endsWith('/soup'))
        await eventually(() => expect(urls()).toContain('https://example.org/sourdough'))
      return generatedPage(url)
    },
  })
  bench.fake.clock.set(Date.UTC(2026, 10, 22, 12))
  const rows = [
    'title,url,time_added,tags,status',
    'Sourdough for beginners,https://example.org/sourdough,1556652000,baking|bread,unread',
    'A soup for winter,https://example.org/soup,1601900000,cooking,archive',
    'Sourdough again,https://example.org/sourdough,1701900000,later,unread',
    'Broken,example,1601900400,,unread',
  ]
  writeFileSync(join(bench.home, 'part_000000.csv'), rows.join('\n'))
})

afterEach(() => bench.close())

function urls() {
  return bench.fake.state.entries.map(({ url }) => url)
}

/** The commands of a page's sessions, each with the lines that it is said to print. */
function session(page: string): { command: string; lines: string[] }[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  const steps: { command: string; lines: string[] }[] = []
  for (const line of blocks.join('').trim().split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), lines: [] })
    else steps.at(-1)?.lines.push(line)
  }
  return steps
}

const pages = ['docs/cli.md']

test.each(pages)('the session of %s goes as it says', async (page) => {
  const steps = session(page)
  expect(steps.length).toBeGreaterThan(4)
  for (const { command, lines } of steps) {
    const shown = await bench.inside(command.split(' ').slice(1), { columns: 100 })
    expect(shown.code, shown.screen).toBeLessThanOrEqual(1)
    const screen = shown.screen.replaceAll(bench.url, 'https://read.example.org')
    const words = screen.replace(/\s+/g, ' ')
    let from = 0
    for (const line of lines) {
      const expected = line.replace(/\s+/g, ' ').trim()
      const at = words.indexOf(expected, from)
      expect(at, `${command}: “${expected}” in\n${screen}`).toBeGreaterThanOrEqual(0)
      from = at + expected.length
    }
  }
})
