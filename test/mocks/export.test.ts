import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type ExportedEntry, exportEntry } from '../../mocks/export/index.js'

const VERSIONS = ['2.6.14', '2.7.0-dev'] as const
type Version = (typeof VERSIONS)[number]

interface Exchange {
  name: string
  request: { path: string }
  response: {
    status: number
    headers: Record<string, string>
    json?: unknown
    text?: string
    base64Head?: string
  }
}

const recorded = (version: Version): Exchange[] =>
  readFileSync(new URL(`../recordings/wallabag-${version}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): Exchange => JSON.parse(line))

/** The exported entry, read back from the recorded JSON export: the API's own names and forms. */
function recordedEntry(exchanges: Exchange[]): ExportedEntry {
  const json = exchanges.find((one) => one.name === 'export.json')?.response.json
  const [found] = Array.isArray(json) ? json : []
  const wire = (date: string) => date.replace(/:(\d\d)$/, '$1')
  return entry({
    ...found,
    created_at: wire(found.created_at),
    updated_at: wire(found.updated_at),
    published_at: wire(found.published_at),
    tags: found.tags.map((label: string) => ({ id: 1, label, slug: `t:${label}` })),
  })
}

function entry(given: Partial<ExportedEntry> = {}): ExportedEntry {
  return {
    id: 1,
    uid: null,
    title: 'Title',
    url: 'http://blog.test/1',
    origin_url: null,
    given_url: null,
    is_archived: 0,
    archived_at: null,
    is_starred: 0,
    starred_at: null,
    is_public: false,
    content: '<p>Words</p>',
    created_at: '2026-11-22T19:05:09+0000',
    updated_at: '2026-11-22T19:05:10+0000',
    published_at: null,
    published_by: null,
    annotations: null,
    mimetype: null,
    language: null,
    reading_time: 0,
    domain_name: null,
    preview_picture: null,
    http_status: null,
    headers: null,
    tags: [],
    ...given,
  }
}

function text(
  given: Partial<ExportedEntry>,
  format: string,
  version: Version = '2.7.0-dev',
): string {
  const body = exportEntry(entry(given), format, version)?.body
  if (typeof body !== 'string') throw new Error(`${format} is not text`)
  return body
}

function bytes(given: Partial<ExportedEntry>, format: string): Uint8Array {
  const body = exportEntry(entry(given), format, '2.6.14')?.body
  if (!(body instanceof Uint8Array)) throw new Error(`${format} is not binary`)
  return body
}

/** Reads a ZIP archive from its central directory, and checks every stored file against its CRC. */
function unzipped(archive: Uint8Array): Map<string, string> {
  const data = Buffer.from(archive)
  const end = data.lastIndexOf('PK\u0005\u0006')
  const files = new Map<string, string>()
  let at = data.readUInt32LE(end + 16)
  expect(at + data.readUInt32LE(end + 12)).toBe(end)
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    expect(data.readUInt32LE(at)).toBe(0x02014b50)
    const nameLength = data.readUInt16LE(at + 28)
    const name = data.toString('utf8', at + 46, at + 46 + nameLength)
    const local = data.readUInt32LE(at + 42)
    expect(data.readUInt32LE(local)).toBe(0x04034b50)
    expect(data.subarray(local + 14, local + 28)).toEqual(data.subarray(at + 16, at + 30))
    const start = local + 30 + nameLength
    const content = data.subarray(start, start + data.readUInt32LE(at + 20))
    expect(crc32(content), name).toBe(data.readUInt32LE(at + 16))
    files.set(name, content.toString('utf8'))
    at += 46 + nameLength
  }
  expect(at).toBe(end)
  return files
}

/** Throws unless every tag is closed, every attribute quoted and every `&` an entity of XML. */
function expectWellFormed(xml: string, name: string): void {
  const open: string[] = []
  const rest = xml
    .replace(/^<\?xml [^?]*\?>\n(?:<!DOCTYPE html>\n)?/, '')
    .replace(/<(\/?)([\w:]+)((?: [a-z_][\w:.-]*="[^"<]*")*)(\/?)>/g, (_, end, tag, __, empty) => {
      if (end === '/') expect(open.pop(), name).toBe(tag)
      else if (empty === '') open.push(tag)
      return ''
    })
  expect(open, name).toEqual([])
  expect(rest, name).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/)
}

describe.each(VERSIONS)('the recorded exports of %s', (version) => {
  const exchanges = recorded(version)
  const exports = exchanges.filter((one) =>
    /^\/api\/entries\/1\/export(?:\.\w+)?$/.test(one.request.path),
  )

  it('has eleven of them', () => expect(exports).toHaveLength(11))

  it.each(exports.map((one) => [one.name, one] as const))('%s is equal', (_, exchange) => {
    const format = exchange.request.path.split('.')[1] ?? 'json'
    const file = exportEntry(recordedEntry(exchanges), format, version)
    if (exchange.response.status === 500) {
      expect(file).toBeNull()
      return
    }
    const { 'content-type': type, 'cache-control': _cache, ...headers } = exchange.response.headers
    expect(file?.contentType).toBe(type)
    expect(file?.headers).toEqual(headers)
    if (exchange.response.json !== undefined) {
      expect(JSON.parse(String(file?.body))).toEqual(exchange.response.json)
    } else if (exchange.response.text !== undefined) {
      expect(file?.body).toBe(exchange.response.text)
    } else {
      expect(file?.body.length).toBeGreaterThan(1000)
    }
  })
})

describe('the file name', () => {
  it.each([
    ['Über die Straßen von Köln (62)', 'Uber die Strassen von Koln 62.pdf'],
    ['漫步在京都', 'man bu zai jing dou.pdf'],
    ['Привет', 'Privet.pdf'],
    ['ቢሾፍቱ', '.pdf'],
    ['🚀 Emoji ñ', ' Emoji n.pdf'],
    ['a/b\\c"d\r\n<e>:f|g?h*.', 'abcdefgh.pdf'],
    ['It’s – “this”', "It's - this.pdf"],
    ['../../etc/passwd', 'etcpasswd.pdf'],
    ['', '.pdf'],
    [null, '.pdf'],
  ])('of %j is %j', (title, filename) => {
    const file = exportEntry(entry({ title }), 'pdf', '2.6.14')
    expect(file?.filename).toBe(filename)
    expect(file?.headers['content-disposition']).toBe(`attachment; filename="${filename}"`)
  })
})

describe('the formats', () => {
  it('are those of the version, whatever the case of the suffix', () => {
    const supported = (version: Version) =>
      ['json', 'XML', 'txt', 'csv', 'epub', 'Pdf', 'mobi', 'md', 'html', 'bogus', ''].filter(
        (format) => exportEntry(entry(), format, version) !== null,
      )
    const both = ['json', 'XML', 'txt', 'csv', 'epub', 'Pdf']
    expect(supported('2.6.14')).toEqual([...both, 'mobi'])
    expect(supported('2.7.0-dev')).toEqual([...both, 'md'])
  })

  it('are written for an entry without anything', () => {
    const bare = { title: null, url: null, content: null, published_by: [''], headers: {} }
    for (const format of ['json', 'xml', 'txt', 'csv', 'epub', 'pdf']) {
      expect(exportEntry(entry(bare), format, '2.7.0-dev')?.body.length, format).toBeGreaterThan(0)
    }
    expect(JSON.parse(text(bare, 'json'))).toEqual([
      {
        is_archived: 0,
        is_starred: 0,
        is_public: false,
        id: 1,
        reading_time: 0,
        tags: [],
        annotations: [],
        published_by: [''],
        headers: [],
        created_at: '2026-11-22T19:05:09+00:00',
        updated_at: '2026-11-22T19:05:10+00:00',
      },
    ])
  })
})

it('every format has all words of an article of ten thousand nested elements', () => {
  const nested = (tag: string) => {
    const [start, end] = [`<${tag}>`, `</${tag}>`].map((piece) => piece.repeat(2500))
    return `<p>before</p>${start}inside${end}<p>after</p>`
  }
  const content = ['div', 'em', 'blockquote', 'code'].map(nested).join('')
  for (const format of ['txt', 'md', 'epub', 'pdf']) {
    const body = exportEntry(entry({ content }), format, '2.7.0-dev')?.body ?? ''
    const written = typeof body === 'string' ? body : Buffer.from(body).toString()
    const words = written.match(/before|inside|after/g)
    expect(words, format).toEqual(Array(4).fill(['before', 'inside', 'after']).flat())
  }
})

describe('JSON and XML', () => {
  const annotations = [
    { text: 'n', quote: null, ranges: [{ start: null, endOffset: '5' }, { start: null }] },
  ]

  it('leave out what is null inside annotations, and keep an emptied range as a list', () => {
    const [parsed] = JSON.parse(text({ annotations }, 'json'))
    expect(parsed.annotations).toEqual([{ text: 'n', ranges: [{ endOffset: '5' }, []] }])
    expect(text({ annotations }, 'xml')).toContain('<ranges>\n          <entry>\n')
    expect(text({ annotations }, 'xml')).toContain('          <entry/>\n')
  })

  it('write tags as labels', () => {
    expect(JSON.parse(text({ tags: [{ label: 'a b' }, { label: 'é' }] }, 'json'))[0].tags).toEqual([
      'a b',
      'é',
    ])
    expect(text({ tags: [{ label: 'a' }] }, 'xml')).toContain(
      '<tags>\n      <entry><![CDATA[a]]></entry>\n    </tags>',
    )
  })

  it('escape JSON as PHP does and split an end of CDATA', () => {
    expect(text({ title: 'é/🚀' }, 'json')).toContain('"title":"\\u00e9\\/\\ud83d\\ude80"')
    expect(text({ title: 'a]]>b' }, 'xml')).toContain('<![CDATA[a]]]]><![CDATA[>b]]>')
  })
})

describe('CSV', () => {
  it('quotes as PHP does, drops line breaks of the content and writes a 12-hour clock', () => {
    const given = {
      title: 'say "x"; \\"y"',
      content: '<p>a\r\nb</p>',
      tags: [{ label: 'one' }, { label: 'two' }],
      language: 'en',
    }
    expect(text(given, 'csv').split('\n')[1]).toContain('"say ""x""; \\""y""";')
    expect(text({ title: 'a\\b' }, 'csv').split('\n')[1]).toMatch(/^a\\b;/)
    expect(text(given, 'csv', '2.6.14').split('\n')[1]).toBe(
      '"say ""x""; \\"y""";http://blog.test/1;<p>ab</p>;"one, two";;en;"22/11/2026 07:05:09"',
    )
    expect(text({ title: '\\""' }, 'csv', '2.6.14').split('\n')[1]).toMatch(/^"\\"{4};/)
    const hour = (created_at: string) => /\d\d:\d\d:\d\d/.exec(text({ created_at }, 'csv'))?.[0]
    expect(hour('2026-11-22T00:00:01+0000')).toBe('12:00:01')
    expect(hour('2026-11-22T12:00:01+0000')).toBe('12:00:01')
  })
})

describe('TXT', () => {
  const body = (content: string) => text({ content }, 'txt').split(`${'='.repeat(100)}\n\n`)[2]

  it.each([
    [
      '<h1>Head</h1><p>Some <b>bold</b> words &amp; <a href="/">link</a>.</p>',
      'HEAD\n\nSome BOLD words & link.\n',
    ],
    ['<ul><li>one</li> <li><p>two</p></li></ul>', '\t* one\n\t*\ntwo\n\n'],
    ['a<br /> b<hr>c', 'a\nb\n-------------------------\nc'],
    ['<pre>x  y\nz</pre>', 'x\u00a0\u00a0y\nz\n'],
    ['<blockquote><p>q</p></blockquote>', '>\u00a0q\n'],
    ['<p>&lt;b&gt; &#233;&#x1F680; &unknown;</p>', '<b> é🚀 &unknown;\n'],
    ['<script>x</script><img alt="pic" src="a"><!-- c -->', '[pic]'],
    ['1 < 2 <p>unclosed', '1 < 2\nunclosed\n'],
  ])('of %s', (content, expected) => expect(body(content)).toBe(expected))

  it('wraps at 100 bytes, not letters', () => {
    expect(body(`<p>${'é'.repeat(49)} ab c</p>`)).toBe(`${'é'.repeat(49)}\nab c\n`)
  })
})

describe('MD', () => {
  it.each([
    ['<h2>Two</h2><h3>Three</h3>', 'Two\n---\n\n### Three'],
    ['<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>', '- a\n- b\n\n1. c'],
    ['<p>a_b *c* [d]</p>', 'a\\_b \\*c\\* \\[d\\]'],
    ['<p><strong>s</strong> <a href="/x" title="t">l</a><br>n</p>', '**s** [l](/x "t")  \nn'],
    ['<blockquote><p>q</p></blockquote><pre>p  q</pre>', '> q\n\n```\np  q\n```'],
    ['<div>d</div><img src="s" alt="a"><code>c_d</code>', 'd\n\n![a](s)`c_d`'],
  ])('of %s', (content, expected) => {
    expect(text({ title: 'T', content }, 'md')).toBe(`T\n=\n\n${expected}`)
  })
})

describe('EPUB', () => {
  const given = {
    title: 'A & B <é> 🚀',
    content:
      '<p class="x" 1bad="y">one<br>two &nbsp;<img src="a?b&c"></p><script>no</script>&copy;',
    published_by: ['', 'Ann & Co'],
    tags: [{ label: 'tag' }],
    language: 'pt_BR',
  }

  it('begins with its media type, stored', () => {
    const body = bytes(given, 'epub')
    expect(Buffer.from(body.subarray(0, 10)).toString('hex')).toBe('504b0304140000000000')
    expect(Buffer.from(body.subarray(30, 58)).toString()).toBe('mimetypeapplication/epub+zip')
  })

  it('is a ZIP archive of well-formed XML files', () => {
    const files = unzipped(bytes(given, 'epub'))
    expect([...files.keys()]).toEqual([
      'mimetype',
      'META-INF/container.xml',
      'OEBPS/book.opf',
      'OEBPS/nav.xhtml',
      'OEBPS/article.xhtml',
    ])
    for (const [name, content] of [...files].slice(1)) expectWellFormed(content, name)
    expect(files.get('OEBPS/article.xhtml')).toContain(
      '<h1>A &amp; B &lt;é&gt; 🚀</h1><p class="x">one<br/>two \u00a0<img src="a?b&amp;c"/></p>©',
    )
    expect(files.get('OEBPS/book.opf')).toContain('<dc:creator>Ann &amp; Co</dc:creator>')
    expect(files.get('OEBPS/book.opf')).toContain('<dc:language>pt-BR</dc:language>')
  })

  it('is the same for the same entry', () => {
    expect(bytes(given, 'epub')).toEqual(bytes(given, 'epub'))
  })
})

describe('PDF', () => {
  const long = `<p>${'café (more) '.repeat(2000)}</p>`
  const pdf = Buffer.from(bytes({ title: 'Ünï 漢', content: long }, 'pdf')).toString('latin1')

  it('begins and ends as a PDF, and its table finds every object', () => {
    expect(pdf.startsWith('%PDF-1.7\n%âãÏÓ\n')).toBe(true)
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)?.[1])
    const lines = pdf.slice(start).split('\n')
    const [, count] = (lines[1] ?? '').split(' ').map(Number)
    expect(lines[0]).toBe('xref')
    for (let number = 1; number < Number(count); number++) {
      const offset = Number(lines[2 + number]?.slice(0, 10))
      expect(pdf.slice(offset).startsWith(`${number} 0 obj\n`), `object ${number}`).toBe(true)
    }
    expect(pdf.slice(start)).toContain(`/Size ${count} `)
  })

  it('holds title, address and words, over as many pages as they need', () => {
    expect(pdf).toContain('(Ünï ?) Tj')
    expect(pdf).toContain('/Title <feff00dc006e00ef00206f22>')
    expect(pdf).toContain('(http://blog.test/1) Tj')
    expect(pdf.match(/\\\(more\\\)/g)).toHaveLength(2000)
    const pages = pdf.match(/\/Type \/Page /g)?.length ?? 0
    expect(pages).toBeGreaterThan(3)
    expect(pdf).toContain(`/Count ${pages} `)
  })

  it('gives each stream its length', () => {
    for (const [, length, stream] of pdf.matchAll(
      /<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g,
    )) {
      expect(stream).toHaveLength(Number(length))
    }
  })
})

describe('MOBI', () => {
  const mobi = Buffer.from(bytes({ title: 'é'.repeat(40), content: 'w '.repeat(5000) }, 'mobi'))
  const offset = (record: number) => mobi.readUInt32BE(78 + record * 8)

  it('is a PalmDB of type BOOKMOBI, its name cut to 31 bytes', () => {
    expect(mobi.toString('latin1', 60, 68)).toBe('BOOKMOBI')
    expect(mobi.subarray(0, 32)).toEqual(
      Buffer.concat([Buffer.from('é'.repeat(16)).subarray(0, 31), Buffer.of(0)]),
    )
  })

  it('has the header and the text where its index says', () => {
    const records = mobi.readUInt16BE(76)
    expect(records).toBe(5)
    const book = offset(0)
    expect(book).toBe(78 + records * 8 + 2)
    expect(mobi.toString('latin1', book + 16, book + 20)).toBe('MOBI')
    const length = mobi.readUInt32BE(book + 4)
    expect(mobi.readUInt16BE(book + 8)).toBe(3)
    const words = mobi.toString('utf8', offset(1), offset(1) + length)
    expect(words).toMatch(/^<html>.*w w <\/body><\/html>$/)
    const name = book + mobi.readUInt32BE(book + 84)
    expect(mobi.toString('utf8', name, name + mobi.readUInt32BE(book + 88))).toBe('é'.repeat(40))
  })
})
