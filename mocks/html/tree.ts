import { decodeEntities, escapeMarkup, withoutElements, xmlText } from './text.js'
import { attributesOf, tokensOf } from './tokens.js'

/** An element of parsed HTML. Its text is decoded. */
export interface HtmlElement {
  tag: string
  attributes: ReadonlyMap<string, string>
  children: HtmlNode[]
}

/** A piece of parsed HTML: text or an element. */
export type HtmlNode = string | HtmlElement

/** Elements without content. */
export const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)
const BLOCK = new Set(
  'address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

/**
 * How deep elements are nested. Of deeper ones only the content is kept, so that the functions that
 * walk a tree can call themselves for its children.
 */
const MAX_DEPTH = 256

/** Whether a node is a block, around which white space has no meaning. */
export function isBlock(node: HtmlNode | undefined): boolean {
  return typeof node === 'object' && BLOCK.has(node.tag)
}

/**
 * Parses the cleaned HTML that the server stores. It is not a browser's parser: it knows void
 * elements, closes open paragraphs and items, and drops scripts, styles and comments.
 *
 * @param html the content of an entry
 * @returns An element `body` with all nodes
 * @example parseHtml('<p>a &amp; b</p>').children // [{ tag: 'p', children: ['a & b'], … }]
 */
export function parseHtml(html: string): HtmlElement {
  const body: HtmlElement = { tag: 'body', attributes: new Map(), children: [] }
  const open: HtmlElement[] = [body]
  const top = (): HtmlElement => open.at(-1) ?? body
  const close = (tag: string): void => {
    const at = open.findLastIndex((element) => element.tag === tag)
    if (at > 0) open.length = at
  }
  for (const { kind, name, text } of tokensOf(withoutElements(html, 'script|style'))) {
    const tag = name.toLowerCase()
    if (kind === 'text') top().children.push(decodeEntities(text))
    else if (kind === 'end') close(tag)
    else if (kind === 'start') {
      if (top().tag === 'p' && BLOCK.has(tag)) close('p')
      if (top().tag === 'li' && tag === 'li') close('li')
      if (open.length > MAX_DEPTH && !VOID.has(tag)) continue
      const element = { tag, attributes: attributesOf(text), children: [] }
      top().children.push(element)
      if (!VOID.has(tag)) open.push(element)
    }
  }
  return body
}

/**
 * Writes parsed HTML as well-formed XHTML, as a book reader needs it.
 *
 * @param node what {@link parseHtml} gave
 * @example toXhtml(parseHtml('a<br>b')) // '<body>a<br/>b</body>'
 */
export function toXhtml(node: HtmlNode): string {
  if (typeof node === 'string') return escapeMarkup(xmlText(node))
  const attributes = [...node.attributes]
    .filter(([name]) => /^[a-z_][\w.-]*$/.test(name))
    .map(([name, value]) => ` ${name}="${escapeMarkup(xmlText(value)).replace(/"/g, '&quot;')}"`)
    .join('')
  if (VOID.has(node.tag)) return `<${node.tag}${attributes}/>`
  return `<${node.tag}${attributes}>${node.children.map(toXhtml).join('')}</${node.tag}>`
}
