import { basename } from 'node:path'
import { readDate } from '../date.js'
import type { Document, ExportFile } from '../document.js'
import { decode } from '../encoding.js'
import { Item, isObject, jsonReader, listWith, type Reader } from '../reader.js'
import { type Highlight, namesIn, nonEmpty, type Row, titleOf } from '../row.js'

/**
 * Omnivore: `metadata_0_to_20.json` and so on, each with a list of articles, and beside them
 * `content/<slug>.html` and `highlights/<slug>.md`. Or a single `omnivore_export.json` with
 * everything.
 */
const articles = jsonReader(
  { service: 'omnivore', format: 'Omnivore’s JSON' },
  articlesIn,
  (item) => {
    const url = item.text('url') || item.text('originalArticleUrl')
    const state = item.text('state')
    const content = item.text('content')
    return {
      url,
      title: titleOf(item.text('title'), url),
      tags: namesIn(item.get('labels')),
      archived: /^archived$/i.test(state) || item.is('isArchived'),
      savedAt: readDate(item.text('savedAt')),
      publishedAt: readDate(item.text('publishedAt')),
      authors: nonEmpty([item.text('author')]),
      content: content.trim() === '' ? null : async () => content,
      highlights: item
        .items('highlights')
        .map((one) => ({ quote: one.text('quote'), note: one.text('annotation') })),
      hasDescription: item.text('description') !== '',
      leftOut: /^deleted$/i.test(state) ? 'It is in the bin of Omnivore.' : null,
    }
  },
)

export const omnivore: Reader = {
  ...articles,
  async rows(document) {
    const slugs = (articlesIn(document.form === 'json' ? document.value : null) ?? []).map((one) =>
      isObject(one) ? new Item(one).text('slug') : '',
    )
    const rows = await articles.rows(document)
    return Promise.all(rows.map((row, at) => withFiles(row, slugs[at] ?? '', document)))
  },
}

function articlesIn(value: unknown): readonly unknown[] | null {
  const item = isObject(value) ? new Item(value) : null
  const list = item ? (item.get('articles') ?? item.get('items')) : value
  // Readeck's items also have labels and a state, but `is_archived` too.
  const isOther = listWith(list, 'is_archived') !== null
  const known = listWith(list, 'url', 'slug') ?? listWith(list, 'url', 'savedAt', 'labels')
  return known ?? (isOther ? null : listWith(list, 'url', 'labels', 'state'))
}

/**
 * Adds the article and the highlights from the files beside the list. The slug comes from the
 * export and must not lead out of the folder, so only its base name is used.
 */
async function withFiles(row: Row, slug: string, { file }: Document): Promise<Row> {
  const name = basename(slug)
  if (name === '') return row
  const content = file.beside(`content/${name}.html`)
  const marked = file.beside(`highlights/${name}.md`)
  const { highlights, notes } = marked ? readMarkdown(await textOf(marked)) : row
  return {
    ...row,
    content: row.content ?? (content && (() => textOf(content))),
    highlights: [...row.highlights, ...(marked ? highlights : [])],
    notes: [...row.notes, ...(marked ? notes : [])],
  }
}

async function textOf(file: ExportFile): Promise<string> {
  return decode(await file.bytes()).text
}

/**
 * Reads quotes in Markdown, each optionally followed by a note. Text before the first quote is a
 * note about the whole article.
 */
function readMarkdown(text: string): { highlights: Highlight[]; notes: string[] } {
  const lines = text.split(/\r?\n/).filter((line) => !/^#{1,6} /.test(line))
  const highlights: { quote: string; note: string }[] = []
  let before = ''
  let isQuote = false
  for (const line of lines) {
    const quoted = /^>\s?(.*)$/.exec(line)?.[1]
    const last = highlights.at(-1)
    if (quoted !== undefined && last && isQuote) last.quote += `\n${quoted}`
    else if (quoted !== undefined) highlights.push({ quote: quoted, note: '' })
    else if (last) last.note += `${line}\n`
    else before += `${line}\n`
    isQuote = quoted !== undefined
  }
  const trimmed = highlights.map(({ quote, note }) => ({ quote: quote.trim(), note: note.trim() }))
  return { highlights: trimmed.filter(({ quote }) => quote !== ''), notes: nonEmpty([before]) }
}
