import { InputError, unexpectedInput } from '../errors/index.js'
import { parseHtml } from '../html/parse.js'

/** A node of parsed HTML, as the DOM, parsers that imitate it, or parse5 make them. */
export interface HtmlNode {
  /** `#text` for text, the tag name in any case for an element. */
  readonly nodeName: string
  /** Its children; absent where there can be none. */
  readonly childNodes?: ArrayLike<HtmlNode> | undefined
  /** The text of a DOM node. */
  readonly nodeValue?: string | null | undefined
  /** The text of a node from other parsers, such as parse5. */
  readonly value?: string | undefined
}

/** An HTML parser: the browser's `DOMParser`, or one from a library that imitates it. */
export interface HtmlParser {
  /** Parses a whole page, as `DOMParser` does. */
  parseFromString(html: string, type: 'text/html'): HtmlNode
}

/**
 * Reads the content of an entry inside the element in which the server's own page shows it, since
 * paths count from there.
 *
 * @param html - The content of an entry.
 * @param parser - What reads it; `DOMParser` where there is one, else what `wallabag-sdk/text` reads
 * with.
 * @returns The element that holds the content.
 * @throws InputError `invalid_input` for HTML that is not text, `invalid_option` for a parser that
 * makes something else of it.
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
    const hint = 'A list with `detail: "metadata"` has no content: get the entry itself.'
    throw unexpectedInput('html', 'the content of an entry as text', html, hint)
  }
  const given = parser ?? (typeof DOMParser === 'function' ? new DOMParser() : undefined)
  // Wallabag's page runs scripts, so that its `noscript` holds text.
  if (given === undefined) return parseHtml(html, { scripts: true })
  const page = given.parseFromString(`<!DOCTYPE html><body><article>${html}</article>`, 'text/html')
  // Two levels down by name: a DOM page's document type is called html too.
  const body = childrenOf(page).flatMap(childrenOf).find(isNamed('body'))
  const article = childrenOf(body).find(isNamed('article'))
  if (article === undefined) {
    throw new InputError(
      'invalid_option',
      'parser: expected one that parses a page into html and body, received another tree.',
    )
  }
  return article
}

function childrenOf(node: HtmlNode | undefined): HtmlNode[] {
  return Array.from(node?.childNodes ?? [])
}

function isNamed(name: string): (node: HtmlNode) => boolean {
  return (node) => node.nodeName.toLowerCase() === name
}
