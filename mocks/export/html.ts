import { withoutElements } from '../content/html.js'

/** An element of parsed HTML. Its text is decoded. */
export interface HtmlElement {
  tag: string
  attributes: Map<string, string>
  children: HtmlNode[]
}

/** A piece of parsed HTML: text or an element. */
export type HtmlNode = string | HtmlElement

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
const BLOCK = new Set(
  'address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  euro: '€',
  shy: '\u00ad',
}
/** A tag that does not end is matched too, because a search for its end would begin anew at each `<`. */
const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<![^>]*>?|<(\/?)([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)(>?)|[^<]+|</g
const ATTRIBUTE = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#[xX]([\da-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

function attributesOf(source: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', double, single, bare] of source.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), decode(double ?? single ?? bare ?? ''))
  }
  return found
}

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
  const source = withoutElements(html, 'script|style')
  for (const [token, slash, name, attributes = '', end] of source.matchAll(TOKEN)) {
    const tag = name?.toLowerCase()
    if (tag === undefined || end === '') {
      if (!token.startsWith('<!')) top().children.push(decode(token))
    } else if (slash === '/') {
      close(tag)
    } else {
      if (top().tag === 'p' && BLOCK.has(tag)) close('p')
      if (top().tag === 'li' && tag === 'li') close('li')
      const element = { tag, attributes: attributesOf(attributes), children: [] }
      top().children.push(element)
      if (!VOID.has(tag)) open.push(element)
    }
  }
  return body
}

/** Escapes the characters that HTML and XML read as markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
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

/** Removes the control characters and half surrogates that XML does not allow. */
export function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it takes away
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
}
