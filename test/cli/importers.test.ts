import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readDate } from '../../cli/src/importers/date.js'
import { planImport } from '../../cli/src/importers/plan.js'
import { readExport } from '../../cli/src/importers/read.js'
import { rowOf } from '../../cli/src/importers/row.js'

const file = (name: string) => fileURLToPath(new URL(`exports/${name}`, import.meta.url))
const plain = { dates: 'none', keepOrder: true } as const

test('Pocket’s CSV gives titles, tags between bars, archive flags and dates', async () => {
  const rows = await readExport('pocket', [file('pocket.csv')])
  expect(rows).toHaveLength(11)
  expect(rows[0]).toMatchObject({
    row: 1,
    title: 'Local-first software',
    tags: ['software', 'crdt'],
    archived: false,
    savedAt: new Date(1556652000_000),
  })
  expect(rows[1]).toMatchObject({
    title: 'Bread, water and salt',
    url: 'https://example.org/bread?a=1&b=2',
    tags: ['food, drink', 'Baking'],
    archived: true,
  })
  expect(rows.slice(2, 5).map(({ title }) => title)).toEqual([null, null, 'He said "no"'])
  expect(rows[6]?.savedAt).toBeNull()
})

test('an import merges duplicates, makes labels without commas and names unusable rows', async () => {
  const plan = planImport(await readExport('pocket', [file('pocket.csv')]), plain)
  expect(plan.rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 7, 11])
  expect(plan.rows[1]).toMatchObject({ tags: ['food drink', 'baking', 'later'], archived: false })
  expect(plan.duplicates).toBe(1)
  expect(plan.commas).toBe(1)
  expect(plan.unusable.map(({ row, reason }) => [row.row, reason])).toEqual([
    [8, 'The address is none.'],
    [9, 'Wallabag saves http and https, and not pocket.'],
    [10, 'The row has no address.'],
  ])
})

test('an import begins with the oldest, and with rows whose date nobody knows', async () => {
  const rows = await readExport('pocket', [file('pocket.csv')])
  const order = (keepOrder: boolean) =>
    planImport(rows, { dates: 'none', keepOrder }).rows.map(({ row }) => row)
  expect(order(false)).toEqual([7, 1, 2, 3, 4, 5, 11])
  expect(order(true)).toEqual([1, 2, 3, 4, 5, 7, 11])
})

test('dates become what was asked: a date of publication, a tag, or nothing', () => {
  const savedAt = new Date('2021-03-04T05:06:07Z')
  const known = new Date('2020-01-01T00:00:00Z')
  const rows = [
    rowOf(1, 'https://example.org/a', { savedAt }),
    rowOf(2, 'https://example.org/b', { savedAt, publishedAt: known }),
  ]
  const planned = (dates: 'published' | 'tag' | 'none') =>
    planImport(rows, { dates, keepOrder: true }).rows.map((row) => [row.publishedAt, row.tags])
  expect(planned('none')).toEqual([
    [null, []],
    [known, []],
  ])
  expect(planned('published')).toEqual([
    [savedAt, []],
    [known, []],
  ])
  expect(planned('tag')).toEqual([
    [null, ['saved 2021-03']],
    [known, ['saved 2021-03']],
  ])
})

test('Pocket’s HTML gives its two sections, entities resolved', async () => {
  const rows = await readExport('pocket', [file('pocket.html')])
  expect(rows).toMatchObject([
    {
      url: 'https://example.org/unread?x=1&y=2',
      title: "Tom & Jerry's kitchen",
      tags: ['Food', 'slow reading'],
      archived: false,
    },
    { title: null },
    { url: 'javascript:alert(1)' },
    { title: 'Read long ago', archived: true, savedAt: new Date(1384250667_000) },
  ])
})

test('Instapaper’s folders become flags, and its own ones tags', async () => {
  const rows = await readExport('instapaper', [file('instapaper.csv')])
  expect(rows).toMatchObject([
    { starred: true, archived: false, tags: [], savedAt: new Date(1679174385_000) },
    { archived: true, tags: ['devops', 'cautionary, tales'] },
    { title: 'Soup', tags: ['Recipes'], archived: false },
    { title: null, url: 'https://example.org/untitled' },
    { url: 'not a url' },
  ])
})

test('Raindrop’s folders and tags become tags, its favourites stars, its dates of three kinds dates', async () => {
  const rows = await readExport('raindrop', [file('raindrop.csv')])
  expect(rows).toMatchObject([
    { tags: ['Programming', 'Rust', 'rust', 'programming'], starred: false },
    { tags: [], starred: true, savedAt: new Date('2024-04-01T12:00:00Z') },
    { title: 'Quoted "Title"', tags: ['Misc', 'tag1'], savedAt: new Date(1715328000_000) },
    { title: null, savedAt: new Date('2024-01-02T00:00:00Z') },
  ])
  expect(planImport(rows, plain).rows[0]?.tags).toEqual(['programming', 'rust'])
})

test('Readwise Reader’s locations become flags and tags', async () => {
  const rows = await readExport('readwise', [file('readwise.csv')])
  expect(rows).toMatchObject([
    { tags: ['nature', "forager's notes"], savedAt: new Date('2022-11-06T04:33:50Z') },
    { archived: true, starred: true, savedAt: new Date('2021-01-05T10:00:00.123Z') },
    { tags: ['feed'], savedAt: new Date('2023-01-31T22:00:00Z') },
    { url: 'mailto:reader-forwarded-email/abc' },
  ])
})

