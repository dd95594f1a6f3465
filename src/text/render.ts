import { attributeOf, type HtmlElement, isText } from '../html/parse.js'
import { type Addresses, isPixel, textIn } from './addresses.js'
import { Blocks } from './blocks.js'
import { clean } from './clean.js'
import { Run } from './run.js'
import type { Emphasis, Row, Style } from './style.js'

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Elements whose content is not shown. */
const unread = names(
  'area base button canvas datalist head input link map meta noembed noframes option param rp ' +
    'script select source style svg template textarea title track',
)
const blocks = names(
  'address article aside body center details dialog div fieldset figcaption figure footer form ' +
    'header hgroup legend main nav p search section summary',
)
const lists = names('ul ol menu dir')
const codes = names('code kbd samp tt')
/** A table that contains one of these is used for layout. */
const notInTables = names('table pre blockquote h1 h2 h3 h4 h5 h6 figure hr')
const digits = '0123456789+-−=()n'
const small = { sup: '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ', sub: '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ' }
// Limits the columns, so that a table cannot outgrow the article.
const mostColumns = 50

/**
 * Writes an article in a format.
 *
 * @param article - The parsed article.
 * @param style - The format.
 * @param addresses - Resolves the addresses of the article.
 * @param width - The number of columns, if lines are broken.
 * @param maxLength - The longest result.
 *
 * @example
 * ```ts
 * render(parseHtml('<p>Bread'), markdown, new Addresses(null), undefined, undefined) // 'Bread'
 * ```
 */
export function render(
  article: HtmlElement,
  style: Style,
  addresses: Addresses,
  width: number | undefined,
  maxLength: number | undefined,
): string {
  const blocks = new Blocks(style, width, maxLength)
  const renderer = new Renderer(style, addresses, blocks, maxLength !== undefined)
  renderer.children(article)
  renderer.flush()
  return blocks.join()
}

type Write = (renderer: Renderer, element: HtmlElement) => void

