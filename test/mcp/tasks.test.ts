import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createWorld, eras, use } from './world.js'

const day = 86_400

/** A hundred and twenty articles over four years, with tags; one is about bread, and long. */
function library() {
  const now = Math.floor(Date.now() / 1000)
  const paragraph = 'Plain words, gathered in a row, make a paragraph that reads like one. '
  const articles = Array.from({ length: 119 }, (_, index) => ({
    url: `https://example.org/articles/${index + 1}-with-an-address-of-usual-length`,
    title: `Article ${index + 1} with a title of the usual length`,
    tags: index % 3 === 0 ? ['cooking', 'to read'] : ['travel'],
    archived: index % 4 === 0,
    createdAt: now - (120 - index) * 11 * day,
    content: `<p>${paragraph.repeat(20)}</p>`,
  }))
  const bread = {
    url: 'https://example.org/bread',
    title: 'Bread from the old oven',
    tags: ['cooking'],
    createdAt: now - day,
    content: Array.from({ length: 30 }, (_, n) => `<p>Step ${n}: ${paragraph.repeat(6)}</p>`).join(
      '',
    ),
  }
  return [...articles, bread]
}

test.each(eras)('%s: ten tasks take at most 12 calls and 40 KB of output', async (era) => {
  const exportFolder = mkdtempSync(join(tmpdir(), 'wallabag-mcp-'))
  onTestFinished(() => rmSync(exportFolder, { recursive: true, force: true }))
  const world = createWorld({ entries: library(), settings: { exportFolder } })
  const { client } = await world.connect(era)
  const { state } = world.fake
  const unread = () => state.entries.filter(({ archived }) => !archived).length
  const spent: [task: string, bytes: number][] = []
  const call = async (task: string, name: string, args: Record<string, unknown>) => {
    const answer = await use(client, name, args)
    expect(answer.isError, `${task}: ${answer.text}`).toBe(false)
    spent.push([task, answer.bytes])
    return answer
  }

  const found = await call('find', 'find', { words: 'old oven', archived: false })
  expect(found.data).toMatchObject({ entries: [{ id: 120, title: 'Bread from the old oven' }] })

  const read = await call('read', 'read', { id: 120 })
  expect(read.data['text']).toContain('Step 0')

  const articles = [1, 2, 3, 4, 5].map((n) => ({ url: `https://example.com/new/${n}` }))
  const saved = await call('save five', 'save', { articles, tags: ['cooking', 'new'] })
  expect(saved.data).toMatchObject({ saved: 5 })

  const before = unread()
  const dry = await call('archive, dry', 'change', {
    filter: { archived: false, savedBefore: '1y' },
    archived: true,
  })
  expect(unread()).toBe(before)
  const archived = await call('archive', 'change', { confirm: dry.data['confirm'] })
  expect(unread()).toBe(before - Number(archived.data['count']))
  expect(archived.data['count']).toBe(dry.data['count'])
  expect(Number(archived.data['count'])).toBeGreaterThan(50)

  const rename = { action: 'rename', labels: ['to read'], to: 'reading list' }
  const renaming = await call('rename, dry', 'tag', rename)
  await call('rename', 'tag', { confirm: renaming.data['confirm'] })
  expect(state.tags.map(({ label }) => label)).not.toContain('to read')

  const quote = 'Plain words, gathered in a row'
  await call('highlight', 'notes', { action: 'add', id: 120, quote, text: 'Try this' })
  expect(state.annotations).toMatchObject([{ entry: 120, quote }])

  await call('export', 'export', { ids: [120], format: 'epub' })
  expect(readdirSync(exportFolder).some((name) => name.endsWith('.epub'))).toBe(true)

  await call('take back', 'change', { undo: archived.data['undo'] })
  expect(unread()).toBe(before)

  await call('star', 'change', { ids: [120], starred: true })
  expect(state.entries.find(({ id }) => id === 120)?.starred).toBe(true)

  const tags = await call('tags', 'tag', { action: 'list' })
  expect(tags.data).toMatchObject({
    tags: expect.arrayContaining([{ label: 'reading list', entries: 40 }]),
  })

  const bytes = spent.reduce((sum, [, size]) => sum + size, 0)
  const offer = JSON.stringify(await client.listTools()).length
  console.log(`${spent.length} calls, ${bytes} bytes (the list of tools is ${offer} more):`)
  for (const [task, size] of spent) console.log(`  ${task}: ${size}`)
  expect(spent.length).toBeLessThanOrEqual(12)
  expect(bytes).toBeLessThanOrEqual(40_000)
})
