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

/** An article: its HTML, or an entry, whose address is the base of relative links. */
export type Article = string | EntryLike

/** The fields of an entry that are needed. */
export interface EntryLike {
  /** Its HTML; if it is `null`, the text is empty. */
  readonly content: string | null
  /** Its address. Without it, relative links become plain text. */
  readonly url?: string | null | undefined
}

/** Options of `toMarkdown`. */
export interface MarkdownOptions {
  /**
   * The maximum length of the result in UTF-16 code units, at least 50 (default: no limit). A
   * longer article is cut after a paragraph, a sentence, a line of code or a row, and the result
   * says how much is left out.
   */
  readonly maxLength?: number | undefined
}

/** Options of `toText`. */
export interface TextOptions extends MarkdownOptions {
  /**
   * The width at which lines are broken, in columns, at least 20 (default: lines are not broken).
   */
  readonly width?: number | undefined
  /**
   * Whether the addresses of links and pictures are shown after their text (default: `true`). Leave
   * them out for reading aloud, for a language model, or for an excerpt.
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
  /** Its absolute address. */
  readonly url: string
  /** Its alternative text; empty if it has none. */
  readonly alt: string
}

/** A link of an article. */
export interface ArticleLink {
  /** The absolute address that it leads to. */
  readonly url: string
  /** Its text. */
  readonly text: string
}

/**
 * An article as plain text: headings are underlined, list items have bullets, quotes begin with
 * `>`, tables have columns, and addresses of links and pictures are in parentheses. It is safe to
 * print: it contains no control characters, no direction marks, and nothing that the article hides
 * from its readers.
 *
 * @param article - HTML, or an entry, whose address is the base of relative links.
 * @param options - Its maximum length and width, and whether addresses are shown.
 * @returns The text, without a final line break; empty for an article without content.
 * @throws InputError with code `invalid_input` for an entry that was read without its content, such
 *   as one from a list; `invalid_option` for a length or width out of range.
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
 * An article as Markdown, in the dialect of CommonMark and GitHub (tables, fenced code, `~~`).
 * Special characters in the text are escaped, no HTML remains, pictures become links, and only web
 * addresses are linked, so showing it loads and runs nothing.
 *
 * @param article - HTML, or an entry, whose address is the base of relative links.
 * @param options - Its maximum length.
 * @returns The Markdown, without a final line break; empty for an article without content.
 * @throws InputError with code `invalid_input` for an entry that was read without its content, such
 *   as one from a list; `invalid_option` for a length out of range.
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
 * The pictures of an article in order, each once: those with an absolute web address, or a relative
 * one that can be resolved. Tracking pixels are left out.
 *
 * @param article - HTML, or an entry, whose address is the base of relative ones.
 * @throws InputError with code `invalid_input` for an entry that was read without its content.
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
 * The links of an article in order, each address once, with the text of its first link. Links
 * within the article, and links to anything but web addresses, are left out.
 *
 * @param article - HTML, or an entry, whose address is the base of relative ones.
 * @throws InputError with code `invalid_input` for an entry that was read without its content.
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

// Not a generator, because passing each element through one generator per level would take time in
// proportion to the depth.
function elementsIn({ childNodes }: HtmlElement, found: HtmlElement[] = []): HtmlElement[] {
  for (const node of childNodes) {
    if (isText(node)) continue
    found.push(node)
    elementsIn(node, found)
  }
  return found
}

function lineOf(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim()
}
