import { escapeMarkup } from '../html/text.js'
import { type HtmlElement, type HtmlNode, isBlock, parseHtml } from '../html/tree.js'
import type { ExportedEntry } from './entry.js'

function text(value: string, parent: HtmlElement, next: HtmlNode | undefined): string {
  let line = value.replace(/^\n+/, '').replace(/\s+/gu, ' ')
  if (parent.tag !== 'div') line = line.replace(/[*_[\]\\]/g, '\\$&')
  line = line.replace(/^#/, '\\#')
  if (line === ' ' && (next === undefined || isBlock(next))) return ''
  return escapeMarkup(line)
}

function inside(element: HtmlElement): string {
  let items = 0
  return element.children
    .map((child, index) => {
      if (typeof child === 'string') return text(child, element, element.children[index + 1])
      if (child.tag !== 'li') return render(child)
      items += 1
      return item(child, element.tag === 'ol' ? `${items}.` : '-')
    })
    .join('')
}

function plain(element: HtmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : plain(child)))
    .join('')
}

function emphasis(value: string, mark: string): string {
  const words = value.trim()
  if (words === '') return value
  const [before = ''] = value.match(/^\s*/) ?? []
  const [after = ''] = value.match(/\s*$/) ?? []
  return `${before && ' '}${mark}${words}${mark}${after && ' '}`
}

function heading(level: number, value: string): string {
  const words = value.trim()
  if (words === '') return ''
  if (level > 2) return `${'#'.repeat(level)} ${words}\n\n`
  return `${words}\n${(level === 1 ? '=' : '-').repeat([...words].length)}\n\n`
}

function link(element: HtmlElement, value: string): string {
  const href = element.attributes.get('href')
  if (href === undefined || value === '') return value
  const title = element.attributes.get('title')
  return title ? `[${value}](${href} "${title}")` : `[${value}](${href})`
}

function item(element: HtmlElement, mark: string): string {
  const value = inside(element).trim().replace(/\n/g, '\n    ').trim()
  return `${mark} ${value}\n`
}

function render(element: HtmlElement): string {
  switch (element.tag) {
    case 'p': {
      const value = inside(element)
      return value.trim() === '' ? '' : `${value.trimEnd()}\n\n`
    }
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return heading(Number(element.tag[1]), inside(element))
    case 'em':
    case 'i':
      return emphasis(inside(element), '*')
    case 'strong':
    case 'b':
      return emphasis(inside(element), '**')
    case 'a':
      return link(element, inside(element))
    case 'img': {
      const title = element.attributes.get('title')
      const src = element.attributes.get('src') ?? ''
      return `![${element.attributes.get('alt') ?? ''}](${title ? `${src} "${title}"` : src})`
    }
    case 'br':
      return '  \n'
    case 'hr':
      return '- - - - - -\n\n'
    case 'ul':
    case 'ol':
      return `${inside(element)}\n`
    case 'blockquote':
      return `${inside(element).trim().replace(/^/gm, '> ')}\n\n`
    case 'pre':
      return `\`\`\`\n${plain(element).replace(/\n$/, '')}\n\`\`\`\n\n`
    case 'code':
      return `\`${plain(element)}\``
    case 'div':
      return `${inside(element)}\n\n`
    default:
      return inside(element)
  }
}

/**
 * The MD export of the development version: the title as a heading, then the article. The address
 * of the page is missing (recording `export.md`).
 */
export function markdownFile({ title, content }: ExportedEntry): string {
  return inside(parseHtml(`<h1>${title ?? ''}</h1>${content ?? ''}`)).trim()
}
