export type { HtmlNode, HtmlParser } from './annotations/parser.js'
export {
  type ParserOptions,
  type QuoteRange,
  quoteOf,
  type RangesOptions,
  rangesOf,
  type StoredRange,
} from './annotations/ranges.js'
