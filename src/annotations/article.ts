import type { HtmlNode } from './parser.js'

/** The position of an element's text in the text of the article, in UTF-16 code units. */
export interface Span {
  /** The index of the first unit. */
  readonly start: number
  /** The index after the last unit. */
  readonly end: number
}

/** A text node with its parent. */
interface TextRun extends Span {
  /** The XPath of the parent. */
  readonly path: string
}

/** The text of an article and the positions of its elements. */
export interface Article {
  /** The whole text, joined without separators. */
  readonly text: string
  /** The text nodes in order, without empty ones. */
  readonly runs: readonly TextRun[]
  /** The position of each element by its XPath. The path of the article itself is empty. */
  readonly elements: ReadonlyMap<string, Span>
  /** The positions where a reader sees a new line although the text may have no white space. */
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
 * Measures an article as annotator.js does. Every text node counts, including white space. The
 * index in a path counts only siblings with the same name, from 1.
 *
 * @param root - The element with the content.
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

/**
 * Text with each run of white space replaced by one space, and the original position of each unit.
 */
interface Collapsed {
  readonly text: string
  readonly origins: readonly number[]
}

function collapse(text: string, breaks: ReadonlySet<number>): Collapsed {
  const units: string[] = []
  const origins: number[] = []
  let space = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    if (breaks.has(at)) space = true
    if (/\s/.test(unit)) {
      space = true
      continue
    }
    if (space && units.length > 0) {
      units.push(' ')
      origins.push(at)
    }
    space = false
    units.push(unit)
    origins.push(at)
  }
  return { text: units.join(''), origins }
}

function spansOf(quote: string, { text, origins }: Collapsed): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    const start = origins[at]
    const last = origins[at + quote.length - 1]
    if (start !== undefined && last !== undefined) spans.push({ start, end: last + 1 })
  }
  return spans
}

/**
 * Finds all places where a quote begins. All runs of white space are equal. Between two blocks a
 * reader copies a line break that is not in the text, while annotator.js copies nothing: the quote
 * is searched in the first way and, if that fails, in the second.
 *
 * @param article - The article to search.
 * @param quote - The text to find.
 *
 * @example
 * ```ts
 * findQuote(article, 'two  words') // [{ start: 3, end: 12 }]
 * ```
 */
export function findQuote(article: Article, quote: string): Span[] {
  const wanted = collapse(quote, new Set()).text
  const asRead = spansOf(wanted, collapse(article.text, article.breaks))
  return asRead.length > 0 ? asRead : spansOf(wanted, collapse(article.text, new Set()))
}
