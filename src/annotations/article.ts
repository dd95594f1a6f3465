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

/** Text with every stretch of white space as one space, and where each of its units comes from. */
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
 * Finds every place where a quote begins. Stretches of white space are equal to each other. Between
 * two blocks a reader copies a line break that the text does not have, while annotator.js copies
 * nothing: the first reading is tried first, then the second.
 *
 * @param article - Where to look.
 * @param quote - What to look for.
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
