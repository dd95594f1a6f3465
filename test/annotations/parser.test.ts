import fc from 'fast-check'
import { parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import { type HtmlParser, quoteOf, rangesOf } from 'wallabag-sdk/annotations'
import { sized } from '../support/size.js'
import { corpus } from '../text/corpus.js'

/** What the standard says, as the only other parser here that follows it. */
const standard: HtmlParser = { parseFromString: (html) => parse(html) }

/** Words of an article that are long enough to be rare. */
function wordsOf(html: string): string[] {
  const text = html.replace(/<(script|style|textarea)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
  return [...new Set(text.match(/\p{L}{4,}/gu))]
}

async function found(html: string, quote: string, parser?: HtmlParser): Promise<unknown> {
  return rangesOf(html, quote, { parser }).catch((error: unknown) => String(error))
}

// Tags that overlap are told in docs/annotations.md; what was cut out of this one has them.
const others = [...corpus].filter(([name]) => name !== 'broken')

test.each(others)('words of “%s” lie where a browser finds them', async (_, html) => {
  for (const word of wordsOf(html)) {
    expect([word, await found(html, word)]).toEqual([word, await found(html, word, standard)])
  }
})

describe('what is left out or misplaced is read as by a browser:', () => {
  test.each([
    '<p>one<p>mark',
    '<table><tr><td>a<td>mark<tr><td>c</table>',
    '<table><td>mark</table>',
    '<p><table><p><table></table></p><caption>mark</caption></table></p>',
    '<table><caption>c<tr><th>mark</table>',
    '<table><col><thead><tr><th>a<tbody><tr><td>mark<tfoot><tr><td>c</table>',
    '<table>before<tr><td>mark</td></tr><b>after</b></table>',
    '<table><tr><td><table><tr><td>i</table></td><td>mark</table>',
    '<ul><li>a<ul><li>b</ul><li>mark</ul>',
    '<dl><dt>a<dd>b<dt>mark</dl>',
    '<h1>a<h2>mark</h1>c',
    '<p>a<div>b</div>mark</p>d',
    '<p>a</p></p>mark<br></br>',
    '<a href=1>x<a href=2>mark</a>',
    '<button>a<button>mark',
    '<select><option>a<option>b</select>mark',
    '<form><p>a<form><p>mark',
    '<pre>\nmark</pre>',
    '<p>a<ul><li>x</ul>mark</p>',
    '<ruby>漢<rt>kan<rp>)</ruby>mark',
    '<noscript><p>no</p></noscript>mark',
    '<svg><title>x</title><path/></svg>mark',
    '<math><mi>x</mi></math>mark',
    '<textarea><b>no</b></textarea><script>"<p>"</script>mark',
    '<td>x</td>mark',
    '<image src=x>mark',
    'a&ampb&lt;&nosuch;mark',
    '<p a="1" a="2">mark',
    '<!-- <p> -->mark<![CDATA[x]]>',
    '<P>a<BR/>mark',
    '<body><p>mark</body>',
  ])('%s', async (html) => {
    const ranges = await rangesOf(html, 'mark')
    expect(ranges).toEqual(await rangesOf(html, 'mark', { parser: standard }))
    expect(await quoteOf(html, ranges)).toBe('mark')
  })
})

const leaf = fc.constantFrom('a', 'mark', ' ', '&amp;', '<br>', '<img src=x>', '<!-- c -->')
const tree: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    leaf,
    fc
      .tuple(
        fc.constantFrom(
          ...[
            'p',
            'div',
            'ul',
            'li',
            'dl',
            'dd',
            'table',
            'tr',
            'td',
            'h1',
            'h2',
            'section',
            'pre',
          ],
          ...['em', 'span', 'blockquote', 'figure', 'details', 'ol', 'tbody', 'th', 'caption'],
        ),
        fc.array(tie('tree'), { maxLength: 3 }),
      )
      .map(([tag, inside]) => `<${tag}>${inside.join('')}</${tag}>`),
  ),
})).tree
// Emphasis around blocks, or cut by them, is what tags that overlap become.
const overlaps = /<(em|span)>(?:(?!<\/\1>).)*<(?!\/?(?:em|span|br|img)\b|!)/

test('elements in any order lie where a browser puts them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 3 }), async (parts) => {
      const html = parts.join('')
      fc.pre(html.includes('mark') && !overlaps.test(html))
      expect(await found(html, 'mark')).toEqual(await found(html, 'mark', standard))
    }),
    { numRuns: sized(80, 300) },
  )
})
