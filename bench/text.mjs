// Compares converting an article of 1 MB to Markdown and text with htmlparser2's parsing of it, and
// the time for twice the size.
import { parseDocument } from 'htmlparser2'
import { toMarkdown, toText } from 'wallabag-sdk/text'
import { inTurn, ratios } from './measure.mjs'

const words = (
  'the old town wakes early and its bakers carry bread through narrow streets while trams ring at ' +
  'corners under grey morning light of a river that never froze before anyone could remember why'
).split(' ')

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function text() {
  const whole = { content: article(1_000_000), url: 'https://example.org/a/page' }
  const rounds = 11
  const times = await inTurn(
    {
      parse: () => parseDocument(whole.content),
      markdown: () => toMarkdown(whole),
      text: () => toText(whole),
    },
    rounds,
  )
  const figures = ['markdown', 'text'].map((name) => ({
    what: `An article of 1 MB to ${name}, beside htmlparser2's parse of it`,
    unit: '×',
    values: ratios(times.get(name), times.get('parse')),
    atMost: 2,
  }))
  const four = { content: article(4_000_000), url: whole.url }
  const two = { content: article(2_000_000), url: whole.url }
  const grown = await inTurn({ two: () => toMarkdown(two), four: () => toMarkdown(four) }, 7)
  figures.push({
    what: 'An article of 4 MB to Markdown, beside one of 2 MB',
    unit: '×',
    values: ratios(grown.get('four'), grown.get('two')),
    atMost: 2.2,
  })
  return figures
}

/**
 * An article like those of magazines: mostly paragraphs, with some lists, quotes, code, tables and
 * images.
 *
 * @param {number} size The number of characters.
 */
function article(size) {
  let html = ''
  for (let part = 0; html.length < size; part++) html += `${block(part)}\n`
  return html
}

/** @param {number} part */
function block(part) {
  const prose = Array.from({ length: 4 }, (_, index) => sentence(part + index)).join(' ')
  switch (part % 12) {
    case 0:
      return `<h2 id="part-${part}">Part ${part} &amp; more</h2>`
    case 2:
      return `<ul><li>${sentence(part)}</li><li>${sentence(part + 1)}<ol><li>${sentence(part + 2)}</li></ol></li></ul>`
    case 4:
      return `<blockquote><p>${prose}</p><p>${sentence(part)} &#8212; <strong>the baker</strong></p></blockquote>`
    case 6:
      return `<pre><code class="language-js">const loaf = ${part}\nif (loaf &lt; 3) {\n  bake()\n}\n</code></pre>`
    case 8:
      return `<table><thead><tr><th>Name</th><th>Grams</th></tr></thead><tbody><tr><td>rye</td><td>${part}</td></tr><tr><td>salt</td><td>12</td></tr></tbody></table>`
    case 10:
      return `<figure><img src="/img/${part}.jpg" alt="Loaf ${part}" width="640"><figcaption>${sentence(part)}</figcaption></figure>`
    default:
      return `<p>${prose} <em>${sentence(part + 5)}</em> <a href="https://example.org/a/${part}?x=1&amp;y=2" rel="noopener">A link</a> ${prose}</p>`
  }
}

/** @param {number} number */
function sentence(number) {
  const picked = Array.from({ length: 14 }, (_, at) => words[(number * 7 + at * 13) % words.length])
  return `${picked.join(' ')}.`.replace(/^./, (letter) => letter.toUpperCase())
}
