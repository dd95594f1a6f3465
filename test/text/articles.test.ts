import { expect, test } from 'vitest'
import { type Article, images, links, toMarkdown, toText } from 'wallabag-sdk/text'
import { sized } from '../support/size.js'
import { corpus, longArticle } from './corpus.js'

const entry = (name: string, content: string): Article => ({
  content,
  url: `https://example.org/${name}/page`,
})

test.each([...corpus])(
  'the article “%s” becomes what was looked at and found right',
  async (name, html) => {
    const article = entry(name, html)
    await expect(toMarkdown(article)).toMatchFileSnapshot(`articles/${name}.md`)
    await expect(toText(article)).toMatchFileSnapshot(`articles/${name}.txt`)
    const lists = { images: images(article), links: links(article) }
    await expect(`${JSON.stringify(lists, null, 1)}\n`).toMatchFileSnapshot(`articles/${name}.json`)
  },
)

test('a long article, of 1 MB in the long run, becomes what its parts become, one after the other', () => {
  const size = sized(150_000, 1_000_000)
  const html = longArticle(size)
  const whole = toMarkdown(html)
  expect(whole.length).toBeGreaterThan(0.4 * size)
  // Lists that touch change their marks, and so does what comes first: the middle of a part stays.
  const part = toMarkdown(corpus.get('news') ?? '')
  expect(whole.split(part).length - 1).toBe(html.split('id="news-').length - 1)
})

test.each([...corpus])(
  'lines of “%s” fit into 60 columns where they can be broken',
  (name, html) => {
    for (const line of toText(entry(name, html), { width: 60 }).split('\n')) {
      const isKept = /^(?:[> ]*) {4}|\(https?:|https?:\S{40}| {2}/.test(line)
      expect(isKept || [...line].length <= 60, line).toBe(true)
    }
  },
)
