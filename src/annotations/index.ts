export type { HtmlNode, HtmlParser } from './parser.js'
export {
  type ParserOptions,
  type QuoteRange,
  quoteOf,
  type RangesOptions,
  rangesOf,
  type StoredRange,
} from './ranges.js'
