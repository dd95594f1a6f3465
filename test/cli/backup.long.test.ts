import { once } from 'node:events'
import { createWriteStream, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBench } from '../support/command.js'

const entries = 28_000
const longestText = 2 ** 29

test('a backup that no memory holds, nor any text, is read entry by entry', async () => {
  const bench = await createBench()
  try {
    bench.fake.seed.entry({ url: 'https://a.example/', title: 'A', content: '<p>words</p>' })
    await bench.run(['backup', 'small.jsonl'])
    const [head = '', line = '', end = ''] = readFileSync(
      join(bench.home, 'small.jsonl'),
      'utf8',
    ).split('\n')
    const large = join(bench.home, 'large.jsonl')
    const file = createWriteStream(large)
    file.write(`${head}\n`)
    const entry = line.replace('words', 'words '.repeat(3500))
    for (let number = 1; number <= entries; number++) {
      const text = entry.replaceAll('https://a.example/', `https://a.example/${number}`)
      if (!file.write(`${text}\n`)) await once(file, 'drain')
    }
    file.end(`${end.replace('"entries":1', `"entries":${entries}`)}\n`)
    await once(file, 'close')
    expect(statSync(large).size).toBeGreaterThan(longestText)

    const env = { ...bench.account, NODE_OPTIONS: '--max-old-space-size=150' }
    const { code, stdout, stderr } = await bench.run(['restore', large, '--dry-run'], { env })
    expect(stderr).toContain(`${entries} entries to save`)
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(entries)
    rmSync(large)
  } finally {
    await bench.close()
  }
})