test('Omnivore’s folder gives content, authors and dates, and no file outside of it', async () => {
  const rows = await readExport('omnivore', [file('omnivore')])
  expect(rows).toMatchObject([
    {
      row: 1,
      title: 'With its content',
      archived: true,
      authors: ['Ada Lovelace'],
      publishedAt: new Date('2023-09-01T00:00:00Z'),
      contentFile: file('omnivore/content/https-example-org-with-content-18b0f5e5c1d.html'),
    },
    { row: 2, title: null, authors: [], contentFile: null },
    { row: 3, tags: ['Later'], contentFile: null },
  ])
})

test('a browser’s folders become tags, but not those every browser has', async () => {
  const rows = await readExport('browser', [file('bookmarks.html')])
  expect(rows.map(({ url, title, tags }) => [url, title, tags])).toEqual([
    ['https://example.org/toolbar', 'On the toolbar', ['news', 'daily']],
    ['https://example.org/cake', 'Cake & icing', ['Cooking, baking']],
    ['https://example.org/rye', 'Rye', ['Cooking, baking', 'Bread']],
    ['https://example.org/pie', null, ['Cooking, baking']],
    ['place:sort=8&maxResults=10', 'Recent Tags', []],
    ['javascript:(function(){alert(1)})()', 'Bookmarklet', []],
    ['https://example.org/cake', 'Cake once more', []],
  ])
  const seconds = rows.slice(0, 4).map(({ savedAt }) => (savedAt?.getTime() ?? 0) / 1000)
  expect(seconds).toEqual([1600000001, 1600000003, 1600000004, 1600000005])
})

test('a list of addresses may have comments, blanks and empty lines', async () => {
  const rows = await readExport('urls', [file('links.txt')])
  expect(rows.map(({ row, url }) => [row, url])).toEqual([
    [2, 'https://example.org/one'],
    [3, 'https://example.org/two'],
    [5, 'https://example.org/one'],
    [6, 'ftp://example.org/three'],
  ])
})

test('several files count their rows on', async () => {
  const rows = await readExport('instapaper', [file('instapaper.csv'), file('instapaper.csv')])
  expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test.each([
  ['1600000000', '2020-09-13T12:26:40.000Z'],
  ['1600000000123', '2020-09-13T12:26:40.123Z'],
  ['1600000000123456', '2020-09-13T12:26:40.123Z'],
  ['13244473600000000', '2020-09-13T12:26:40.000Z'],
  ['2020-09-13T12:26:40Z', '2020-09-13T12:26:40.000Z'],
  ['2020-09-13 12:26:40+02:00', '2020-09-13T10:26:40.000Z'],
  ['2020-09-13 12:26:40', '2020-09-13T12:26:40.000Z'],
  ['2020-09-13', '2020-09-13T00:00:00.000Z'],
])('the date %s is read as %s', (text, iso) => {
  expect(readDate(text)?.toISOString()).toBe(iso)
})

test.each(['', '0', 'yesterday', '99999999999999999999', undefined, null, '1'])(
  'the date %s is none',
  (text) => {
    expect(readDate(text)).toBeNull()
  },
)

test('a file of 20 MB is read', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'wallabag-import-')), 'bookmarks.html')
  const icon = `data:image/png;base64,${'A'.repeat(1300)}`
  const links = Array.from(
    { length: 15_000 },
    (_, at) =>
      `<DT><A HREF="https://example.org/${at}" ADD_DATE="${1_500_000_000 + at}" ICON="${icon}">Title ${at}</A>`,
  )
  writeFileSync(path, `<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n${links.join('\n')}\n</DL><p>`)
  const rows = await readExport('browser', [path])
  expect(rows).toHaveLength(15_000)
  expect(rows.at(-1)).toMatchObject({ title: 'Title 14999', url: 'https://example.org/14999' })
})

test('a file that breaks off within quotes is told as such', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'wallabag-import-')), 'part_000000.csv')
  writeFileSync(path, 'url,title\nhttps://example.org/1,"Broken')
  const failure = { message: expect.stringMatching(/as CSV: Quote Not Closed/), exitCode: 2 }
  await expect(readExport('instapaper', [path])).rejects.toMatchObject(failure)
})

test('more than 100 000 rows are read', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'wallabag-import-')), 'part_000000.csv')
  const lines = Array.from({ length: 130_000 }, (_, at) => `https://example.org/${at}`)
  writeFileSync(path, lines.join('\r\n'))
  expect(await readExport('urls', [path])).toHaveLength(130_000)
})

test.each([
  ['instapaper', 'pocket.html', /no column “url”/],
  ['readwise', 'pocket.csv', /no column “location”/],
  ['omnivore', 'links.txt', /not a list of articles/],
  ['urls', 'nowhere.txt', /cannot be read \(ENOENT\)/],
  ['urls', 'omnivore', /holds no export of urls/],
] as const)('%s says what is wrong with %s', async (format, name, message) => {
  await expect(readExport(format, [file(name)])).rejects.toThrow(message)
})

test('a file that a spreadsheet saved in its own letters keeps them', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'wallabag-import-')), 'letters.csv')
  const rows = 'title,url,tags\nCafé crème,https://e.org/1,thé\n'
  writeFileSync(path, Buffer.from(rows, 'latin1'))
  expect(await readExport('pocket', [path])).toMatchObject([{ title: 'Café crème', tags: ['thé'] }])
  // One title was cut within a letter.
  const cut = Buffer.concat([Buffer.from('title,url\nCaf'), Buffer.from([0xc3])])
  writeFileSync(path, Buffer.concat([cut, Buffer.from(',https://e.org/1\nÉté,https://e.org/2\n')]))
  expect(await readExport('pocket', [path])).toMatchObject([
    { title: 'Caf\uFFFD' },
    { title: 'Été' },
  ])
})

test('a zip archive is not read as text', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'wallabag-import-')), 'export.zip')
  writeFileSync(path, Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]))
  await expect(readExport('pocket', [path])).rejects.toThrow(/Unpack it/)
})
