import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { readDate } from '../../cli/src/importers/date.js'
import { type PlanOptions, planImport } from '../../cli/src/importers/plan.js'
import { readExport as readAll } from '../../cli/src/importers/read.js'
import { namedColumns } from '../../cli/src/importers/readers/columns.js'
import { type Known, type Row, rowOf } from '../../cli/src/importers/row.js'
import { services } from '../../cli/src/importers/services.js'

const file = (name: string) => fileURLToPath(new URL(`exports/${name}`, import.meta.url))
const plain = { dates: 'none', keepOrder: true } as const
const root = mkdtempSync(join(tmpdir(), 'wallabag-import-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Writes a file, and gives its path. */
function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(root, name)
  writeFileSync(path, content)
  return path
}

/** A zip archive of files that are not packed. */
function zipOf(files: Record<string, string | Uint8Array>): Buffer {
  const [bodies, entries]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content)
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt32LE(crc32(data), 10)
    about.writeUInt32LE(data.length, 14)
    about.writeUInt32LE(data.length, 18)
    about.writeUInt16LE(name.length, 22)
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), about, Buffer.from(name), data])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    const made = Buffer.from([20, 0])
    entries.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002'), made, about, place, Buffer.from(name)]),
    )
    bodies.push(body)
    offset += body.length
  }
  const central = Buffer.concat(entries)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, central, Buffer.from('PK\u0005\u0006'), end])
}

async function readExport(service: string | undefined, paths: string[]): Promise<readonly Row[]> {
  return (await readAll(paths, { service })).rows
}

/** What a row says, without what it does not. */
function said(row: Row): object {
  const entries = Object.entries(row).filter(
    ([, value]) =>
      value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  )
  return {
    ...JSON.parse(JSON.stringify(Object.fromEntries(entries))),
    ...(row.content && { content: true }),
  }
}

