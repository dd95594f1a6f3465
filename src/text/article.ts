import {
  aFlag,
  checkOptions,
  type OptionRules,
  unexpectedInput,
  wholeAtLeast,
} from '../errors/index.js'
import { attributeOf, type HtmlElement, isText, parseHtml } from '../html/parse.js'
import { Addresses, isPixel, textIn } from './addresses.js'
import { clean } from './clean.js'
import { markdown } from './markdown.js'
import { plain } from './plain.js'
import { render } from './render.js'

/** An article: the HTML of an entry, or the entry itself, whose address its links begin at. */
export type Article = string | EntryLike

/** What of an entry is needed; an `Entry` fits. */
export interface EntryLike {
  /** Its HTML; without any there is no text. */
  readonly content: string | null
  /** Where it came from. Without it, links that are not whole addresses are only text. */
  readonly url?: string | null | undefined
}

/** How an article becomes Markdown. */
export interface MarkdownOptions {
  /**
   * How many UTF-16 code units the result may have, from 50 on. A longer one ends after a paragraph,
   * a sentence, a line of code or a row, and says how much is left out. Default: no limit.
   */
  readonly maxLength?: number | undefined
}

/** How an article becomes text. */
export interface TextOptions extends MarkdownOptions {
  /** How many columns a line may take, from 20 on. Default: lines are not broken. */
  readonly width?: number | undefined
  /**
   * Whether the addresses of links and pictures stand behind their text; without them the text is for
   * reading aloud, for a language model, for the first words. Default: true.
   */
  readonly addresses?: boolean | undefined
}

const markdownRules: OptionRules<MarkdownOptions> = { maxLength: wholeAtLeast(50) }
const textRules: OptionRules<TextOptions> = {
  ...markdownRules,
  width: wholeAtLeast(20),
  addresses: aFlag,
}

/** A picture of an article. */
export interface ArticleImage {
  /** Its whole address. */
  readonly url: string
  /** What it shows, in words; empty if the article does not say. */
  readonly alt: string
}

/** A link of an article. */
export interface ArticleLink {
  /** The whole address that it leads to. */
  readonly url: string
  /** Its text. */
  readonly text: string
}

/**
 * An article as plain text: headings underlined, items with marks, quotes behind `>`, tables in
 * columns, addresses of links and pictures in parentheses. It is safe to print: no control
 * characters, no marks of direction, nothing that the article hides from its readers.
 *
 * @param article - HTML, or an entry, whose address makes its links whole.
 * @param options - How long it may be and how wide.
 * @returns The text, without a line break at its end; empty for an article without content.
 * @throws InputError `invalid_input` for an article without HTML, such as an entry of a list that
 * was asked for metadata; `invalid_option` for a length or width that is out of range.
 *
 * @example
 * ```ts
 * toText('<h1>Bread</h1><p>Flour &amp; <b>water</b>') // 'Bread\n=====\n\nFlour & water'
 * ```
 */
export function toText(article: Article, options: TextOptions = {}): string {
  const { width, maxLength, addresses } = options
  checkOptions(options, textRules)
  const { content, page } = read(article)
  return render(content, plain(width), new Addresses(page, addresses), width, maxLength)
}

/**
 * An article as Markdown, as CommonMark and GitHub read it (tables, fenced code, `~~`). What means
 * something in Markdown is escaped in its text, no HTML passes, pictures are links and only
 * addresses of the web are linked: showing it loads and runs nothing.
 *
 * @param article - HTML, or an entry, whose address makes its links whole.
 * @param options - How long it may be.
 * @returns The Markdown, without a line break at its end; empty for an article without content.
 * @throws InputError `invalid_input` for an article without HTML, such as an entry of a list that
 * was asked for metadata; `invalid_option` for a length that is out of range.
 *
 * @example
 * ```ts
 * toMarkdown('<h1>Bread</h1><p>Flour &amp; <b>water</b>') // '# Bread\n\nFlour \\& **water**'
 * ```
 */
export function toMarkdown(article: Article, options: MarkdownOptions = {}): string {
  checkOptions(options, markdownRules)
  const { content, page } = read(article)
  return render(content, markdown, new Addresses(page), undefined, options.maxLength)
}

/**
 * The pictures of an article in order, each once: those on the web whose address is whole or can be
 * made so. Pictures of one pixel, which count readers, are left out.
 *
 * @param article - HTML, or an entry, whose address makes the others whole.
 * @throws InputError `invalid_input` for an article without HTML.
 *
 * @example
 * ```ts
 * images({ content: '<img src=a.png alt="A loaf">', url: 'https://example.org/bread/' })
 * // [{ url: 'https://example.org/bread/a.png', alt: 'A loaf' }]
 * ```
 */
export function images(article: Article): ArticleImage[] {
  const found = new Map<string, ArticleImage>()
  const { content, page } = read(article)
  const addresses = new Addresses(page)
  for (const element of elementsIn(content)) {
    if (element.nodeName !== 'img' || isPixel(element)) continue
    const url = addresses.ofPicture(element)
    const alt = lineOf(attributeOf(element, 'alt') ?? '')
    if (url !== undefined && !found.get(url)?.alt) found.set(url, { url, alt })
  }
  return [...found.values()]
}

/**
 * The links of an article in order, each address once with the first text that it has. Links to
 * places in the article itself and to what is not on the web are left out.
 *
 * @param article - HTML, or an entry, whose address makes the others whole.
 * @throws InputError `invalid_input` for an article without HTML.
 *
 * @example
 * ```ts
 * links('<a href="https://example.org/">Bread</a> <a href="#top">Up</a>')
 * // [{ url: 'https://example.org/', text: 'Bread' }]
 * ```
 */
export function links(article: Article): ArticleLink[] {
  const found = new Map<string, ArticleLink>()
  const { content, page } = read(article)
  const addresses = new Addresses(page)
  for (const element of elementsIn(content)) {
    const address = attributeOf(element, 'href')
    if (element.nodeName !== 'a' || address === undefined || addresses.isWithin(address)) continue
    const url = addresses.of(address)
    if (url !== undefined && !found.get(url)?.text) {
      found.set(url, { url, text: lineOf(textIn(element)) })
    }
  }
  return [...found.values()]
}

function read(article: Article): { content: HtmlElement; page: string | null | undefined } {
  const isEntry = typeof article === 'object' && article !== null
  const html = isEntry ? article.content : article
  if (typeof html !== 'string' && !(isEntry && html === null)) {
    const hint = 'A list with `detail: "metadata"` has no content: get the entry itself.'
    throw unexpectedInput('article', 'HTML or an entry with its content', article, hint)
  }
  return { content: parseHtml(html ?? ''), page: isEntry ? article.url : undefined }
}

function* elementsIn({ childNodes }: HtmlElement): Generator<HtmlElement> {
  for (const node of childNodes) {
    if (isText(node)) continue
    yield node
    yield* elementsIn(node)
  }
}

function lineOf(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim()
}
