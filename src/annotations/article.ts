import type { HtmlNode } from './parser.js'

/** Where an element's text lies in the text of the whole article, in UTF-16 code units. */
export interface Span {
  /** Its first unit. */
  readonly start: number
  /** The unit after its last. */
  readonly end: number
}

/** A piece of text and the element that is its parent. */
interface TextRun extends Span {
  /** The XPath of its parent. */
  readonly path: string
}

/** The text of an article and what lies where in it. */
export interface Article {
  /** All its text, without anything between the pieces. */
  readonly text: string
  /** Its pieces in order, none empty. */
  readonly runs: readonly TextRun[]
  /** Each element by its XPath; the article itself is the empty one. */
  readonly elements: ReadonlyMap<string, Span>
  /** The places where a reader sees a new line although the text may have no white space. */
  readonly breaks: ReadonlySet<number>
}

const blocks = new Set(
  (
    'address article aside blockquote br caption center dd details div dl dt fieldset figcaption ' +
    'figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table ' +
    'tbody td tfoot th thead tr ul'
  ).split(' '),
)

/**
 * Measures an article as annotator.js does: every text node counts, white space included, and an
 * element's place among its siblings counts only those of its name, from 1.
 *
 * @param root - The element that holds the content.
 *
 * @example
 * ```ts
 * readArticle(root).elements.get('/p[1]') // { start: 0, end: 12 }
 * ```
 */
export function readArticle(root: HtmlNode): Article {
  const pieces: string[] = []
  const runs: TextRun[] = []
  const elements = new Map<string, Span>()
  const breaks = new Set<number>()
  let length = 0
  const read = (node: HtmlNode, path: string): void => {
    const start = length
    const seen = new Map<string, number>()
    for (const child of Array.from(node.childNodes ?? [])) {
      const name = child.nodeName.toLowerCase()
      const text = child.nodeValue ?? child.value ?? ''
      if (name === '#text' && text !== '') {
        runs.push({ path, start: length, end: length + text.length })
        pieces.push(text)
        length += text.length
      } else if (!name.startsWith('#')) {
        const place = (seen.get(name) ?? 0) + 1
        seen.set(name, place)
        if (blocks.has(name)) breaks.add(length)
        read(child, `${path}/${name}[${place}]`)
        if (blocks.has(name)) breaks.add(length)
      }
    }
    elements.set(path, { start, end: length })
  }
  read(root, '')
  return { text: pieces.join(''), runs, elements, breaks }
}
