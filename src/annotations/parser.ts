import { InputError, unexpectedInput } from '../errors/index.js'
import { parseHtml } from '../html/parse.js'

/** A node of parsed HTML, as created by the DOM, by libraries that imitate it, or by parse5. */
export interface HtmlNode {
  /** `#text` for text, the tag name in any case for an element. */
  readonly nodeName: string
  /** The children, or undefined for a node that cannot have any. */
  readonly childNodes?: ArrayLike<HtmlNode> | undefined
  /** The text of a text node in the DOM. */
  readonly nodeValue?: string | null | undefined
  /** The text of a text node from other parsers, such as parse5. */
  readonly value?: string | undefined
}

/** An HTML parser: the browser's `DOMParser`, or one from a library that imitates it. */
export interface HtmlParser {
  /** Parses a whole page, as `DOMParser` does. */
  parseFromString(html: string, type: 'text/html'): HtmlNode
}

/**
 * Parses the content of an entry inside the element that contains it on the server's own page,
 * because the paths of ranges start there.
 *
 * @param html - The content of an entry.
 * @param parser - The parser to use; by default `DOMParser` if there is one, otherwise the one of
 *   `wallabag-sdk/text`.
 * @returns The element with the content.
 * @throws InputError `invalid_input` if the HTML is not text, `invalid_option` if the parser does not
 *   return a page with the content in it.
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
  // Wallabag's page runs scripts, and then the content of a `noscript` is text.
  if (given === undefined) return parseHtml(html, { scripts: true })
  const page = given.parseFromString(`<!DOCTYPE html><body><article>${html}</article>`, 'text/html')
  // Searched two levels down by name, because the document type of a DOM page is named `html` too.
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
