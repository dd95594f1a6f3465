import { InputError, unexpectedInput } from '../errors/index.js'

/** A node of parsed HTML, as both the DOM and parse5 make them. */
export interface HtmlNode {
  /** `#text` for text, the tag name in any case for an element. */
  readonly nodeName: string
  /** What is inside; absent where nothing can be. */
  readonly childNodes?: ArrayLike<HtmlNode> | undefined
  /** The text of a DOM node. */
  readonly nodeValue?: string | null | undefined
  /** The text of a parse5 node. */
  readonly value?: string | undefined
}

/** What reads HTML: a `DOMParser`, of the browser or of a library that imitates it. */
export interface HtmlParser {
  /** Reads a whole page, as `DOMParser` does. */
  parseFromString(html: string, type: 'text/html'): HtmlNode
}

/**
 * Reads the content of an entry inside the element in which the server's own page shows it, since
 * paths count from there.
 *
 * @param html - The content of an entry.
 * @param parser - What reads it; `DOMParser` where there is one, else the package `parse5`.
 * @returns The element that holds the content.
 * @throws InputError `invalid_input` for HTML that is not text, `unsupported` without a parser.
 *
 * @example
 * ```ts
 * const article = await parseArticle('<p>Words</p>', undefined)
 * ```
 */
export async function parseArticle(
  html: string,
  parser: HtmlParser | undefined,
): Promise<HtmlNode> {
  if (typeof html !== 'string') {
    const hint = 'A list asked for metadata has no content: get the entry itself.'
    throw unexpectedInput('html', 'the content of an entry as text', html, hint)
  }
  const page = await parsePage(`<!DOCTYPE html><body><article>${html}</article>`, parser)
  // Two levels down by name: a DOM page's document type is called html too.
  const body = childrenOf(page).flatMap(childrenOf).find(isNamed('body'))
  const article = childrenOf(body).find(isNamed('article'))
  if (article === undefined) {
    throw new InputError(
      'invalid_option',
      'parser: expected one that reads a page into html, body and its content, received another tree.',
    )
  }
  return article
}

async function parsePage(html: string, parser: HtmlParser | undefined): Promise<HtmlNode> {
  if (parser !== undefined) return parser.parseFromString(html, 'text/html')
  if (typeof DOMParser === 'function') return new DOMParser().parseFromString(html, 'text/html')
  const parse5 = await import('parse5').catch(() => {
    throw new InputError(
      'unsupported',
      'parser: expected something that reads HTML, received none: no DOMParser here, no package parse5.',
      'Run `npm install parse5`, or pass a DOMParser as `parser`.',
    )
  })
  return parse5.parse(html)
}

function childrenOf(node: HtmlNode | undefined): HtmlNode[] {
  return Array.from(node?.childNodes ?? [])
}

function isNamed(name: string): (node: HtmlNode) => boolean {
  return (node) => node.nodeName.toLowerCase() === name
}