describe('a file is read as what it is, whatever stands in it', () => {
  const expected: Record<string, { format: string; rows: object[] }> = JSON.parse(
    readFileSync(file('cases/expected.json'), 'utf8'),
  )
  const folders = readdirSync(file('cases'), { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  )
  const all = folders.flatMap(({ name }) =>
    readdirSync(file(`cases/${name}`)).map((one) => `${name}/${one}`),
  )

  test('each of them is expected to be something', () => {
    expect(all.toSorted()).toEqual(
      [...Object.keys(expected), 'pocket/empty.csv', 'readwise/highlights.csv'].toSorted(),
    )
  })

  test.each(Object.entries(expected))('%s', async (name, { format, rows }) => {
    const read = await readAll([file(`cases/${name}`)])
    expect(read.files.map((one) => one.format)).toEqual([format])
    expect(read.rows.map(said)).toEqual(rows)
  })

  test('also when its service is named, and no other service takes it', async () => {
    for (const [name, { format }] of Object.entries(expected)) {
      const takers: string[] = []
      for (const service of services) {
        const taken = await readAll([file(`cases/${name}`)], { service }).catch((error: Error) => {
          expect(error, `${service} ${name}`).toMatchObject({ exitCode: 2 })
          return null
        })
        if (taken) takers.push(service)
      }
      const isBookmarks = format === 'bookmarks as HTML'
      expect(takers, name).toHaveLength(isBookmarks ? 7 : 1)
    }
  })

  test('one that is given to another service is refused with the one that it looks like', async () => {
    const path = file('cases/instapaper/new.csv')
    await expect(readExport('pocket', [path])).rejects.toThrow(
      `${path} is not an export of pocket; it looks like Instapaper’s CSV. Try: wallabag import instapaper ${path}`,
    )
  })
})

/** The rows of a file as a person counts them: address, title, tags, archived. */
async function rowsIn(path: string): Promise<unknown[][]> {
  const { rows } = await readAll([path])
  return rows.map(({ url, broken, title, tags, archived }) => [
    broken ?? url,
    title,
    tags.join('+'),
    archived,
  ])
}

const bookmarkFile = (title: string, link: string) =>
  `<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>${title}</TITLE>\n<DL><p>\n<DT><A ${link}>One</A>\n</DL><p>`

describe('files as other programs write them', () => {
  const one = 'https://e.org/1'
  const row = (title: string | null = 'One', tags = '', archived: boolean | null = null) => [
    [one, title, tags, archived],
  ]
  test.each<[string, string, string, unknown[][]]>([
    [
      'tags between bars, of no known service',
      'a.csv',
      `url,title,tags\n${one},One,a|b c`,
      row('One', 'a+b c'),
    ],
    ['tags between semicolons', 'b.csv', `url,title,tags\n${one},One,a;b`, row('One', 'a+b')],
    [
      'folders as a path',
      'c.csv',
      `url,folder,title,tags\n${one},Tech/AI,One,x`,
      row('One', 'Tech+AI+x'),
    ],
    ['a column called address', 'd.csv', `Name,Address\nOne,${one}`, row()],
    ['no head line', 'e.csv', `${one},One,"a,b"\n`, row()],
    ['a comment before the head line', 'f.csv', `# of today\nurl,title\n${one},One`, row()],
    [
      'lines that end in several ways',
      'g.csv',
      `url,title\r\n${one},One\nhttps://e.org/2,Two\r`,
      [...row(), ['https://e.org/2', 'Two', '', null]],
    ],
    [
      'an address broken into lines',
      'h.html',
      bookmarkFile('Bookmarks', 'HREF="https://e.org\r\n/1"'),
      row(),
    ],
    [
      'what Linkding need not read',
      'i.html',
      bookmarkFile('Bookmarks', `HREF="${one}" TOREAD="0"`),
      row(),
    ],
    [
      'what is read at Pinboard',
      'j.html',
      bookmarkFile('Pinboard Bookmarks', `HREF="${one}" TOREAD="0"`),
      row('One', '', true),
    ],
    [
      'Pinboard’s XML',
      'k.xml',
      `<?xml version="1.0"?><posts><post href="${one}" description="O &amp; P" tag="a b" toread="no" time="2024-01-01T00:00:00Z" extended="n"/></posts>`,
      row('O & P', 'a+b', true),
    ],
    [
      'Karakeep’s CSV',
      'l.csv',
      `\ufeff"No.","Type","Title","Original Post Link / URL","Tags / Categories","Lists","Status","Favourited"\r\n"1","link","One","${one}","a, b","L","Archived","Yes"`,
      row('One', 'a+b+L', true),
    ],
    [
      'collections within collections',
      'm.json',
      JSON.stringify({
        collections: [
          { id: 1, name: 'Top', links: [] },
          { id: 2, parentId: 1, name: 'Sub', links: [{ url: one, name: 'One' }] },
        ],
      }),
      row('One', 'Top+Sub'),
    ],
    [
      'collections in a circle',
      'n.json',
      JSON.stringify({
        collections: [{ id: 1, parentId: 1, name: 'Top', links: [{ url: one, name: 'One' }] }],
      }),
      row('One', 'Top'),
    ],
    [
      'a page of Wallabag’s API',
      'o.json',
      JSON.stringify({
        page: 1,
        _embedded: {
          items: [
            { url: one, title: 'One', is_archived: 1, is_starred: 0, tags: [{ label: 'a' }] },
          ],
        },
      }),
      row('One', 'a', true),
    ],
    [
      'one entry of it',
      'p.json',
      JSON.stringify({ url: one, title: 'One', is_archived: 0, is_starred: 0 }),
      row('One', '', false),
    ],
    [
      'the only list in an object',
      'q.json',
      JSON.stringify({ links: [{ url: one, title: 'One' }] }),
      row(),
    ],
    [
      'Readability’s, with what it recommended beside',
      'qa.json',
      JSON.stringify({
        bookmarks: [{ article__url: one, article__title: 'One', archive: true, favorite: true }],
        recommendations: [],
      }),
      row('One', '', true),
    ],
    [
      'what has some of the names of Wallabag 1',
      'qc.json',
      JSON.stringify([{ url: one, title: 'One', is_read: true, tags: [{ name: 'a' }] }]),
      row('One', 'a', true),
    ],
    [
      'Linkding’s without a page around them',
      'qd.json',
      JSON.stringify([{ url: one, title: 'One', is_archived: true, tag_names: ['a'] }]),
      row('One', 'a', true),
    ],
    [
      'one line of JSON lines',
      'qe.jsonl',
      JSON.stringify({ url: one, title: 'One', tags: ['a'] }),
      row('One', 'a'),
    ],
    [
      'tags as Python writes them',
      'qf.csv',
      `url,title,tags\n${one},One,"['a', 'b c']"`,
      row('One', 'a+b c'),
    ],
    [
      'tags as PostgreSQL writes them',
      'qg.csv',
      `url,title,tags\n${one},One,"{a,""b c""}"`,
      row('One', 'a+b c'),
    ],
    ['addresses alone', 'r.json', JSON.stringify([one]), row(null)],
    [
      'addresses under several names',
      'ra.json',
      JSON.stringify([{ url: '', link: one, title: 'One' }]),
      row(),
    ],
    [
      'tags by name',
      's.json',
      JSON.stringify([{ url: one, title: 'One', tags: { a: {}, b: {} } }]),
      row('One', 'a+b'),
    ],
    [
      'Reader’s tags between commas',
      't.csv',
      `Title,URL,Document tags,Saved date,Location\nOne,${one},"a, b",2024-01-01,new`,
      row('One', 'a+b', false),
    ],
    [
      'Matter’s tags as JSON',
      'u.csv',
      `Title,URL,Tags,In Queue,Favorited\nOne,${one},"[""x"",""y""]",True,False`,
      row('One', 'x+y', false),
    ],
    [
      'Omnivore’s without slugs',
      'v.json',
      JSON.stringify([{ url: one, title: 'One', labels: ['a'], state: 'Archived' }]),
      row('One', 'a', true),
    ],
    [
      'Markdown links within lines',
      'w.md',
      `- **[One](${one})** bold\n![picture](https://e.org/p.png)`,
      [...row(), ['The line does not begin with an address.', null, '', null]],
    ],
    ['a link as Slack writes it', 'x.txt', `<${one}|One>\n`, row()],
    ['a Markdown link that is its own title', 'y.md', `- [${one}](${one})\n`, row(null)],
    ['a head line in the middle', 'za.csv', `url,title\n${one},One\nurl,title\n`, row()],
    ['rows with nothing in them', 'zb.csv', `url,title\n${one},One\n,\n,\n`, row()],
    ['a comma in the only column', 'zc.csv', `url\n${one},2\n`, [[`${one},2`, null, '', null]]],
    [
      'bookmarks that are no Karakeep’s',
      'zd.json',
      JSON.stringify({ bookmarks: [{ url: one, title: 'One' }] }),
      row(),
    ],
    [
      'Readeck’s JSON',
      'ze.json',
      JSON.stringify([
        { url: one, title: 'One', state: 0, is_archived: true, is_marked: true, labels: ['a'] },
      ]),
      row('One', 'a', true),
    ],
    [
      'Wallabag’s tags as a text',
      'zf.json',
      JSON.stringify([{ url: one, title: 'One', is_archived: 0, is_starred: 0, tags: 'a,b' }]),
      row('One', 'a+b', false),
    ],
    [
      'a title with Pocket in it',
      'zg.html',
      bookmarkFile('My Pocket guides', `HREF="${one}"`),
      row(),
    ],
    ['a mark that nobody sees', 'zh.txt', `\u200b${one} One\n`, row()],
    [
      'a quote that is never closed',
      'zi.html',
      bookmarkFile('Bookmarks', `HREF="${one} ADD_DATE="1"`),
      [[`The link is damaged: ${one} ADD_DATE=`, 'One', '', null]],
    ],
  ])('%s', async (_, name, content, expected) => {
    expect(await rowsIn(fileWith(name, content))).toEqual(expected)
  })

  test('what is in the bin of Vivaldi is left out', async () => {
    const folder = { children: [{ url: one, name: 'One' }] }
    const value = JSON.stringify({ roots: { bookmark_bar: { children: [] }, trash: folder } })
    const { rows } = await readAll([fileWith('Bookmarks', value)])
    expect(rows).toMatchObject([{ url: one, leftOut: 'It is in the bin of the browser.' }])
  })

  test('any column may hold the addresses when it is named', async () => {
    const columns = namedColumns('url=Weblink')
    const { rows } = await readAll([fileWith('web.csv', `Weblink,Titel\n${one},Eins`)], { columns })
    expect(rows).toMatchObject([{ url: one, broken: null }])
  })

  test('several addresses in one cell, and one without a host, are no address', async () => {
    const text = `url,title\n"${one}\nhttps://e.org/2",A\n${one} https://e.org/3,B\nhttps:/e.org/4,C`
    const { rows } = await readAll([fileWith('several.csv', text)])
    expect(planImport(rows, plain).unusable.map(({ reason }) => reason)).toEqual([
      'It holds several addresses.',
      'It holds several addresses.',
      'It is not a web address.',
    ])
  })

  test('an archive names what it holds beside its exports, and takes no links from its articles', async () => {
    const archive = zipOf({
      'list.csv': `url,title\n${one},One`,
      'links.md': '- [Two](https://e.org/2)',
      'files/One.html': '<html><body>See <a href="https://inside.test/">this</a></body></html>',
      'files/One.pdf': '%PDF',
    })
    const { rows, remarks } = await readAll([fileWith('several.zip', archive)])
    expect(rows.map(({ url }) => url).toSorted()).toEqual([one, 'https://e.org/2'])
    expect(remarks.join('\n')).toMatch(/because they are not exports: files\/One\.pdf/)
    expect(remarks.join('\n')).toMatch(/One\.html is a web page, and not a list of bookmarks/)
  })

  test('a folder names those within it, and leaves hidden files alone', async () => {
    const folder = join(root, 'downloads')
    mkdirSync(join(folder, 'more'), { recursive: true })
    writeFileSync(join(folder, 'list.csv'), `url\n${one}\n`)
    writeFileSync(join(folder, '.old.csv'), 'url\nhttps://hidden.test/\n')
    const { rows, remarks } = await readAll([folder])
    expect(rows.map(({ url }) => url)).toEqual([one])
    expect(remarks).toEqual([expect.stringMatching(/because they are not exports: more\/$/)])
  })

  test('what cannot be read says what it is', async () => {
    const encrypted = zipOf({ 'a.csv': `url\n${one}\n` })
    // The bit of an encrypted file in both of its heads.
    encrypted[6] = 1
    const entry = encrypted.indexOf('PK\u0001\u0002')
    encrypted[entry + 8] = 1
    // What encrypts it stands before it.
    encrypted[entry + 20] = (encrypted[entry + 20] ?? 0) + 12
    const workbook = zipOf({ 'xl/workbook.xml': '<?xml version="1.0"?><workbook/>' })
    for (const [name, content, message] of [
      ['locked.zip', encrypted, /it is encrypted; unpack it with its password first/],
      ['book.xlsx', workbook, /is a workbook of Excel. Save it as CSV/],
      [
        'a.tar',
        `list.csv${'\0'.repeat(249)}ustar${'\0'.repeat(250)}url\n${one}\n`,
        /is a tar archive/,
      ],
      [
        'feeds.opml',
        '<?xml version="1.0"?><opml/>',
        /is XML of a kind that is not known here. Export it as CSV/,
      ],
      [
        'deep.json',
        `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
        /deep.json .* too deeply nested .*Remove/,
      ],
      ['words.csv', `${'word,'.repeat(1e5)}\n1`, /it has: word, .* and 99971 more. If one/],
      ['bookmarks.jsonlz4', 'mozLz40\0', /is a backup that only Firefox can unpack/],
      ['toby.json', JSON.stringify({ lists: [{ cards: [{ url: one }] }] }), /is JSON of a kind/],
    ] as const) {
      await expect(readAll([fileWith(name, content)])).rejects.toThrow(message)
    }
  })
})

describe('a file without links is an error', () => {
  test.each([
    ['an empty file', 'empty.txt', ''],
    ['blanks', 'blank.txt', ' \n\n'],
    ['a head line alone', 'head.csv', 'title,url,time_added,tags,status\n'],
    ['an empty list', 'list.json', '[]'],
    ['another object', 'other.json', '{"a":1}'],
    ['HTML without links', 'page.html', '<!DOCTYPE html><p>Nothing here</p>'],
    ['a shortcut of Windows', 'page.url', '[InternetShortcut]\r\nURL=https://e.org/'],
    ['prose', 'prose.txt', 'Dear diary,\nnothing happened.'],
    ['no text at all', 'noise.bin', Uint8Array.from({ length: 500 }, (_, at) => (at * 7919) % 256)],
  ])('%s', async (_, name, content) => {
    const refused = { message: expect.stringContaining(name), exitCode: 2 }
    await expect(readExport(undefined, [fileWith(name, content)])).rejects.toMatchObject(refused)
    await expect(readExport('browser', [fileWith(name, content)])).rejects.toMatchObject(refused)
  })

  test.each([undefined, 'wallabag'])(
    'a backup is for `restore`, which is said',
    async (service) => {
      const backup =
        '{"type":"wallabag-backup","version":1}\n{"type":"entry","entry":{"url":"https://e.org/"}}\n'
      await expect(readExport(service, [fileWith('backup.jsonl', backup)])).rejects.toThrow(
        /is a backup made by this command. Try: wallabag restore .*backup.jsonl$/,
      )
    },
  )

  test('a CSV file of which no column is known names its columns', async () => {
    const path = file('cases/readwise/highlights.csv')
    await expect(readExport(undefined, [path])).rejects.toThrow(
      /no column that is known to hold addresses; it has: highlight, .*--columns url=/,
    )
  })
})

describe('letters and separators', () => {
  const rows =
    'title,url,time_added,tags,status\nCafé — Привет,https://e.org/1,1600000000,thé|été,archive\n'
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')

  test.each([
    ['UTF-8 with its mark', Buffer.from(`\ufeff${rows}`)],
    ['UTF-16 little-endian', utf16(`\ufeff${rows}`)],
    ['UTF-16 big-endian', utf16(`\ufeff${rows}`).swap16()],
    ['UTF-16 without a mark', utf16(rows)],
    ['semicolons', Buffer.from(rows.replaceAll(',', ';'))],
    ['tabs', Buffer.from(rows.replaceAll(',', '\t'))],
    ['lines that end as on Windows', Buffer.from(rows.replaceAll('\n', '\r\n'))],
    ['lines that end as on old Macs', Buffer.from(rows.replaceAll('\n', '\r'))],
    ['gzip', gzipSync(rows)],
  ])('%s', async (name, bytes) => {
    expect(await readExport(undefined, [fileWith(`${name}.csv`, bytes)])).toMatchObject([
      { title: 'Café — Привет', tags: ['thé', 'été'], archived: true },
    ])
  })

  test.each([
    ['windows-1251', '\u041f\u0440', [0xcf, 0xf0]],
    ['"shift_jis"', '\u65e5', [0x93, 0xfa]],
    ['gb2312', '\u4e2d', [0xd6, 0xd0]],
    ['nonsense', 'Ï', [0xcf]],
  ])('a bookmark file that says charset=%s', async (charset, title, bytes) => {
    const meta = `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=${charset}">`
    const parts = [
      Buffer.from(`<!DOCTYPE NETSCAPE-Bookmark-file-1>${meta}<DL><DT><A HREF="http://e.org/">`),
    ]
    const path = fileWith(
      'charset.html',
      Buffer.concat([...parts, Buffer.from(bytes), Buffer.from('</A>')]),
    )
    expect(await readExport(undefined, [path])).toMatchObject([{ title }])
  })
})

describe('what people have in their files', () => {
  const bookmark = (attributes: string, after = '') =>
    `<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><H3>Unsorted</H3><DL><DT><A HREF="https://e.org/1" ${attributes}>T</A>${after}</DL></DL>`
  const url = 'https://e.org/1'
  const titled = { row: 1, url, title: 'T' }
  const saved = (savedAt: string) => ({ ...titled, savedAt: `${savedAt}.000Z` })

  test.each<[string, string, object[]]>([
    ['excel.csv', 'sep=;\r\nURL;Title\r\nhttps://e.org/1;T\r\n', [titled]],
    ['one-column.csv', '"URL"\nhttps://e.org/1\n', [{ row: 1, url }]],
    ['nul.csv', 'url,title\nhttps://e.org/1,\u0000T\u0007\n', [titled]],
    [
      'diigo.csv',
      'title,url,tags,description,comments,annotations\nT,https://e.org/1,a,d,c,h',
      [{ ...titled, tags: ['a'], notes: ['d', 'c', 'h'] }],
    ],
    ...[
      ['Date Added', '31.01.2024', '2024-01-31T00:00:00'],
      ['saved on', '01/31/2024', '2024-01-31T00:00:00'],
      ['created', '31/01/2024', '2024-01-31T00:00:00'],
      ['time_created', '"Jan 31, 2024 10:00 PM"', '2024-01-31T22:00:00'],
      ['date', '2024-01-31 10:00:00+02', '2024-01-31T08:00:00'],
    ].map(([column, cell, at = '']): [string, string, object[]] => [
      `${column}.csv`,
      `url,title,${column}\nhttps://e.org/1,T,${cell}\n`,
      [saved(at)],
    ]),
    [
      'raindrop.html',
      bookmark('TAGS="a" DATA-COVER="" DATA-IMPORTANT="true"'),
      [{ ...titled, tags: ['a'], starred: true }],
    ],
    [
      'linkding.html',
      bookmark(
        'TOREAD="1" TAGS="a,linkding:bookmarks.archived"',
        '<DD>d[linkding-notes]n[/linkding-notes]',
      ),
      [{ ...titled, tags: ['Unsorted', 'a'], archived: true, notes: ['d', 'n'] }],
    ],
    [
      'links.md',
      '- [T](https://e.org/1) and [the [2nd]](<https://e.org/2>), [ftp](ftp://e.org/3)\n',
      [
        titled,
        { row: 2, url: 'https://e.org/2', title: '2nd]' },
        { row: 3, url: 'ftp://e.org/3', title: 'ftp' },
      ],
    ],
    [
      'onetab.txt',
      'https://e.org/1 | T\nhttps://e.org/2 | \n',
      [titled, { row: 2, url: 'https://e.org/2' }],
    ],
    [
      'omnivore.csv',
      'url,state,labels,saved_at,published_at\nhttps://e.org/1,ARCHIVED,"[a, b c]",1700000000000,1600000000000\n',
      [
        {
          row: 1,
          url,
          tags: ['a', 'b c'],
          archived: true,
          savedAt: '2023-11-14T22:13:20.000Z',
          publishedAt: '2020-09-13T12:26:40.000Z',
        },
      ],
    ],
    [
      'goodlinks.json',
      '[{"url":"https://e.org/1","title":"T","tags":["a, b","c"],"starred":true,"addedAt":1700000000.5,"highlights":[]}]',
      [{ ...titled, tags: ['a, b', 'c'], starred: true, savedAt: '2023-11-14T22:13:20.500Z' }],
    ],
    [
      'list.jsonl',
      '{"id":1,"url":"https://e.org/1","title":"T","tags":[{"id":1,"label":"x"}],"archived":true}\n{"url":"https://e.org/2","archived":false}\n{"url":"https://e.org/3","ti',
      [
        { ...titled, tags: ['x'], archived: true },
        { row: 2, url: 'https://e.org/2' },
        { row: 3, url: '', broken: 'The row is damaged: "{\\"url\\":\\"https://e.org/3\\",\\"ti"' },
      ],
    ],
    [
      'not-wallabag.json',
      '[{"url":"https://e.org/1","title":"T","is_archived":true,"is_favorite":1,"tags":["a"]}]',
      [{ ...titled, tags: ['a'], archived: true, starred: true }],
    ],
    [
      'not-omnivore.json',
      '{"articles":[{"url":"https://e.org/1","title":"T","savedAt":1700000000,"isFavorite":true,"tags":["a"]}]}',
      [{ ...titled, tags: ['a'], starred: true, savedAt: '2023-11-14T22:13:20.000Z' }],
    ],
    [
      'edge.html',
      `<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><H3>Other favorites</H3><DL><DT><A HREF="${url}">T</A></DL></DL>`,
      [titled],
    ],
    [
      'nested-lists.json',
      JSON.stringify({
        bookmarks: [{ title: 'T', tags: ['a'], content: { type: 'link', url }, lists: ['2'] }],
        lists: [
          { id: '1', name: 'Top', parentId: null },
          { id: '2', name: 'Sub', parentId: '1' },
        ],
      }),
      [{ ...titled, tags: ['a', 'Top', 'Sub'] }],
    ],
    [
      'pairs.txt',
      'https://e.org/1\thttps://e.org/2\n',
      [
        { row: 1, url },
        { row: 2, url: 'https://e.org/2' },
      ],
    ],
  ])('%s', async (name, text, rows) => {
    const read = await readExport(undefined, [fileWith(name, text)])
    expect(read.map(said).map((row, at) => ({ ...row, row: at + 1 }))).toEqual(rows)
  })

  test('columns that nobody knows are named, since what is in them is lost', async () => {
    const path = fileWith('unknown.csv', 'URL;Título;Etiquetas\nhttps://e.org/1;T;a\n')
    expect((await readAll([path])).remarks).toEqual([
      `${path}: not taken over: título, etiquetas; --columns says what a column is`,
    ])
  })
})

test('an address that a separator may have cut is not saved, and the row says why', async () => {
  const lines = [
    'Link;Name;Labels;Date Added',
    'https://e.org/a;b;B;x;01.01.2024',
    'https://e.org/c;Two words;y; more;z',
    'https://e.org/d;D;z;02.01.2024',
    'https://e.org/e;E;z;03.01.2024;;',
  ]
  const rows = await readExport(undefined, [fileWith('cut.csv', lines.join('\n'))])
  expect(rows.map(({ url, broken }) => broken ?? url)).toEqual([
    'The row is damaged: an address with “;” must be in quotes: https://e.org/a;b;B;x;01.01.2024',
    'https://e.org/c',
    'https://e.org/d',
    'https://e.org/e',
  ])
  const short = fileWith('short.csv', 'url,title\nhttps://e.org/1,A,1\nhttps://e.org/2,B,2\n')
  expect(await readExport(undefined, [short])).toMatchObject([{ broken: null }, { broken: null }])
})

describe('a table that breaks off', () => {
  const whole = 'title,url,tags\nOne,https://e.org/1,a\n'

  test('within a quoted address does not save a part of it', async () => {
    const { rows } = await readAll([fileWith('quoted.csv', `${whole}Two,"https://e.or`)])
    expect(rows.map(({ broken }) => broken)).toEqual([
      null,
      expect.stringContaining('https://e.or'),
    ])
  })

  test('is not what ends without a line break after a quote', async () => {
    for (const last of ['"two\nlines",https://e.org/2', 'a 5" disk,https://e.org/2']) {
      const path = fileWith('notes.csv', `title,note,url\nT,One,https://e.org/1\nT,${last}`)
      const { rows, remarks } = await readAll([path])
      expect(rows.map(({ url, broken }) => [url, broken])).toEqual([
        ['https://e.org/1', null],
        ['https://e.org/2', null],
      ])
      expect(remarks).toEqual([])
    }
  })

  test('within what may be a whole address says so', async () => {
    const { rows, remarks } = await readAll([fileWith('bare.csv', `${whole}Two,https://e.or`)])
    expect(rows.map(({ url, broken }) => [url, broken])).toContainEqual(['https://e.or', null])
    expect(remarks.join()).toContain('whose address may be cut: https://e.or')
    const full = await readAll([fileWith('full.csv', `${whole}Two,https://e.org/2,`)])
    const ended = await readAll([fileWith('ended.csv', `${whole}Two,https://e.org/2\n`)])
    expect([...full.remarks, ...ended.remarks]).toEqual([])
  })
})

test('an encoding that is a guess is reported', async () => {
  const table = Buffer.from('url,title\nhttps://e.org/1,Caf\u00e9\n', 'latin1')
  const { rows, remarks } = await readAll([fileWith('guess.csv', table)])
  expect(rows).toMatchObject([{ title: 'Café' }])
  expect(remarks.join()).toContain('read as Western European text')
})

test('of two columns of one name the first counts, and the second is named', async () => {
  const path = fileWith('twice.csv', 'url,title,url\nhttps://e.org/1,T,https://e.org/2\n')
  const { rows, remarks } = await readAll([path])
  expect(rows.map(said)).toEqual([{ row: 1, url: 'https://e.org/1', title: 'T' }])
  expect(remarks.join()).toContain('not taken over: url (2);')
})

describe('a quote that is never closed', () => {
  const head = 'title,url,time_added,tags,status'
  const rows = Array.from(
    { length: 6 },
    (_, n) => `Title ${n},https://e.org/${n},160000000${n},,unread`,
  )
  const broken = (n: number) => rows.map((row, at) => (at === n ? `"${row}` : row))
  const urls = rows.map((_, n) => `https://e.org/${n}`)

  test.each([0, 3, 5])('in row %i takes no other row with it', async (n) => {
    for (const end of ['', '\n']) {
      const path = fileWith('quote.csv', [head, ...broken(n)].join('\n') + end)
      const read = await readAll([path])
      expect(read.rows.map(({ url }) => url)).toEqual(urls)
      expect(read.remarks).toEqual([`${path}: a quote is never closed`])
    }
  })

  test('that a later one closes takes no row with it either', async () => {
    const lines = broken(1).map((row, at) =>
      at === 4 ? `"Quoted, title",${row.split(',').slice(1)}` : row,
    )
    const read = await readExport(undefined, [fileWith('quote.csv', [head, ...lines].join('\n'))])
    expect(read.map(({ url }) => url).filter((url) => url !== '')).toEqual(
      expect.arrayContaining(urls.slice(0, 4)),
    )
    expect(read.map(({ url }) => url)).toContain('https://e.org/5')
  })

  test('and a cell with several lines, addresses among them, is one cell', async () => {
    const note = '"first, line\nhttps://other.org/ is worth a look\n\nlast"'
    const path = fileWith(
      'note.csv',
      `url,title,note,folder,excerpt,created,tags\nhttps://e.org/1,T,${note},,,,\nhttps://e.org/2,U,,,,,`,
    )
    expect(await readExport('raindrop', [path])).toMatchObject([
      {
        url: 'https://e.org/1',
        notes: ['first, line\nhttps://other.org/ is worth a look\n\nlast'],
      },
      { url: 'https://e.org/2' },
    ])
  })
})

describe('folders and archives', () => {
  const row = (n: number) =>
    `title,url,time_added,tags,status\nT,https://e.org/${n},160000000${n},,unread\n`

  test('every part is taken, in the order of its number, and what is no export is named', async () => {
    const folder = join(root, 'pocket')
    mkdirSync(folder)
    const names = [
      'part_000002.csv',
      'part_000000.csv',
      'part_000000 (1).csv',
      'PART_000001.CSV',
      'part_000010.csv',
    ]
    for (const [n, name] of names.entries()) writeFileSync(join(folder, name), row(n))
    writeFileSync(join(folder, 'readme.txt'), 'How to use this')
    writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n')
    const read = await readAll([folder], { service: 'pocket' })
    expect(read.rows.map(({ url }) => url.at(-1)).toSorted()).toEqual(['0', '1', '2', '3', '4'])
    expect(read.rows.map(({ url }) => url.at(-1)).join('')).toMatch(/^(12|21)304$/)
    expect(read.remarks.join('\n')).toMatch(/Left out: .*other.csv.*\nLeft out: .*readme.txt/)
    expect(read.rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5])
  })

  test('a zip archive is read as the folder it holds, with the articles beside', async () => {
    const [zip, folder] = [file('cases/omnivore/omnivore.zip'), file('cases/omnivore/unpacked')]
    const contents = async (path: string) => {
      const { rows } = await readAll([path])
      return Promise.all(rows.map(async ({ content }) => (await content?.()) ?? null))
    }
    expect(await contents(zip)).toEqual(await contents(folder))
    expect((await contents(zip))[0]).toContain('Content of one-abc')
  })

  test.each([
    ['cut to half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['of nothing but its first letters', () => Buffer.from('PK\u0003\u0004')],
  ])('an archive %s is told as damaged', async (_, change) => {
    const path = fileWith('cut.zip', change(readFileSync(file('cases/omnivore/omnivore.zip'))))
    const damaged = { message: expect.stringMatching(/cut.zip is damaged/), exitCode: 2 }
    await expect(readExport(undefined, [path])).rejects.toMatchObject(damaged)
  })

  test('archives within an archive are read, but one in itself not without end', async () => {
    const inner = zipOf({ 'part_000000.csv': row(1), 'more.csv.gz': gzipSync(row(2)) })
    const outer = zipOf({ 'pocket.zip': inner, 'cut.zip': inner.subarray(0, 60), 'a.csv': row(3) })
    const read = await readAll([fileWith('outer.zip', outer)])
    expect(read.rows.map(({ url }) => url.at(-1)).toSorted()).toEqual(['1', '2', '3'])
    expect(read.remarks.join()).toMatch(/^Left out: .*outer.zip: cut.zip is damaged/)
    let deep = zipOf({ 'a.csv': row(4) })
    for (let times = 0; times < 5; times++) deep = zipOf({ 'deep.zip': deep })
    const tooDeep = readAll([fileWith('deep.zip', deep)])
    await expect(tooDeep).rejects.toThrow(/holds no export.\n.*is too deeply nested in archives/)
  })

  test('a folder without an export is refused', async () => {
    const folder = join(root, 'nothing')
    mkdirSync(folder)
    await expect(readExport(undefined, [folder])).rejects.toThrow(/nothing holds no export/)
  })
})

describe('--columns', () => {
  const text = 'Name;Link;Labels;When\nOne;https://e.org/1;a, b;2020-01-02\n'

  test('reads any CSV file', async () => {
    const columns = namedColumns('url=Link,title=Name,tags=Labels,date=When')
    const { rows } = await readAll([fileWith('any.csv', text)], { columns })
    expect(rows.map(said)).toEqual([
      {
        row: 1,
        url: 'https://e.org/1',
        title: 'One',
        tags: ['a', 'b'],
        savedAt: '2020-01-02T00:00:00.000Z',
      },
    ])
  })

  test.each([
    ['title=Name', /which column is the url/],
    ['url', /“url” is none of/],
    ['adress=Link', /“adress=Link” is none of/],
  ])('refuses %s', (columns, message) => {
    expect(() => namedColumns(columns)).toThrow(message)
  })

  test('names the columns that are not there', async () => {
    const columns = namedColumns('url=Address')
    await expect(readAll([fileWith('any.csv', text)], { columns })).rejects.toThrow(
      /no column “address”; it has: name, link, labels, when/,
    )
  })

  test('takes the time at which something was read for what it says', async () => {
    const items = [
      { url: 'https://e.org/1', readAt: 1600000000.5 },
      { url: 'https://e.org/2', readAt: null },
      { url: 'https://e.org/3', read_at: '2024-01-02T03:04:05Z' },
    ]
    const path = fileWith('read-at.json', JSON.stringify(items))
    expect((await readExport(undefined, [path])).map(({ archived }) => archived)).toEqual([
      true,
      false,
      true,
    ])
  })

  test('is not needed where the columns are called what they are', async () => {
    const path = fileWith('plain.csv', 'Title,Link,Tags\nOne,https://e.org/1,"a, b"\n')
    expect(await readExport(undefined, [path])).toMatchObject([
      { url: 'https://e.org/1', title: 'One', tags: ['a', 'b'] },
    ])
  })
})

describe('a plan', () => {
  const planOf = (rows: Known[], options: Partial<PlanOptions> = {}) =>
    planImport(
      rows.map((known, at) => rowOf(at + 1, known)),
      { ...plain, ...options },
    )
  const url = 'https://e.org/1'

  test('puts highlights, notes and flags of one address together', async () => {
    const read = await readExport(undefined, [file('cases/instapaper/new.csv')])
    const rows = planImport(read, plain).rows
    expect(rows.find((row) => row.url === 'https://i.example/4')?.highlights).toHaveLength(2)
    expect(rows.find((row) => row.url === 'https://i.example/6')).toMatchObject({
      archived: true,
      starred: true,
    })
  })

  test('counts what is in the bin there, and does not save it', async () => {
    const plan = planImport(await readExport(undefined, [file('cases/raindrop/new.csv')]), plain)
    expect(plan.deleted.map(({ row }) => row.url)).toEqual(['https://r.example/3'])
    expect(plan.rows.map((row) => row.url)).not.toContain('https://r.example/3')
  })

  test('--tag, --archived and --skip-archived', () => {
    const rows = [
      { url, archived: true },
      { url: `${url}2`, tags: ['A'] },
    ]
    expect(planOf(rows, { tags: ['from pocket'] }).rows.map(({ tags }) => tags)).toEqual([
      ['from pocket'],
      ['a', 'from pocket'],
    ])
    expect(planOf(rows, { archived: true }).rows.map(({ archived }) => archived)).toEqual([
      true,
      true,
    ])
    expect(planOf(rows, { skipArchived: true })).toMatchObject({
      skipped: 1,
      rows: [{ tags: ['a'] }],
    })
  })
})

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
    [8, 'It is not a web address.'],
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
    rowOf(1, { url: 'https://example.org/a', savedAt }),
    rowOf(2, { url: 'https://example.org/b', savedAt, publishedAt: known }),
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
    { starred: true, archived: null, tags: [], savedAt: new Date(1679174385_000) },
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
      content: expect.any(Function),
    },
    { row: 2, title: null, authors: [], content: null },
    { row: 3, tags: ['Later'], content: null },
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

describe('folders that are nested more deeply than calls can be', () => {
  const depth = 12_000
  const nest = (open: string, close: string) => open.repeat(depth) + close.repeat(depth)
  const cases = {
    'bookmarks.html': `<!DOCTYPE NETSCAPE-Bookmark-file-1>${nest('<DL><DT><H3>f</H3><DT><A HREF="https://e.org/">T</A><b><p>', '</p></DL>')}`,
    'firefox.json': nest(
      '{"type":"text/x-moz-place-container","title":"f","children":[{"uri":"https://e.org/"},',
      ']}',
    ).replaceAll(',]', ']'),
    Bookmarks: `{"roots":{"other":${nest('{"name":"f","children":[{"url":"https://e.org/"},', ']}').replaceAll(',]', ']')}}}`,
  }

  test.each(Object.entries(cases))(
    '%s: every link is read, with its first 32',
    async (name, text) => {
      const rows = await readExport(undefined, [fileWith(name, text)])
      expect(rows).toHaveLength(depth)
      expect(new Set(rows.slice(40).map(({ tags }) => tags.length))).toEqual(new Set([32]))
    },
  )
})

test('a list of addresses may have comments, blanks and empty lines', async () => {
  const joined = 'https://e.org/1,https://e.org/2|http://e.org/3\nhttps://e.org/?a=b,https://e.org/'
  expect(
    (await readExport('urls', [fileWith('joined.txt', joined)])).map(({ url }) => url),
  ).toEqual([
    'https://e.org/1',
    'https://e.org/2',
    'http://e.org/3',
    'https://e.org/?a=b,https://e.org/',
  ])
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
  ['20200913', '2020-09-13T00:00:00.000Z'],
  ['13.9.2020', '2020-09-13T00:00:00.000Z'],
  ['9/13/20', '2020-09-13T00:00:00.000Z'],
])('the date %s is read as %s', (text, iso) => {
  expect(readDate(text)?.toISOString()).toBe(iso)
})

test.each(['', '0', 'yesterday', '99999999999999999999', undefined, null, '1', '-1', 'Chapter 5'])(
  'the date %s is none',
  (text) => {
    expect(readDate(text)).toBeNull()
  },
)

test.each([
  ['instapaper', 'pocket.html', /not an export of instapaper; it looks like Pocket’s HTML/],
  ['readwise', 'pocket.csv', /not an export of readwise; it looks like Pocket’s CSV/],
  ['omnivore', 'links.txt', /not an export of omnivore; it looks like a list of addresses/],
  ['urls', 'nowhere.txt', /cannot be read \(ENOENT\)/],
  ['urls', 'omnivore', /omnivore holds no export/],
] as const)('%s says what is wrong with %s', async (format, name, message) => {
  await expect(readExport(format, [file(name)])).rejects.toThrow(message)
})

test('a file that a spreadsheet saved in its own letters keeps them', async () => {
  const path = join(root, 'letters.csv')
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

test('an address with tens of thousands of line breaks holds nobody up', async () => {
  const breaks = '\n'.repeat(20_000)
  const table = `url,title\n"https://e.org/1${breaks}x://a",One\n"https://e.org/2${breaks}3",Two\n`
  const { rows } = await readAll([fileWith('breaks.csv', table)])
  expect(rows.map(({ url }) => url)).toEqual(['https://e.org/1\nx://a', 'https://e.org/23'])
})
