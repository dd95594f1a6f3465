import { expect, test } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { images, links, toMarkdown, toText } from 'wallabag-sdk/text'
import { clientOf } from '../support/library.js'

/** A value that no type allows. */
const wrong = (value: unknown) => JSON.parse(JSON.stringify(value))

test('an entry is taken as it is, and its address makes its links whole', async () => {
  const fake = createFakeWallabag()
  const content = '<p>See <a href="b">this</a> and <img src="/c.png" alt="that">.</p>'
  const id = fake.seed.entry({ url: 'https://example.org/a/page', content })
  const wallabag = clientOf(fake)
  const entry = await wallabag.entries.get(id)
  expect(toMarkdown(entry)).toBe(
    'See [this](https://example.org/a/b) and [that](https://example.org/c.png).',
  )
  expect(toText(entry)).toBe(
    'See this (https://example.org/a/b) and that (https://example.org/c.png).',
  )
  expect(toText(content)).toBe('See this and that.')
  expect([images(content), links(content)]).toEqual([[], []])
})

test('an article without content is an empty text, and an address that is none is no reason to fail', () => {
  expect(toText({ content: null })).toBe('')
  expect(toMarkdown({ content: '<a href="x">y</a>', url: 'no address' })).toBe('y')
  expect(toMarkdown({ content: '<a href="x">y</a>', url: null })).toBe('y')
})

test.each([
  ['a summary without content', { id: 1, url: 'https://example.org/' }],
  ['null', null],
  ['a number', 7],
])('%s is refused by name', (_, article) => {
  for (const convert of [toText, toMarkdown, images, links]) {
    expect(() => convert(wrong(article))).toThrow(
      expect.objectContaining({ name: 'InputError', code: 'invalid_input' }),
    )
  }
})

test.each([
  [{ maxLength: 49 }, 'maxLength: expected a whole number of at least 50, received the number 49.'],
  [{ maxLength: 99.5 }, 'maxLength: expected a whole number of at least 50'],
  [{ width: 19 }, 'width: expected a whole number of at least 20, received the number 19.'],
  [{ length: 9 }, 'length: there is no such option; known are maxLength, width, addresses.'],
])('the options %j are refused', (options, message) => {
  expect(() => toText('', wrong(options))).toThrow(
    expect.objectContaining({ code: 'invalid_option', message: expect.stringContaining(message) }),
  )
})

test('Markdown has no width', () => {
  expect(() => toMarkdown('', wrong({ width: 40 }))).toThrow(/width: there is no such option/)
})

const sentence = 'Bread needs time and a warm place. '

test.each<[string, string, number, string]>([
  [
    'after a paragraph',
    `<p>${sentence}</p><p>${sentence.repeat(9)}</p>`,
    80,
    'Bread needs time and a warm place.',
  ],
  [
    'after a sentence of the first',
    `<p>${sentence.repeat(9)}</p>`,
    110,
    'Bread needs time and a warm place. Bread needs time and a warm place.',
  ],
  [
    'after a word of the only sentence',
    `<p>${'bread '.repeat(40)}</p>`,
    60,
    'bread bread bread bread bread bread',
  ],
  [
    'within a word that is too long, not within a letter',
    `<p>${'🍞'.repeat(60)}</p>`,
    61,
    '🍞'.repeat(18),
  ],
  [
    'without what stands out, where that is all there is',
    `<p><b>${'bread '.repeat(40)}</b></p>`,
    60,
    'bread bread bread bread bread',
  ],
  [
    'after an item',
    `<ul><li>${sentence}</li><li>${sentence}</li></ul>`,
    67,
    '- Bread needs time and a warm place.',
  ],
  [
    'after a row',
    `<table><tr><th>a</th><th>b</th></tr>${'<tr><td>1</td><td>2</td></tr>'.repeat(20)}</table>`,
    90,
    `| a | b |\n| --- | --- |${'\n| 1 | 2 |'.repeat(4)}`,
  ],
  [
    'after a line of code, the fence ended',
    `<pre>${'const a = 1\n'.repeat(20)}</pre>`,
    70,
    '```\nconst a = 1\nconst a = 1\nconst a = 1\n```',
  ],
  [
    'within a line of code that is too long',
    `<pre>${'a'.repeat(500)}</pre>`,
    60,
    `\`\`\`\n${'a'.repeat(27)}\n\`\`\``,
  ],
])('a long article ends %s', (_, html, maxLength, kept) => {
  const whole = toMarkdown(html)
  const short = toMarkdown(html, { maxLength })
  expect(short).toBe(`${kept}\n\n(… ${whole.length - kept.length} more characters)`)
  expect(short.length).toBeLessThanOrEqual(maxLength)
})

test('lines are broken between words and between letters that take two columns, and not before their full stop', () => {
  expect(toText('<p>one two three four five</p>', { width: 20 })).toBe('one two three four\nfive')
  expect(toText('<p>一二三四五六七八九十。一二三</p>', { width: 20 })).toBe(
    '一二三四五六七八九\n十。一二三',
  )
  expect(toText('<blockquote>one two three four five</blockquote>', { width: 22 })).toBe(
    '> one two three four\n> five',
  )
})

test('without addresses only words are left, and pictures that have none are not named', () => {
  const html = '<p><img src="https://a.example/b.png"><a href="https://a.example/">Bread</a></p>'
  expect(toText(html, { addresses: false })).toBe('Bread')
})

test('a picture that comes again after words is told again, and once where it is there for readers without scripts', () => {
  const star = '<img src="https://a.example/star.png" alt="star">'
  const late = '<img data-src="https://a.example/star.png" alt="star">'
  expect(toMarkdown(`${star}bread ${star}rolls`).match(/\[star\]/g)).toHaveLength(2)
  expect(toMarkdown(`${late}\n<noscript>${star}</noscript>`).match(/\[star\]/g)).toHaveLength(1)
})
