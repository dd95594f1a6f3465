import { escapeMarkup, xmlText } from '../html/text.js'
import { parseHtml, toXhtml } from '../html/tree.js'
import type { ExportedEntry } from './entry.js'
import { zip } from './zip.js'

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
const CONTAINER = `${XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
`

function page(title: string, language: string, body: string): string {
  return `${XML}<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${language}" xml:lang="${language}">
<head><title>${title}</title></head>
${body}
</html>
`
}

function packageFile(entry: ExportedEntry, title: string, language: string, at: Date): string {
  const meta = [
    ...(entry.published_by ?? []).flatMap((author) => (author ? [['creator', author]] : [])),
    ...entry.tags.map((tag) => ['subject', tag.label]),
    ['source', entry.url ?? ''],
  ].map(([name, value = '']) => `    <dc:${name}>${escapeMarkup(xmlText(value))}</dc:${name}>\n`)
  return `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:wallabag:${entry.id}</dc:identifier>
    <dc:title>${title}</dc:title>
    <dc:language>${language}</dc:language>
${meta.join('')}    <meta property="dcterms:modified">${at.toISOString().slice(0, 19)}Z</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="article" href="article.xhtml" media-type="application/xhtml+xml"/>
  </manifest>
  <spine>
    <itemref idref="article"/>
  </spine>
</package>
`
}

/**
 * The EPUB export: a small EPUB 3 book with one chapter.
 *
 * @param entry the entry to export
 * @param at The time of all files in the book
 */
export function epubFile(entry: ExportedEntry, at: Date): Uint8Array {
  const title = escapeMarkup(xmlText(entry.title || 'wallabag article'))
  const language = entry.language?.replace(/_/g, '-').replace(/[^\w-]/g, '') || 'en'
  const nav = `<body><nav epub:type="toc"><ol><li><a href="article.xhtml">${title}</a></li></ol></nav></body>`
  const article = toXhtml(parseHtml(entry.content ?? '')).replace(
    '<body>',
    `<body><h1>${title}</h1>`,
  )
  return zip(
    [
      ['mimetype', 'application/epub+zip'],
      ['META-INF/container.xml', CONTAINER],
      ['OEBPS/book.opf', packageFile(entry, title, language, at)],
      ['OEBPS/nav.xhtml', page(title, language, nav)],
      ['OEBPS/article.xhtml', page(title, language, article)],
    ],
    at,
  )
}
