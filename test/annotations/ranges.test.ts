import { parse } from 'parse5'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { type HtmlNode, type HtmlParser, quoteOf, rangesOf } from 'wallabag-sdk/annotations'

const range = (start: string, startOffset: number, end: string, endOffset: number) => [
  { start, startOffset, end, endOffset },
]

/** parse5's tree in the clothes of the DOM: upper-case names, `nodeValue`, a document type called html. */
function asDom(node: HtmlNode): HtmlNode {
  const isElement = !node.nodeName.startsWith('#')
  return {
    nodeName:
      node.nodeName === '#documentType'
        ? 'html'
        : isElement
          ? node.nodeName.toUpperCase()
          : node.nodeName,
    nodeValue: node.nodeName === '#text' ? (node.value ?? null) : null,
    childNodes: Array.from(node.childNodes ?? [], asDom),
  }
}

class DomLikeParser implements HtmlParser {
  parseFromString(html: string): HtmlNode {
    return asDom(parse(html))
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the range of a quote', () => {
  it.each([
    ['in one paragraph', '<p>Paragraph 0</p>', 'Paragraph', range('/p[1]', 0, '/p[1]', 9)],
    [
      'in the second of its name',
      '<p>a</p><div>x</div><p>b c</p>',
      'c',
      range('/p[2]', 2, '/p[2]', 3),
    ],
    [
      'from inside an inline tag to its parent',
      '<p>one <em>two</em> three</p>',
      'two th',
      range('/p[1]/em[1]', 0, '/p[1]', 10),
    ],
    [
      'wholly inside an inline tag, which is its element',
      '<div><p>x <b>bold <i>and</i></b></p></div>',
      'and',
      range('/div[1]/p[1]/b[1]/i[1]', 0, '/div[1]/p[1]/b[1]/i[1]', 3),
    ],
    [
      'over two paragraphs as a browser copies it',
      '<p>end.</p><p>Begin</p>',
      'end.\n\nBegin',
      range('/p[1]', 0, '/p[2]', 5),
    ],
    [
      'over two paragraphs as annotator.js writes it',
      '<p>end.</p><p>Begin</p>',
      'end.Begin',
      range('/p[1]', 0, '/p[2]', 5),
    ],
    [
      'with other white space than the HTML',
      '<p>one\n   two&nbsp;three</p>',
      '  one two\n three ',
      range('/p[1]', 0, '/p[1]', 16),
    ],
    ['over a line break', '<p>a<br>b</p>', 'a b', range('/p[1]', 0, '/p[1]', 2)],
    ['in UTF-16 code units', '<p>🚀👩‍👩‍👧 ノート</p>', 'ノート', range('/p[1]', 11, '/p[1]', 14)],
    ['of decoded entities', '<p>R&amp;D &lt;x&gt;</p>', '&D <x', range('/p[1]', 1, '/p[1]', 6)],
    [
      'in a heading, counted among headings',
      '<h2>a</h2><p>b</p><h2>c</h2>',
      'c',
      range('/h2[2]', 0, '/h2[2]', 1),
    ],
    [
      'after a comment, which counts for nothing',
      '<p>a<!-- no -->b</p>',
      'ab',
      range('/p[1]', 0, '/p[1]', 2),
    ],
    ['outside of any element', 'bare <em>words</em>', 'bare words', range('', 0, '/em[1]', 5)],
    [
      'in a table, with the parts that a browser adds',
      '<table><tr><td>cell</td></tr></table>',
      'cell',
      range('/table[1]/tbody[1]/tr[1]/td[1]', 0, '/table[1]/tbody[1]/tr[1]/td[1]', 4),
    ],
    [
      'after a table that closes its paragraph, as in a page with a document type',
      '<p>a<table><tr><td>b</td></tr></table>',
      'b',
      range('/table[1]/tbody[1]/tr[1]/td[1]', 0, '/table[1]/tbody[1]/tr[1]/td[1]', 1),
    ],
    [
      'after what belongs into a head',
      '<style>p{}</style><p>a</p>',
      'a',
      range('/p[1]', 0, '/p[1]', 1),
    ],
  ])('%s', async (_, html, quote, expected) => {
    expect(await rangesOf(html, quote)).toEqual(expected)
    expect(await rangesOf(html, quote, { parser: new DomLikeParser() })).toEqual(expected)
  })

  it('is that of the occurrence asked for, overlapping ones included', async () => {
    const html = '<p>aaa</p><p>aa</p>'
    const starts = [1, 2, 3].map(
      async (occurrence) => (await rangesOf(html, 'aa', { occurrence }))[0],
    )
    expect(await Promise.all(starts)).toEqual([
      { start: '/p[1]', startOffset: 0, end: '/p[1]', endOffset: 2 },
      { start: '/p[1]', startOffset: 1, end: '/p[1]', endOffset: 3 },
      { start: '/p[2]', startOffset: 0, end: '/p[2]', endOffset: 2 },
    ])
  })

  it('prefers words that stand apart to words that run together', async () => {
    expect(await rangesOf('<p>not</p><p>here</p><p>nothere</p>', 'nothere')).toEqual(
      range('/p[3]', 0, '/p[3]', 7),
    )
  })
})

