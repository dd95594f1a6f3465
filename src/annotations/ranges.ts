import { InputError, unexpectedInput } from '../errors/index.js'
import { longestQuote } from './annotation.js'
import { type Article, findQuote, readArticle, type Span } from './article.js'
import { type HtmlParser, parseArticle } from './parser.js'

/** Where a quote is in an article, in the form of annotator.js that the server stores. */
export interface QuoteRange {
  /** The XPath of the element in which the quote begins, relative to the article: `/p[1]/em[2]`. */
  readonly start: string
  /** How many UTF-16 code units of that element's text come before the quote. */
  readonly startOffset: number
  /** The XPath of the element in which the quote ends. */
  readonly end: string
  /** How many UTF-16 code units of that element's text come before the end of the quote. */
  readonly endOffset: number
}

/** A range as the server returns it: offsets as strings, empty paths absent or null. */
export interface StoredRange {
  /**
   * The XPath of the element in which it begins; empty, absent or null stands for the article
   * itself.
   */
  readonly start?: string | null | undefined
  /** How many UTF-16 code units of that element's text come before it. */
  readonly startOffset?: number | string | null | undefined
  /**
   * The XPath of the element in which it ends; empty, absent or null stands for the article itself.
   */
  readonly end?: string | null | undefined
  /** How many UTF-16 code units of that element's text come before its end. */
  readonly endOffset?: number | string | null | undefined
}

/** How HTML is read. */
export interface ParserOptions {
  /** The HTML parser (default: `DOMParser` where there is one, otherwise the package's own). */
  readonly parser?: HtmlParser | undefined
}

/** Which occurrence of a quote is meant, and how HTML is read. */
export interface RangesOptions extends ParserOptions {
  /** Which occurrence of the quote, from 1 (default: 1). */
  readonly occurrence?: number | undefined
}

/**
 * Finds a quote in an entry's HTML, so that Wallabag's own page can highlight it. The quote may
 * cross inline tags and paragraphs; any stretch of white space (line breaks, no-break spaces)
 * matches any other.
 *
 * A quote in text outside any element cannot be stored: the server drops the empty path.
 *
 * @param html - The `content` of an entry.
 * @param quote - Words of the article, 1 to 10 000 characters.
 * @param options - Which occurrence (default 1), and a parser.
 * @returns A list of one range, as `annotations.create` takes it.
 * @throws InputError with code `invalid_input` if the quote is empty or too long, or occurs less
 *   often than `occurrence` says.
 *
 * @example
 * ```ts
 * const ranges = await rangesOf(entry.content, quote)
 * await wallabag.annotations.create(entry.id, { quote, text: 'Remember this', ranges })
 * ```
 */
export async function rangesOf(
  html: string,
  quote: string,
  options: RangesOptions = {},
): Promise<QuoteRange[]> {
  const { occurrence = 1, parser } = options
  checkQuote(quote)
  if (!Number.isSafeInteger(occurrence) || occurrence < 1) {
    throw unexpectedInput('occurrence', 'a whole number from 1 on', occurrence)
  }
  const article = readArticle(await parseArticle(html, parser))
  const spans = findQuote(article, quote)
  const span = spans[occurrence - 1]
  if (span !== undefined) return [rangeOf(article, span)]
  if (spans.length === 0) throw unexpectedInput('quote', 'words of this article', quote)
  throw unexpectedInput('occurrence', `at most ${spans.length} for this quote`, occurrence)
}

/**
 * The text of an article inside ranges; the reverse of {@link rangesOf}.
 *
 * @param html - The `content` of an entry.
 * @param ranges - The ranges of an annotation; several texts are joined by ` / `, as annotator.js
 *   does.
 * @param options - A parser.
 * @returns The text, with white space as it is in the HTML.
 * @throws InputError with code `invalid_input` if a range is not in this article, perhaps because
 *   the article has changed.
 *
 * @example
 * ```ts
 * const [annotation] = await wallabag.annotations.list(entry.id)
 * const quote = await quoteOf(entry.content, annotation.ranges)
 * ```
 */
export async function quoteOf(
  html: string,
  ranges: readonly StoredRange[],
  options: ParserOptions = {},
): Promise<string> {
  const article = readArticle(await parseArticle(html, options.parser))
  return ranges
    .map(({ start, startOffset, end, endOffset }) => {
      const from = positionOf(article, start, startOffset)
      const to = positionOf(article, end, endOffset)
      if (from > to) throw refused('ranges: expected a start before its end, received the reverse.')
      return article.text.slice(from, to)
    })
    .join(' / ')
}

function checkQuote(quote: string): void {
  if (typeof quote !== 'string' || quote.trim() === '') {
    throw unexpectedInput('quote', 'some words', quote)
  }
  const length = [...quote].length
  if (length > longestQuote) {
    throw refused(`quote: expected at most ${longestQuote} characters, received ${length}.`)
  }
}

/**
 * The range between the parents of the first and the last text node, as annotator.js serializes it.
 */
function rangeOf(article: Article, span: Span): QuoteRange {
  const [start, startOffset] = placeOf(article, span.start, 0)
  const [end, endOffset] = placeOf(article, span.end - 1, 1)
  return { start, startOffset, end, endOffset }
}

function placeOf(article: Article, unit: number, after: 0 | 1): [string, number] {
  const path = article.runs.find((run) => unit < run.end)?.path ?? ''
  return [path, unit + after - (article.elements.get(path)?.start ?? 0)]
}

function positionOf(
  article: Article,
  path: string | null | undefined,
  offset: number | string | null | undefined,
): number {
  const element = article.elements.get(path ?? '')
  if (element === undefined) {
    throw unexpectedInput('ranges', 'the path of an element of this article', path)
  }
  const units = typeof offset === 'string' && /^\d+$/.test(offset) ? Number(offset) : offset
  const length = element.end - element.start
  if (typeof units !== 'number' || !Number.isInteger(units) || units < 0 || units > length) {
    throw unexpectedInput('ranges', `an offset from 0 to ${length} in ${path || '/'}`, offset)
  }
  return element.start + units
}

function refused(message: string): InputError {
  return new InputError('invalid_input', message)
}
