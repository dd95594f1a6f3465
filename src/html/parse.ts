import { decodeHTML, decodeHTMLAttribute } from 'entities/decode'
import { Tokenizer } from 'htmlparser2'

/** A text node of parsed HTML. */
export interface HtmlText {
  readonly nodeName: '#text'
  /** The text with decoded entities. */
  value: string
}

/** An element of parsed HTML. */
export interface HtmlElement {
  /** The tag name, in lower case. */
  readonly nodeName: string
  /** The names, in lower case, and values in turn. {@link attributeOf} finds one. */
  readonly attributes: readonly string[]
  /** The children in order. */
  readonly childNodes: (HtmlElement | HtmlText)[]
}

/** A child of an element. */
export type HtmlChild = HtmlElement | HtmlText

interface ParseOptions {
  /** Whether scripts run where the HTML is shown (default: false). */
  readonly scripts?: boolean
}

// Browsers stop at 512. Deeper elements become children of the element at this depth, so that the
// time for searching the open elements and for walking down the tree does not grow with the input.
const deepest = 256

const noAttributes: readonly string[] = []

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '))

const voids = names(
  'area base basefont br col embed frame hr img input keygen link meta param source track wbr',
)
/** Elements that exist once per page, around everything else. */
const ofThePage = names('html head body frameset')
const headings = names('h1 h2 h3 h4 h5 h6')
/** Elements that end a paragraph. */
const blocks = new Set([
  ...headings,
  ...names(
    'address article aside blockquote center details dialog dir div dl fieldset figcaption figure ' +
      'footer form header hgroup hr li listing main menu nav ol p plaintext pre search section ' +
      'summary table ul xmp dd dt',
  ),
])
const tableParts = names('caption col colgroup tbody td tfoot th thead tr')
/** Parts of a table that contain only other parts. */
const tableInsides = names('table tbody thead tfoot tr')
/** Elements whose text has no entities. */
const verbatim = names('iframe noembed noframes plaintext script style xmp')
const sections = names('tbody thead tfoot')
const mayLieInTables = names('script style template')
/** An end tag inside one of these does not close elements outside it. */
const walls = names('applet caption html marquee object table td template th')
/** Elements that are closed only by their own end tag or with their parent. */
const special = new Set([
  ...blocks,
  ...walls,
  ...tableParts,
  ...names('button iframe noscript script select style textarea title'),
])
/** Elements that end when the next one of their kind begins. */
const implied = names('dd dt li optgroup option p rb rp rt rtc')

/**
 * The facts about a tag name. There is one object per name, so that names are looked up once per
 * tag.
 */
interface Tag {
  readonly name: string
  readonly isVoid: boolean
  readonly isOfThePage: boolean
  readonly isBlock: boolean
  readonly isHeading: boolean
  readonly isTablePart: boolean
  readonly isTableInside: boolean
  readonly isWall: boolean
  readonly isSpecial: boolean
  readonly isForeign: boolean
  /** How many open elements have this name. */
  open: number
  /** How many elements with this name were too deep to be opened. As many end tags are ignored. */
  tooDeep: number
}

function tagNamed(name: string): Tag {
  return {
    name,
    isVoid: voids.has(name),
    isOfThePage: ofThePage.has(name),
    isBlock: blocks.has(name),
    isHeading: headings.has(name),
    isTablePart: tableParts.has(name),
    isTableInside: tableInsides.has(name),
    isWall: walls.has(name),
    isSpecial: special.has(name),
    isForeign: name === 'svg' || name === 'math',
    open: 0,
    tooDeep: 0,
  }
}

/** A wall or a list: an item does not end an item that contains its list. */
const isWallOfLists = ({ isWall, name }: Tag) => isWall || name === 'ol' || name === 'ul'
const isWallOfParagraphs = ({ isWall, name }: Tag) => isWall || name === 'button'
const isOfTables = ({ name, isTablePart }: Tag) =>
  isTablePart || name === 'table' || name === 'template'
const isWallOfTables = ({ name }: Tag) => name === 'table' || name === 'template'
const isWall = (tag: Tag) => tag.isWall
const isSpecial = (tag: Tag) => tag.isSpecial