class Renderer {
  /** How elements are written. Others only write their children. */
  static readonly #writers: ReadonlyMap<string, Write> = new Map<string, Write>([
    ...all(unread, () => {}),
    ...all(blocks, (renderer, element) => renderer.#block(element)),
    ...all(lists, (renderer, element) => renderer.#list(element)),
    ...all(codes, (renderer, element) => renderer.#code(element)),
    ...all(names('b strong'), (renderer, element) => renderer.#marked(element, 'strong')),
    ...all(names('em i cite dfn var'), (renderer, element) =>
      renderer.#marked(element, 'emphasis'),
    ),
    ...all(names('del s strike'), (renderer, element) => renderer.#marked(element, 'strike')),
    ...all(names('h1 h2 h3 h4 h5 h6'), (renderer, element) => renderer.#heading(element)),
    ...all(names('pre listing xmp'), (renderer, element) => renderer.#preformatted(element)),
    ...all(names('sup sub'), (renderer, element) => renderer.#raised(element)),
    ['a', (renderer, element) => renderer.#link(element)],
    ['img', (renderer, element) => renderer.#image(element)],
    ['br', (renderer) => renderer.#lineBreak()],
    ['hr', (renderer) => renderer.#rule()],
    ['li', (renderer, element) => renderer.#item(element, renderer.#style.bullet(false), false)],
    ['blockquote', (renderer, element) => renderer.#framed(element, '> ', undefined)],
    ...all(names('caption tr td th'), (renderer, element) => renderer.#block(element)),
    ['table', (renderer, element) => renderer.#table(element)],
    ['dt', (renderer, element) => renderer.#term(element)],
    ['dd', (renderer, element) => renderer.#definition(element)],
    ['math', (renderer, element) => renderer.#run.code(clean(formula(element)))],
    ['q', (renderer, element) => renderer.#surrounded(element, '“', '”')],
    ['rt', (renderer, element) => renderer.#surrounded(element, '(', ')')],
    ['video', (renderer, element) => renderer.#player(element, 'Video')],
    ['audio', (renderer, element) => renderer.#player(element, 'Audio')],
    ...all(names('iframe embed object'), (renderer, element) =>
      renderer.#player(element, 'Embedded page'),
    ),
  ])
  readonly #style: Style
  readonly #addresses: Addresses
  readonly #blocks: Blocks
  #run: Run
  /** The run of a cell. One is enough, because cells do not contain tables. */
  readonly #cell: Run
  /** Above 0 in a cell or a heading, where blocks are written in one line. */
  #inLine = 0
  #inCode = 0
  /** Above 0 in a link to a place in the article. */
  #inReference = 0
  /** The address of the previous picture. */
  #picture: string | undefined
  /**
   * Lists that follow each other alternate their marks; otherwise Markdown would read them as one.
   */
  #afterList = false
  #isOther = false

  constructor(style: Style, addresses: Addresses, blocks: Blocks, willBeCut: boolean) {
    this.#style = style
    this.#addresses = addresses
    this.#blocks = blocks
    this.#run = new Run(style, false, willBeCut)
    this.#cell = new Run(style, true, false)
  }

  children({ childNodes }: HtmlElement): void {
    for (const node of childNodes) {
      if (!isText(node)) {
        this.#element(node)
        continue
      }
      const text = clean(node.value)
      if (text.trim() !== '') this.#picture = undefined
      if (this.#inCode > 0) this.#run.code(text)
      else this.#run.text(text)
    }
  }

  /** Ends the paragraph. */
  flush(): void {
    if (this.#inLine > 0) {
      this.#run.text(' ')
      return
    }
    if (this.#run.isEmpty) {
      this.#run.clear()
      return
    }
    const line = this.#run.take()
    this.#blocks.paragraph(line)
    this.#afterList = false
  }

  #element(element: HtmlElement): void {
    if (element.attributes.length > 0 && isHidden(element)) return
    const write = Renderer.#writers.get(element.nodeName)
    if (write === undefined) this.children(element)
    else write(this, element)
  }

  #marked(element: HtmlElement, emphasis: Emphasis): void {
    if (this.#inCode > 0) {
      this.children(element)
      return
    }
    this.#run.open(emphasis)
    this.children(element)
    this.#run.close()
  }

  #code(element: HtmlElement): void {
    this.#inCode++
    this.children(element)
    this.#inCode--
    if (this.#inCode === 0) this.#run.endCode()
  }

  #surrounded(element: HtmlElement, before: string, after: string): void {
    this.#run.text(before)
    this.children(element)
    this.#run.text(after)
  }

  #lineBreak(): void {
    if (this.#inLine > 0) this.#run.text(' ')
    // Old pages separate paragraphs with two line breaks.
    else if (!this.#run.lineBreak()) this.flush()
  }

  #block(element: HtmlElement): void {
    this.flush()
    if (element.nodeName === 'summary') this.#marked(element, 'strong')
    else this.children(element)
    this.flush()
  }

  #heading(element: HtmlElement): void {
    this.flush()
    if (this.#inLine > 0) {
      this.children(element)
      return
    }
    this.#inLine++
    this.children(element)
    this.#inLine--
    this.#blocks.heading(Number(element.nodeName.slice(1)), this.#run.take())
    this.#afterList = false
  }

  #link(element: HtmlElement): void {
    const address = attributeOf(element, 'href')
    if (address !== undefined && this.#addresses.isWithin(address)) {
      // An arrow back or a symbol beside a heading has no meaning here.
      if (!/[\p{L}\p{N}*†‡]/u.test(textIn(element))) return
      this.#inReference++
      this.children(element)
      this.#inReference--
      return
    }
    const url = this.#run.isInLink ? undefined : this.#addresses.of(address)
    if (url === undefined) {
      this.children(element)
      return
    }
    this.#run.open('link', url)
    this.children(element)
    this.#run.close()
  }

  #image(element: HtmlElement): void {
    if (isPixel(element)) return
    const text = attributeOf(element, 'alt')?.trim() || attributeOf(element, 'title')?.trim()
    const url = this.#addresses.ofPicture(element)
    // The same picture is repeated right after it for readers without scripts.
    if (url !== undefined && url === this.#picture) return
    this.#picture = url
    this.#reference(url, text, 'Image')
  }

  #player(element: HtmlElement, text: string): void {
    const source = element.childNodes.find((node) => node.nodeName === 'source')
    const inside = source === undefined || isText(source) ? undefined : attributeOf(source, 'src')
    const address = attributeOf(element, 'src') ?? attributeOf(element, 'data') ?? inside
    const url = this.#addresses.of(address)
    this.flush()
    if (url === undefined) this.children(element)
    else this.#reference(url, attributeOf(element, 'title')?.trim() || undefined, text)
    this.flush()
  }

  /** Writes a link to something that is not shown here. */
  #reference(url: string | undefined, text: string | undefined, otherwise: string): void {
    if (url === undefined || this.#run.isInLink) {
      this.#run.text(clean(text ?? (this.#run.isInLink ? otherwise : '')))
      return
    }
    this.#run.open('link', url)
    this.#run.text(clean(text ?? otherwise))
    this.#run.close()
  }

  #rule(): void {
    this.flush()
    if (this.#inLine > 0 || this.#blocks.isEmpty) return
    this.#blocks.verbatim({ lines: [this.#style.rule], head: 0 })
    this.#afterList = false
  }

  #raised(element: HtmlElement): void {
    const link = element.childNodes.find((node) => node.nodeName === 'a')
    const address = link === undefined || isText(link) ? '' : (attributeOf(link, 'href') ?? '')
    const text = clean(textIn(element)).trim()
    if (text === '') return
    if (address !== '' && !this.#addresses.isWithin(address)) this.children(element)
    else if (address !== '' || this.#inReference > 0)
      this.#run.text(/^[[(]/.test(text) ? text : `[${text}]`)
    else if (/^[[(]/.test(text)) this.#run.text(text)
    else this.#run.text(raised(text, element.nodeName === 'sup' ? 'sup' : 'sub'))
  }

  #framed(element: HtmlElement, before: string, mark: string | undefined, isTight = false): void {
    this.flush()
    if (this.#inLine > 0) {
      this.children(element)
      this.flush()
      return
    }
    this.#afterList = false
    this.#blocks.enter(before, mark, isTight)
    this.children(element)
    this.flush()
    this.#blocks.leave()
    this.#afterList = false
  }

  #list(element: HtmlElement): void {
    this.flush()
    const isOther = this.#afterList && !this.#isOther
    const isTight = !element.childNodes.some(isLong)
    let number = element.nodeName === 'ol' ? startOf(element) : 1
    this.#blocks.beginList(number)
    for (const node of element.childNodes) {
      if (isText(node)) this.#run.text(clean(node.value))
      else if (node.nodeName !== 'li') this.#element(node)
      else if (element.nodeName !== 'ol') this.#item(node, this.#style.bullet(isOther), isTight)
      else this.#item(node, this.#style.number(number++, isOther), isTight)
    }
    this.flush()
    this.#afterList = true
    this.#isOther = isOther
  }

  #item(element: HtmlElement, mark: string, isTight: boolean): void {
    if (this.#inLine > 0) {
      this.#run.text(' • ')
      this.children(element)
      this.#run.text(' ')
      return
    }
    this.#framed(element, ' '.repeat(mark.length), mark, isTight)
  }

  #term(element: HtmlElement): void {
    this.flush()
    this.#marked(element, 'strong')
    this.flush()
  }

  #definition(element: HtmlElement): void {
    const mark = this.#style.definition
    this.#framed(element, ' '.repeat(mark.length), mark, true)
  }

  #preformatted(element: HtmlElement): void {
    this.flush()
    const code = clean(linesIn(element)).replace(/^\n+/, '').trimEnd()
    if (this.#inLine > 0) {
      this.#run.code(code)
      return
    }
    if (code === '') return
    this.#blocks.verbatim(this.#style.preformatted(code, languageOf(element)))
    this.#afterList = false
  }

  #table(table: HtmlElement): void {
    this.flush()
    const rows = rowsOf(table).map(cellsOf)
    const widest = rows.reduce((most, { length }) => Math.max(most, length), 0)
    if (this.#inLine > 0 || widest < 2 || isForLooks(table)) {
      this.children(table)
      this.flush()
      return
    }
    for (const caption of table.childNodes) {
      if (!isText(caption) && caption.nodeName === 'caption') this.#block(caption)
    }
    const spans: number[] = []
    const written = rows
      .map((row) => this.#row(row, spans))
      .filter(({ cells }) => cells.some(Boolean))
    if (written.length > 0) this.#blocks.verbatim(this.#style.table(written))
    this.#afterList = false
  }

  /** Writes a row. `spans` counts, for each column, the rows that a cell above still covers. */
  #row(row: readonly HtmlElement[], spans: number[]): Row {
    const cells: string[] = []
    let isHeading = true
    const skip = () => {
      for (let left = spans[cells.length] ?? 0; left > 0; left = spans[cells.length] ?? 0) {
        spans[cells.length] = left - 1
        cells.push('')
      }
    }
    const outside = this.#run
    this.#run = this.#cell
    this.#inLine++
    for (const cell of row) {
      skip()
      if (cells.length >= mostColumns) break
      this.children(cell)
      const width = Math.min(Number(attributeOf(cell, 'colspan')) || 1, mostColumns - cells.length)
      const height = Number(attributeOf(cell, 'rowspan')) || 1
      const { text } = this.#run.take()
      for (let column = 0; column < width; column++) {
        spans[cells.length] = height - 1
        cells.push(column === 0 ? text : '')
      }
      if (cell.nodeName === 'td') isHeading = false
    }
    skip()
    this.#inLine--
    this.#run = outside
    return { cells, isHeading }
  }
}

function all(tags: ReadonlySet<string>, write: Write): [string, Write][] {
  return [...tags].map((name) => [name, write])
}

/** Superscript or subscript text: in small digits if possible, otherwise with `^` or `_`. */
function raised(text: string, name: keyof typeof small): string {
  const letters = [...text].map((letter) => [...small[name]][digits.indexOf(letter)])
  if (letters.every((letter) => letter !== undefined)) return letters.join('')
  const sign = name === 'sup' ? '^' : '_'
  return /^[\p{L}\p{N}]$/u.test(text) ? sign + text : `${sign}(${text})`
}

function isHidden(element: HtmlElement): boolean {
  if (
    attributeOf(element, 'hidden') !== undefined ||
    attributeOf(element, 'aria-hidden') === 'true'
  )
    return true
  const style = attributeOf(element, 'style')
  return (
    style !== undefined &&
    /(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?:[a-z%;\s]|$))/i.test(
      style,
    )
  )
}

/** The rows of a table, without those of nested tables. */
function rowsOf(table: HtmlElement): HtmlElement[] {
  return table.childNodes.flatMap((node) => {
    if (isText(node)) return []
    if (node.nodeName === 'tr') return [node]
    return /^t(?:head|body|foot)$/.test(node.nodeName) ? rowsOf(node) : []
  })
}

function cellsOf({ childNodes }: HtmlElement): HtmlElement[] {
  return childNodes.flatMap((node) =>
    !isText(node) && (node.nodeName === 'td' || node.nodeName === 'th') ? [node] : [],
  )
}

/** Whether a table is used for layout: it contains more than lines of text. */
function isForLooks(table: HtmlElement): boolean {
  return attributeOf(table, 'role') === 'presentation' || table.childNodes.some(holdsMore)
}

function holdsMore(node: HtmlElement['childNodes'][number]): boolean {
  return !isText(node) && (notInTables.has(node.nodeName) || node.childNodes.some(holdsMore))
}

/** Whether an item contains more than a line and nested lists. */
function isLong(item: HtmlElement['childNodes'][number]): boolean {
  if (isText(item)) return false
  const inside = item.childNodes.filter((node) => (isText(node) ? node.value.trim() !== '' : true))
  const paragraphs = inside.filter(({ nodeName }) => nodeName === 'p').length
  const isMixed = paragraphs > 0 && inside.some((node) => isText(node))
  return paragraphs > 1 || isMixed || inside.some(({ nodeName }) => notInTables.has(nodeName))
}

function startOf(list: HtmlElement): number {
  const start = Number(attributeOf(list, 'start') ?? 1)
  return Number.isInteger(start) && start >= 0 && start < 1e8 ? start : 1
}

/** The language of code, if the page names it for a highlighter. */
function languageOf(element: HtmlElement): string {
  const inside = element.childNodes.find((node) => node.nodeName === 'code')
  const classes = [element, inside].map((node) =>
    node === undefined || isText(node) ? '' : (attributeOf(node, 'class') ?? ''),
  )
  return /(?:^|\s)(?:language|lang|highlight-source)-(\S+)/.exec(classes.join(' '))?.[1] ?? ''
}

function linesIn({ childNodes }: HtmlElement): string {
  return childNodes
    .map((node) => {
      if (isText(node)) return node.value
      if (node.nodeName === 'br') return '\n'
      if (unread.has(node.nodeName)) return ''
      // Some highlighters put each line into a block.
      return blocks.has(node.nodeName) ? `${linesIn(node)}\n` : linesIn(node)
    })
    .join('')
}

/** The source of a formula, if the page contains it. */
function formula(math: HtmlElement): string {
  return attributeOf(math, 'alttext') ?? annotationIn(math) ?? textIn(math)
}

function annotationIn(math: HtmlElement): string | undefined {
  for (const node of math.childNodes) {
    if (isText(node)) continue
    if (node.nodeName === 'annotation' && /tex/i.test(attributeOf(node, 'encoding') ?? '')) {
      return textIn(node)
    }
    const inside = annotationIn(node)
    if (inside !== undefined) return inside
  }
  return undefined
}
