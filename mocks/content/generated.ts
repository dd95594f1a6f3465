import { escapeMarkup } from '../html/text.js'
import { parseUrl, titleFromUrl } from '../php/url.js'
import type { Page } from './page.js'

const SENTENCE = 'Plain words, gathered in a row, make a sentence that a reader can keep. '

/**
 * The article at every URL of the fake internet if no pages are given. Hosts that end in
 * `.invalid`, which is reserved for hosts that do not exist, cannot be reached.
 */
export function generatedPage(url: string): Page | undefined {
  if (!/^https?:/i.test(url) || /\.invalid\.?$/i.test(parseUrl(url)?.host ?? '')) return undefined
  const title = escapeMarkup((titleFromUrl(url) ?? url).replace(/[-_]+/g, ' '))
  const paragraphs = Array.from({ length: 5 }, (_, n) => `<p>${n + 1}. ${SENTENCE.repeat(3)}</p>`)
  return {
    body:
      `<!doctype html><html lang="en"><head><title>${title}</title></head>` +
      `<body><article><h1>${title}</h1>${paragraphs.join('')}</article></body></html>`,
  }
}