/**
 * Parses HTML as a browser does inside the body of a page. Missing tags are added (`tbody`, end
 * tags), misplaced elements are moved, and nothing is refused. htmlparser2 provides the tokens. The
 * tree is built here, because the parser of htmlparser2 takes quadratic time for deep nesting and
 * does not add `tbody`. One rule of the standard is missing: overlapping tags (`<b><p>x</b>y</p>`)
 * are closed with their parent and not opened again after it.
 *
 * @param html - The content of an entry, or any other part of a page.
 * @param options - Whether scripts run, as in a browser: then the content of `noscript` is text.
 * @returns An element with the parsed nodes.
 *
 * @example
 * ```ts
 * parseHtml('<p>one<p>two').childNodes.length // 2
 * ```
 */
export function parseHtml(html: string, { scripts = false }: ParseOptions = {}): HtmlElement {
  // The standard requires this before parsing.
  const source = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html
  // The builder decodes the entities. A tokenizer that does looks at each letter of the text.
  const builder = new TreeBuilder(source, scripts)
  const tokenizer = new Tokenizer({ decodeEntities: false }, builder)
  tokenizer.write(source)
  tokenizer.end()
  return builder.root
}

class TreeBuilder {
  readonly root: HtmlElement = { nodeName: 'body', attributes: noAttributes, childNodes: [] }
  readonly #source: string
  readonly #scripts: boolean
  readonly #tags = new Map<string, Tag>()
  /** The open elements below the root, and their tags. */
  readonly #elements: HtmlElement[] = []
  readonly #open: Tag[] = []
  /** The last of them. */
  #current: Tag | undefined
  /** The children of the last open element, or of the root. */
  #nodes = this.root.childNodes
  /** How many of the open elements start SVG or MathML. */
  #foreign = 0
  /** The tags that had elements which were too deep to be opened. */
  readonly #tooDeep = new Set<Tag>()
  /** Where the text of an open `noscript` begins, or -1. */
  #rawFrom = -1
  /** Whether the tokenizer reads the text as it is written, up to its end tag. */
  #isVerbatim = false
  #text = ''
  #name = ''
  #attributes: string[] | undefined
  #attribute = ''
  #value = ''

  constructor(source: string, scripts: boolean) {
    this.#source = source
    this.#scripts = scripts
  }

  isInForeignContext(): boolean {
    return this.#foreign > 0
  }

  ontext(start: number, end: number): void {
    const text = this.#source.slice(start, end)
    this.#text += this.#isVerbatim || !text.includes('&') ? text : decodeHTML(text)
  }

  ontextentity(): void {}

  onopentagname(start: number, end: number): void {
    this.#endText()
    this.#name = this.#source.slice(start, end)
    this.#isVerbatim = this.#foreign === 0 && verbatim.has(this.#name.toLowerCase())
    this.#attributes = undefined
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.#source.slice(start, end).toLowerCase()
    this.#value = ''
  }

  onattribdata(start: number, end: number): void {
    const value = this.#source.slice(start, end)
    this.#value = value.includes('&') ? decodeHTMLAttribute(value) : value
  }

  onattribentity(): void {}

