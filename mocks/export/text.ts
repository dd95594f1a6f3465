import { type HtmlElement, type HtmlNode, parseHtml } from '../html/tree.js'
import type { ExportedEntry } from './entry.js'

const WIDTH = 100
const bytes = new TextEncoder()

/** Marks the edge of a paragraph, which removes the spaces around it. */
const EDGE = '\u0001'
/** Marks a line break, which removes the spaces after it. */
const BREAK = '\u0002'

/**
 * Wraps lines at spaces without cutting words. Like PHP's `wordwrap` it counts bytes, so lines with
 * accents are shorter.
 *
 * @param text lines separated by `\n`
 * @param width in bytes
 * @example wordwrap('one two', 4) // 'one\ntwo'
 */
export function wordwrap(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      const lines: string[] = []
      let current: string | undefined
      let length = 0
      for (const word of line.split(' ')) {
        const size = bytes.encode(word).length
        if (current === undefined) {
          current = word
          length = size
        } else if (length + 1 + size <= width) {
          current += ` ${word}`
          length += 1 + size
        } else {
          lines.push(current)
          current = word
          length = size
        }
      }
      return [...lines, current].join('\n')
    })
    .join('\n')
}

/** Preformatted lines keep their spaces as no-break spaces. */
function preformatted(text: string): string {
  const kept = text.replace(/\t/g, '    ').replace(/ /g, '\u00a0').replace(/\n/g, BREAK)
  return `\n${BREAK}${kept}${BREAK}`
}

function rawText(element: HtmlElement): string {
  return element.children
    .map((child) =>
      typeof child === 'string' ? child : child.tag === 'br' ? '\n' : rawText(child),
    )
    .join('')
}

function quoted(element: HtmlElement, width: number): string {
  const inner = finish(inside(element, false, width - 2), width - 2).trim()
  return preformatted(inner.replace(/^(>*)/gm, '$1> '))
}

function inside(element: HtmlElement, upper: boolean, width: number): string {
  return element.children.map((child) => render(child, upper, width)).join('')
}

function render(node: HtmlNode, upper: boolean, width: number): string {
  if (typeof node === 'string') {
    if (node.trim() === '') return /\u00a0/.test(node) ? node : ''
    const line = node.replace(/\r/g, '').replace(/[\n\t]+/g, ' ')
    return upper ? line.toUpperCase() : line
  }
  const loud = upper || /^(?:h[1-6]|th|b|strong)$/.test(node.tag)
  const text = (): string => inside(node, loud, width)
  switch (node.tag) {
    case 'p':
      return EDGE + text().replace(/\n/g, ' ').trim() + EDGE
    case 'br':
      return BREAK
    case 'i':
    case 'em':
      return `_${text()}_`
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return `\n\n${text().trim()}\n\n`
    case 'ul':
    case 'ol':
    case 'dl':
    case 'table':
      return `\n\n${text()}\n\n`
    case 'li':
      return `\t* ${text().trim()}\n`
    case 'dt':
      return `\t* ${text()} `
    case 'dd':
      return ` ${text()}\n`
    case 'tr':
      return `\n${text()}\n`
    case 'td':
    case 'th':
      return `\t\t${text()}\n`
    case 'hr':
      return '\n-------------------------\n'
    case 'div':
      return `\n${text()}`
    case 'img': {
      const alt = node.attributes.get('alt')
      return alt ? `[${alt}]` : ''
    }
    case 'pre':
      return preformatted(rawText(node))
    case 'blockquote':
      return quoted(node, width)
    default:
      return text()
  }
}

function finish(text: string, width: number): string {
  const lines = text
    .replace(new RegExp(` *${EDGE} *`, 'g'), '\n')
    .replace(new RegExp(`${BREAK} *`, 'g'), '\n')
    .replace(/ {2,}/g, ' ')
    .replace(/\n[ \t\n\r\f\v]+\n/g, '\n\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
  return wordwrap(lines, width)
}

/**
 * The words of an article as plain text, in lines of at most 100 bytes, without the addresses of
 * links.
 *
 * @param html the content of an entry
 * @example plainText('<p>A <em>b</em></p>') // 'A _b_\n'
 */
export function plainText(html: string): string {
  return finish(inside(parseHtml(html.trim()), false, WIDTH), WIDTH)
}

/**
 * The TXT export: the title between two bars, then the article. The address of the page is missing
 * (recording `export.txt`).
 */
export function textFile({ title, content }: ExportedEntry): string {
  const bar = '='.repeat(WIDTH)
  return `\n\n${bar}\n\n${title ?? ''}\n\n${bar}\n\n${plainText(content ?? '')}`
}