describe('a quote is refused', () => {
  it.each([
    ['empty', '', {}, 'quote: expected some words, received an empty string.'],
    ['only white space', ' \n\u00a0', {}, 'quote: expected some words'],
    [
      'over 10 000 characters',
      'q'.repeat(10_001),
      {},
      'quote: expected at most 10000 characters, received 10001.',
    ],
    [
      'not there',
      'absent',
      {},
      'quote: expected words of this article, received the string "absent".',
    ],
    ['glued where the text has a space', 'twowords', {}, 'quote: expected words of this article'],
    [
      'not there so often',
      'two',
      { occurrence: 2 },
      'occurrence: expected at most 1 for this quote, received the number 2.',
    ],
    [
      'with no true occurrence',
      'two',
      { occurrence: 0 },
      'occurrence: expected a whole number from 1 on, received the number 0.',
    ],
    ['with a broken occurrence', 'two', { occurrence: 1.5 }, 'occurrence: expected a whole number'],
  ])('when it is %s', async (_, quote, options, message) => {
    const call = rangesOf('<p>two words</p>', quote, options)
    await expect(call).rejects.toMatchObject({ name: 'InputError', code: 'invalid_input' })
    await expect(call).rejects.toThrow(message)
  })

  it('but 10 000 characters that take two code units each are taken', async () => {
    const quote = '🚀'.repeat(10_000)
    expect(await rangesOf(`<p>${quote}</p>`, quote)).toEqual(range('/p[1]', 0, '/p[1]', 20_000))
  })

  it('when the entry has no content', async () => {
    // What untyped callers pass on from an entry of a list asked for metadata.
    const nothing: string = JSON.parse('null')
    await expect(rangesOf(nothing, 'x')).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(
        'html: expected the content of an entry as text, received null.',
      ),
    })
  })
})

describe('the text of ranges', () => {
  const html = '<p>one <em>two</em></p>\n<p>three</p>'

  it('is read from what the server gives back: strings, and no empty paths', async () => {
    const stored = { start: '/p[1]/em[1]', startOffset: '1', end: '/p[2]', endOffset: '2' }
    expect(await quoteOf(html, [stored])).toBe('wo\nth')
    expect(await quoteOf(html, [{ startOffset: '0', end: null, endOffset: '3' }])).toBe('one')
  })

  it('joins several, and is empty for none', async () => {
    const [one] = await rangesOf(html, 'one')
    const [three] = await rangesOf(html, 'three')
    expect(one && three && (await quoteOf(html, [one, three]))).toBe('one / three')
    expect(await quoteOf(html, [])).toBe('')
  })

  it.each([
    [{ start: '/p[3]', startOffset: 0, end: '/p[3]', endOffset: 1 }, 'the string "/p[3]"'],
    [
      { start: '/p[1]', startOffset: 0, end: '/p[1]', endOffset: 8 },
      'an offset from 0 to 7 in /p[1], received the number 8',
    ],
    [{ start: '/p[1]', startOffset: '-1', end: '/p[1]', endOffset: 1 }, 'received the string "-1"'],
    [{ start: '/p[1]', end: '/p[1]', endOffset: 1 }, 'received undefined'],
    [{ start: '/p[2]', startOffset: 0, end: '/p[1]', endOffset: 1 }, 'a start before its end'],
  ])('is refused for %j', async (stored, message) => {
    await expect(quoteOf(html, [stored])).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    })
  })
})

describe('the parser', () => {
  it('may be a DOMParser as the DOM types it', () => {
    expectTypeOf<DOMParser>().toExtend<HtmlParser>()
  })

  it('is the global DOMParser where there is one', async () => {
    const parseFromString = vi.fn(new DomLikeParser().parseFromString)
    vi.stubGlobal(
      'DOMParser',
      class {
        parseFromString = parseFromString
      },
    )
    expect(await rangesOf('<p>a</p>', 'a')).toEqual(range('/p[1]', 0, '/p[1]', 1))
    expect(parseFromString).toHaveBeenCalledOnce()
  })

  it('is refused when its tree is not that of a page', async () => {
    const parser = { parseFromString: () => ({ nodeName: '#document', childNodes: [] }) }
    await expect(rangesOf('<p>a</p>', 'a', { parser })).rejects.toMatchObject({
      code: 'invalid_option',
    })
  })
})
