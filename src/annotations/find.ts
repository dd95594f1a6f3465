import type { Article, Span } from './article.js'

/** Text with every stretch of white space as one space, and where each of its units comes from. */
interface Collapsed {
  readonly text: string
  readonly origins: readonly number[]
}

function collapse(text: string, breaks: ReadonlySet<number>): Collapsed {
  const units: string[] = []
  const origins: number[] = []
  let space = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    if (breaks.has(at)) space = true
    if (/\s/.test(unit)) {
      space = true
      continue
    }
    if (space && units.length > 0) {
      units.push(' ')
      origins.push(at)
    }
    space = false
    units.push(unit)
    origins.push(at)
  }
  return { text: units.join(''), origins }
}

function spansOf(quote: string, { text, origins }: Collapsed): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    const start = origins[at]
    const last = origins[at + quote.length - 1]
    if (start !== undefined && last !== undefined) spans.push({ start, end: last + 1 })
  }
  return spans
}

/**
 * Finds every place where a quote begins. Stretches of white space are equal to each other. Between
 * two blocks a reader copies a line break that the text does not have, while annotator.js copies
 * nothing: the first reading is tried first, then the second.
 *
 * @param article - Where to look.
 * @param quote - What to look for.
 *
 * @example
 * ```ts
 * findQuote(article, 'two  words') // [{ start: 3, end: 12 }]
 * ```
 */
export function findQuote(article: Article, quote: string): Span[] {
  const wanted = collapse(quote, new Set()).text
  const asRead = spansOf(wanted, collapse(article.text, article.breaks))
  return asRead.length > 0 ? asRead : spansOf(wanted, collapse(article.text, new Set()))
}
