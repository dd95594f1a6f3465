import { once } from 'node:events'
import { createWriteStream, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { toRecord, Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { entriesOf, surveyBackup } from '../../cli/src/backup/format.js'
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

test('a line of 60 MB is restored, and takes no longer for its length than it must', async () => {
  const head = {
    type: 'wallabag-backup',
    version: 1,
    at: '2026-01-01T00:00:00.000Z',
    server: { url: 'https://read.example.org', version: '2.6.14' },
    user: 'wallabag',
    taggingRules: [],
  }
  const source = createFakeWallabag()
  source.seed.entry({ url: 'https://long.example/', title: 'Long' })
  const wallabag = new Wallabag({ url: source.url, auth: source.credentials, fetch: source.fetch })
  const record = toRecord(await wallabag.entries.get(1))
  const timeFor = async (bytes: number) => {
    const path = join(inject('shared'), 'long.jsonl')
    const entry = { ...record, content: 'x'.repeat(bytes) }
    const lines = [head, { type: 'entry', entry }, { type: 'end', entries: 1, annotations: 0 }]
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const before = process.cpuUsage()
    const backup = await surveyBackup(path)
    expect(backup).toMatchObject({ rows: [{ id: 1 }], isWhole: true })
    let length = 0
    for await (const { content } of entriesOf(path)) length = content?.length ?? 0
    expect(length).toBe(bytes)
    return process.cpuUsage(before).user / bytes
  }
  await timeFor(1_000_000)
  const small = await timeFor(15_000_000)
  const large = await timeFor(60_000_000)
  // Four times as long for four times as much, and not sixteen.
  expect(large / small).toBeLessThan(2.5)
})