  onattribend(): void {
    if (this.#attributes === undefined) this.#attributes = [this.#attribute, this.#value]
    else this.#attributes.push(this.#attribute, this.#value)
  }

  onopentagend(end: number): void {
    const tag = this.#tagOf(this.#name)
    this.#openTag(tag, false)
    if (this.#scripts && tag.name === 'noscript' && this.#rawFrom < 0) this.#rawFrom = end + 1
  }

  onselfclosingtag(): void {
    this.#openTag(this.#tagOf(this.#name), this.#foreign > 0)
  }

  onclosetag(start: number, end: number): void {
    const tag = this.#tagOf(this.#source.slice(start, end))
    this.#isVerbatim = false
    if (this.#rawFrom >= 0 && tag.name === 'noscript') {
      this.#text = this.#source.slice(this.#rawFrom, start - '</'.length)
      this.#rawFrom = -1
    }
    this.#endText()
    this.#closeTag(tag)
  }

  oncdata(start: number, end: number, endOffset: number): void {
    if (this.#foreign > 0) this.#text += this.#source.slice(start, end - endOffset)
  }

  oncomment(): void {}

  ondeclaration(): void {}

  onprocessinginstruction(): void {}

  onend(): void {
    if (this.#rawFrom >= 0) this.#text = this.#source.slice(this.#rawFrom)
    this.#rawFrom = -1
    this.#endText()
  }

  #tagOf(written: string): Tag {
    const known = this.#tags.get(written)
    if (known !== undefined) return known
    const name = written.toLowerCase()
    const tag = this.#tags.get(name) ?? tagNamed(name)
    this.#tags.set(name, tag)
    if (name !== written) this.#tags.set(written, tag)
    return tag
  }

  #endText(): void {
    const text = this.#text
    if (text === '' || this.#rawFrom >= 0) return
    this.#text = ''
    const value = text.includes('\0') ? text.replaceAll('\0', '') : text
    const name = this.#current?.name
    // The first line break in preformatted text is dropped.
    const skipped = (name === 'pre' || name === 'textarea') && this.#nodes.length === 0
    const shown = skipped && value.startsWith('\n') ? value.slice(1) : value
    if (shown !== '') this.#place({ nodeName: '#text', value: shown })
  }

  /** Adds a node to the tree. A node that may not be inside a table is put before it. */
  #place(node: HtmlChild): void {
    const tag = this.#current
    if (tag !== undefined && (tag.isTableInside || tag.name === 'colgroup') && isMisplaced(node)) {
      if (tag.name === 'colgroup') this.#cut(this.#open.length - 1)
      const at = this.#lastOpen('table')
      const table = this.#elements[at]
      const around = this.#elements[at - 1] ?? this.root
      const before = table === undefined ? -1 : around.childNodes.lastIndexOf(table)
      if (before >= 0) {
        const previous = around.childNodes[before - 1]
        if (!isJoined(previous, node)) around.childNodes.splice(before, 0, node)
        return
      }
    }
    if (!isJoined(this.#nodes[this.#nodes.length - 1], node)) this.#nodes.push(node)
  }

  #openTag(tag: Tag, closesItself: boolean): void {
    if (this.#rawFrom >= 0) return
    const attributes = this.#attributes ?? noAttributes
    if (this.#foreign > 0) {
      this.#push(tag, attributes, closesItself)
    } else if (tag.isTablePart) {
      if (this.#makeRoomInTable(tag.name)) this.#push(tag, attributes, tag.isVoid)
    } else if (!tag.isOfThePage && (tag.name !== 'form' || tag.open === 0)) {
      this.#endBefore(tag)
      const meant = tag.name === 'image' ? this.#tagOf('img') : tag
      this.#push(meant, attributes, closesItself || meant.isVoid)
    }
  }

  /** Ends the elements that the start of this element ends. */
  #endBefore(tag: Tag): void {
    const { name } = tag
    const current = this.#current
    if (name === 'li') this.#endItem('li', 'li')
    else if (name === 'dd' || name === 'dt') this.#endItem('dd', 'dt')
    else if (name === 'a' || name === 'nobr' || name === 'button') this.#popTo(tag, isWall)
    else if (name === 'option' || name === 'optgroup') {
      if (current?.name === 'option') this.#cut(this.#open.length - 1)
    } else if (name === 'table' && this.#open.findLast(isOfTables)?.isTableInside) {
      this.#popTo(tag, isWallOfTables)
    } else if (name === 'rt' || name === 'rp' || name === 'rb' || name === 'rtc') {
      if (this.#isInScope(this.#tagOf('ruby'), isWall)) this.#endImplied()
    }
    if (!tag.isBlock) return
    this.#popTo(this.#tagOf('p'), isWallOfParagraphs)
    if (tag.isHeading && this.#current?.isHeading) this.#cut(this.#open.length - 1)
  }

  /** Ends the previous item when the next one begins, unless a list lies between them. */
  #endItem(one: string, other: string): void {
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const tag = this.#open[at]
      if (tag?.name === one || tag?.name === other) {
        this.#cut(at)
        return
      }
      if (tag?.isSpecial && tag.name !== 'address' && tag.name !== 'div' && tag.name !== 'p') return
    }
  }

  /**
   * Ends the elements that cannot contain this part of a table, and adds those that must contain
   * it.
   */
  #makeRoomInTable(name: string): boolean {
    const table = this.#lastOpen('table', 'template')
    if (table < 0) return false
    if (name === 'td' || name === 'th') {
      const row = this.#lastOpen('tr')
      if (row > table) {
        this.#cut(row + 1)
      } else {
        this.#openBody(table)
        this.#push(this.#tagOf('tr'), noAttributes, false)
      }
    } else if (name === 'tr') {
      this.#openBody(table)
    } else if (name === 'col') {
      if (this.#current?.name !== 'colgroup') {
        this.#cut(table + 1)
        this.#push(this.#tagOf('colgroup'), noAttributes, false)
      }
    } else {
      this.#cut(table + 1)
    }
    return true
  }

  #openBody(table: number): void {
    const body = this.#open[table + 1]
    this.#cut(table + (body !== undefined && sections.has(body.name) ? 2 : 1))
    if (body === undefined || !sections.has(body.name))
      this.#push(this.#tagOf('tbody'), noAttributes, false)
  }

  #push(tag: Tag, attributes: readonly string[], isClosed: boolean): void {
    if (this.#open.length >= deepest && !isClosed) {
      tag.tooDeep++
      this.#tooDeep.add(tag)
      return
    }
    const element: HtmlElement = { nodeName: tag.name, attributes, childNodes: [] }
    this.#place(element)
    if (isClosed) return
    this.#open.push(tag)
    this.#current = tag
    this.#elements.push(element)
    this.#nodes = element.childNodes
    tag.open++
    if (tag.isForeign) this.#foreign++
  }

  #closeTag(tag: Tag): void {
    const { name } = tag
    if (this.#rawFrom >= 0) return
    if (tag.tooDeep > 0) {
      tag.tooDeep--
    } else if (this.#current === tag) {
      this.#cut(this.#open.length - 1)
    } else if (name === 'br' || (name === 'p' && !this.#isInScope(tag, isWallOfParagraphs))) {
      this.#endBefore(tag)
      this.#push(tag, noAttributes, true)
    } else if (name === 'p') {
      this.#popTo(tag, isWallOfParagraphs)
    } else if (tag.isHeading) {
      const at = this.#open.findLastIndex((open) => open.isHeading || open.isWall)
      if (this.#open[at]?.isHeading) this.#cut(at)
    } else if (name === 'li') {
      this.#popTo(tag, isWallOfLists)
    } else if (tag.isTablePart || name === 'table') {
      this.#popTo(tag, isWallOfTables)
    } else if (tag.isBlock || tag.isWall || name === 'button') {
      this.#popTo(tag, isWall)
    } else if (!tag.isOfThePage) {
      this.#popTo(tag, isSpecial)
    }
  }

  /** Ends the last open element with this name, unless a wall comes first. */
  #popTo(tag: Tag, stops: (tag: Tag) => boolean): void {
    const at = this.#find(tag, stops)
    if (at >= 0) this.#cut(at)
  }

  #isInScope(tag: Tag, stops: (tag: Tag) => boolean): boolean {
    return this.#find(tag, stops) >= 0
  }

  #find(tag: Tag, stops: (tag: Tag) => boolean): number {
    if (tag.open === 0) return -1
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const open = this.#open[at]
      if (open === tag) return at
      if (open !== undefined && stops(open)) return -1
    }
    return -1
  }

  #endImplied(): void {
    for (;;) {
      const name = this.#current?.name ?? ''
      if (!implied.has(name) || name === 'rtc') return
      this.#cut(this.#open.length - 1)
    }
  }

  /** The index of the last open element with this name, or -1 if `stop` comes first. */
  #lastOpen(name: string, stop = ''): number {
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const open = this.#open[at]?.name
      if (open === name) return at
      if (open === stop) return -1
    }
    return -1
  }

  /** Ends the open elements from this index on. */
  #cut(from: number): void {
    while (this.#open.length > from) {
      const tag = this.#open.pop()
      const element = this.#elements.pop()
      // The content of a template is not part of the page.
      if (tag?.name === 'template') element?.childNodes.splice(0)
      if (tag === undefined) break
      tag.open--
      if (tag.isForeign) this.#foreign--
    }
    this.#current = this.#open[this.#open.length - 1]
    this.#nodes = (this.#elements[this.#elements.length - 1] ?? this.root).childNodes
    // Elements that were too deep ended with the element that contains them.
    if (this.#tooDeep.size === 0) return
    for (const tag of this.#tooDeep) tag.tooDeep = 0
    this.#tooDeep.clear()
  }
}

/** Appends a text to the text before it. Returns whether that was possible. */
function isJoined(before: HtmlChild | undefined, node: HtmlChild): boolean {
  if (before === undefined || !isText(before) || !isText(node)) return false
  before.value += node.value
  return true
}

function isMisplaced(node: HtmlChild): boolean {
  if (isText(node)) return /\S/.test(node.value)
  return !tableParts.has(node.nodeName) && !mayLieInTables.has(node.nodeName)
}

/**
 * The value of an attribute. If a name occurs twice, the first one counts.
 *
 * @example
 * ```ts
 * attributeOf(image, 'alt') // 'A loaf', or undefined
 * ```
 */
export function attributeOf({ attributes }: HtmlElement, name: string): string | undefined {
  for (let at = 0; at < attributes.length; at += 2) {
    if (attributes[at] === name) return attributes[at + 1]
  }
  return undefined
}

export function isText(node: HtmlChild): node is HtmlText {
  return node.nodeName === '#text'
}
