import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toMarkdown } from 'wallabag-sdk/text'
import { sized } from '../support/size.js'
import { activeIn, textOf, tokensOf } from './markdown-reader.js'

/** An article as a tree of our own, never read back from HTML: the oracle stands on it. */
type Inline = string | { readonly tag: string; readonly children: readonly Inline[] }
interface Block {
  readonly tag: 'p' | 'h2' | 'pre' | 'blockquote' | 'ul' | 'ol' | 'li' | 'table' | 'tr' | 'td'
  readonly children: readonly (Block | Inline)[]
}

const isText = (node: Block | Inline): node is string => typeof node === 'string'

const words = fc
  .array(
    fc.constantFrom(
      ...'*_`[]()<>#+-=|~!&\\:.1$"\'',
      ...[
        'word',
        'b',
        ' ',
        '&lt;',
        '1. ',
        '- ',
        '漢字',
        '、',
        '“x”',
        'é',
        'a_b',
        '<br>',
        '**',
        '![',
        '](x)',
        ' #',
      ],
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) => all.join(''))
  .filter((text) => text.trim() !== '')
const inline: fc.Arbitrary<Inline> = fc.letrec<{ inline: Inline }>((tie) => ({
  inline: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words,
    fc.record({
      tag: fc.constantFrom('em', 'strong', 'del', 'code', 'a href="https://example.org/x"', 'span'),
      children: fc.array(tie('inline'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).inline
const line = fc.array(inline, { minLength: 1, maxLength: 4 })
const cells = fc.array(
  line.map((children): Block => ({ tag: 'td', children })),
  {
    minLength: 2,
    maxLength: 3,
  },
)
const block: fc.Arbitrary<Block> = fc.letrec<{ block: Block; item: Block }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    line.map((children): Block => ({ tag: 'p', children })),
    line.map((children): Block => ({ tag: 'h2', children })),
    words.map((text): Block => ({ tag: 'pre', children: [text] })),
    fc
      .array(tie('block'), { minLength: 1, maxLength: 2 })
      .map((children): Block => ({ tag: 'blockquote', children })),
    fc
      .tuple(
        fc.constantFrom('ul' as const, 'ol' as const),
        fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
      )
      .map(([tag, children]): Block => ({ tag, children })),
    fc
      .array(
        cells.map((children): Block => ({ tag: 'tr', children })),
        { minLength: 1, maxLength: 2 },
      )
      .map((children): Block => ({ tag: 'table', children })),
  ),
  item: fc.oneof(
    line.map((children): Block => ({ tag: 'li', children })),
    fc
      .tuple(line, tie('block'))
      .map(([text, inner]): Block => ({ tag: 'li', children: [...text, inner] })),
    fc
      .array(tie('block'), { minLength: 1, maxLength: 2 })
      .map((children): Block => ({ tag: 'li', children })),
  ),
})).block
const article = fc.array(block, { minLength: 1, maxLength: 4 })

function htmlOf(node: Block | Inline): string {
  if (isText(node)) return node.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  return `<${node.tag}>${node.children.map(htmlOf).join('')}</${node.tag.split(' ')[0]}>`
}

const wordsOf = (node: Block | Inline): string =>
  isText(node) ? node.replace(/\s+/g, '') : node.children.map(wordsOf).join('')

/** Quotes, lists with their items, headings, code and cells, in the order in which they begin. */
function outlineOf(node: Block | Inline): string[] {
  if (isText(node)) return []
  const inside = node.children.flatMap(outlineOf)
  return /^(?:h2|pre|blockquote|ul|ol|li|td)$/.test(node.tag) ? [node.tag, ...inside] : inside
}

const kinds: Record<string, string> = {
  heading_open: 'h2',
  fence: 'pre',
  blockquote_open: 'blockquote',
  bullet_list_open: 'ul',
  ordered_list_open: 'ol',
  list_item_open: 'li',
  td_open: 'td',
}

/** The same of Markdown, as a reader of it finds it. */
const outlineIn = (markdown: string): string[] =>
  tokensOf(markdown).flatMap(({ type }) => kinds[type] ?? [])

test('a reader of the Markdown finds every word of the article, none more, in the same outline', () => {
  fc.assert(
    fc.property(article, (blocks) => {
      const markdown = toMarkdown(blocks.map(htmlOf).join(''))
      expect(textOf(markdown)).toBe(blocks.map(wordsOf).join(''))
      // A cell that a row lacks is there for the reader: rows here are filled.
      const rows = blocks.flatMap(outlineOf)
      expect(outlineIn(markdown).filter((kind) => kind !== 'td')).toEqual(
        rows.filter((kind) => kind !== 'td'),
      )
      expect(activeIn(markdown)).toEqual([])
    }),
    { numRuns: sized(60, 3000) },
  )
})

test.each([
  ['<del><strong>1</strong></del><strong>b</strong>', '1b'],
  ['<em><strong><del>é</del></strong></em>漢字', 'é漢字'],
  ['<strong><em>1. </em><del><em>*</em>*</del></strong>*', '1.***'],
  ['<a href="https://example.org/x"><em><code>]:*</code></em></a>', ']:*'],
])('a reader of the Markdown of %s finds its words and no signs', (html, words) => {
  expect(textOf(toMarkdown(`<p>${html}</p>`))).toBe(words)
})

test('a shortened article is the beginning of the whole one and says how much is left out', () => {
  fc.assert(
    fc.property(article, fc.integer({ min: 50, max: 200 }), (blocks, maxLength) => {
      const html = blocks.map(htmlOf).join('')
      const whole = toMarkdown(html)
      const short = toMarkdown(html, { maxLength })
      expect(short.length).toBeLessThanOrEqual(maxLength)
      if (whole.length <= maxLength) expect(short).toBe(whole)
      else {
        const [, kept = '', count] = /^([\s\S]*)\n\n\(… (\d+) more characters\)$/.exec(short) ?? []
        expect(Number(count)).toBe(whole.length - kept.length)
        expect(textOf(whole).startsWith(textOf(kept)), kept).toBe(true)
      }
      expect(activeIn(short)).toEqual([])
    }),
    { numRuns: sized(60, 3000) },
  )
})
