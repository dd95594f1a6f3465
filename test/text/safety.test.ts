import fc from 'fast-check'
import { expect, test } from 'vitest'
import { images, links, toMarkdown, toText } from 'wallabag-sdk/text'
import { sized } from '../support/size.js'
import { corpus } from './corpus.js'
import { activeIn } from './markdown-reader.js'

/** What moves a cursor, turns the direction of text or hides words from a reader. */
const steering =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/u

function expectHarmless(html: string): void {
  const article = { content: html, url: 'https://example.org/a/b' }
  const markdown = toMarkdown(article)
  const text = toText(article, { width: 40 })
  expect(activeIn(markdown)).toEqual([])
  expect(markdown).not.toMatch(steering)
  expect(text).not.toMatch(steering)
  for (const maxLength of [50, 120]) {
    const short = toMarkdown(article, { maxLength })
    expect(short.length).toBeLessThanOrEqual(maxLength)
    expect(activeIn(short)).toEqual([])
    expect(short).not.toMatch(steering)
    const shortText = toText(article, { maxLength })
    expect(shortText.length).toBeLessThanOrEqual(maxLength)
    expect(shortText).not.toMatch(steering)
  }
  const found = [...images(article), ...links(article)]
  expect(found.filter(({ url }) => !/^https?:\/\//.test(url))).toEqual([])
  expect(JSON.stringify(found.map((one) => Object.values(one)))).not.toMatch(steering)
}

const names =
  'a abbr audio b blockquote body br button code col colgroup dd del details div dl dt em embed ' +
  'figure form h1 h3 hr i iframe img input kbd li math noscript object ol option p pre q rt ruby s ' +
  'script section select span strong style sub summary sup svg table tbody td template textarea th ' +
  'thead title tr tt ul video xmp plaintext'
const name = fc.constantFrom(...names.split(' '))
const signs = [...'*_`[]()<>#+-=|~!&\\:.1 \n\t"\'/', '&lt;', '&gt;', '&amp;', '&#42;', '&#0;']
const odd = [
  '\u001b[31m',
  '\u202e',
  '\u200f',
  '\u{e0041}',
  '\ud83d',
  '\u2028',
  '漢',
  'é',
  '🍞',
  '\0',
]
const letters = [
  'word',
  'a',
  ' ',
  'x y',
  'http://a.example',
  'www.b.example',
  'javascript:alert(1)',
]
const piece = fc.constantFrom(...signs, ...odd, ...letters)
const words = fc.array(piece, { maxLength: 6 }).map((all) => all.join(''))
const address = fc.oneof(
  words,
  fc.constantFrom(
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//c.example/)[x](javascript:1)',
    'https://d.example/a b<c>|`"\\',
    '#here',
    'rel/ative',
    'https://[',
    'file:///etc/passwd',
  ),
)
const attribute = fc.tuple(
  fc.constantFrom(
    'href',
    'src',
    'alt',
    'title',
    'class',
    'style',
    'start',
    'colspan',
    'rowspan',
    'onclick',
  ),
  address,
  fc.constantFrom('"', "'", ''),
)
const opening = fc
  .tuple(name, fc.array(attribute, { maxLength: 3 }), fc.constantFrom('>', '/>', ' >', ''))
  .map(
    ([tag, attributes, end]) =>
      `<${tag}${attributes.map(([key, value, quote]) => ` ${key}=${quote}${value}${quote}`).join('')}${end}`,
  )
const closing = name.map((tag) => `</${tag}>`)
const comment = fc.constantFrom(
  '<!-- x -->',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?php ',
  '<!doctype html>',
)
const html = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: opening },
      { weight: 3, arbitrary: closing },
      { weight: 4, arbitrary: words },
      comment,
    ),
    { maxLength: 30 },
  )
  .map((all) => all.join(''))

const slow = 60_000
const runs = sized(40, 4000)

test(
  'whatever HTML it is, nothing is thrown, nothing becomes active, nothing steers a terminal',
  () => {
    fc.assert(fc.property(html, expectHarmless), { numRuns: runs })
  },
  slow,
)

test(
  'any text at all is taken for HTML',
  () => {
    const text = fc.string({ unit: 'binary', maxLength: 100 })
    fc.assert(fc.property(text, expectHarmless), { numRuns: runs / 4 })
  },
  slow,
)

test(
  'the articles of the corpus, cut anywhere, are as harmless',
  () => {
    for (const content of corpus.values()) {
      for (let length = content.length; length > 0; length -= 997) {
        expectHarmless(content.slice(0, length))
      }
    }
  },
  slow,
)

test.each([
  '<b>',
  '<div>',
  '<p><b>',
  '<ul><li>',
  '<blockquote>',
  '<table><tr><td>',
  '<table>x',
  '<a href="x">',
  '<svg>',
  '</p>',
  '<h1>',
  '<code>`</code>',
  '<b>.</b>a',
  '<i>a</i><i>b</i>',
  '!<a href="/x">y</a>',
  '<sup>1</sup>',
  '<dl><dd>',
  '<td rowspan=9999 colspan=9999>x',
  '&amp;',
  '` ',
  '<br>',
  '<p>x',
])(
  'what much of %s becomes stays in proportion',
  (part) => {
    const content = part.repeat(sized(20_000, 200_000) / part.length)
    for (const text of [toMarkdown(content), toText(content, { width: 80 })]) {
      expect(text.length).toBeLessThan(40 * content.length)
    }
  },
  slow,
)
