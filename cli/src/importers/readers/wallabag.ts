import { readDate } from '../date.js'
import { csvReader, Item, isObject, jsonReader, listWith } from '../reader.js'
import { namesIn, pieces, titleOf } from '../row.js'

/**
 * The text that Wallabag stores if it could not read an article. Such an article is fetched again.
 */
const noArticle = /wallabag can't retrieve contents for this article/i

/** Wallabag 2: its JSON export with content and annotations. */
export const wallabagV2 = jsonReader(
  { service: 'wallabag', format: 'Wallabag’s JSON' },
  // Other exports have `is_archived` too, but no `is_starred`.
  (value) => listWith(itemsOf(value), 'url', 'is_archived', 'is_starred'),
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('title'), url),
      tags: namesIn(item.get('tags')),
      archived: item.is('is_archived'),
      starred: item.is('is_starred'),
      savedAt: readDate(item.text('created_at')),
      publishedAt: readDate(item.text('published_at')),
      authors: namesIn(item.get('published_by')),
      language: item.text('language') || null,
      content: contentOf(item),
      highlights: item
        .items('annotations')
        .map((one) => ({ quote: one.text('quote'), note: one.text('text') })),
    }
  },
)

/** Returns the items of an export, of a page from the API, or a single entry from the API. */
function itemsOf(value: unknown): unknown {
  if (!isObject(value)) return value
  const item = new Item(value)
  return item.get('_embedded') === undefined ? [value] : item.item('_embedded').get('items')
}

/** Wallabag 1: a list in which every field occurs twice, by number and by name. */
export const wallabagV1 = jsonReader(
  { service: 'wallabag', format: 'Wallabag 1’s JSON' },
  (value) => listWith(value, 'url', 'is_read', 'is_fav'),
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('title'), url),
      tags: pieces(item.text('tags'), ','),
      archived: item.is('is_read'),
      starred: item.is('is_fav'),
      content: contentOf(item),
    }
  },
)

/** Wallabag's CSV: separated by semicolons, with days before months. */
export const wallabagCsv = csvReader(
  { service: 'wallabag', format: 'Wallabag’s CSV', columns: ['url', 'mime type', 'creation date'] },
  ({ title, content = '', tags, language, ...record }, url) => ({
    title: titleOf(title, url),
    tags: pieces(tags, ','),
    savedAt: readDate(isoOf(record['creation date'])),
    language: language?.trim() || null,
    content: articleOf(content),
  }),
)

function contentOf(item: Item) {
  return articleOf(item.text('content'))
}

function articleOf(content: string): (() => Promise<string>) | null {
  return content.trim() === '' || noArticle.test(content) ? null : async () => content
}

/**
 * Converts `31/12/2019 11:55:58`. The export does not say whether the time is before or after noon.
 */
function isoOf(text = ''): string {
  return text.replace(/^(\d\d)\/(\d\d)\/(\d{4}) /, '$3-$2-$1T')
}
